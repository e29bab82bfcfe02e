import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import FingerprintOutlined from '@mui/icons-material/FingerprintOutlined';
import UsbOutlined from '@mui/icons-material/UsbOutlined';
import VpnKeyOutlined from '@mui/icons-material/VpnKeyOutlined';
import { Alert, Box, Button, Chip } from '@mui/material';
import { useState } from 'react';
import {
  RemoveSecurityKeyDocument,
  RenameSecurityKeyDocument,
  type SecurityKeyFieldsFragment,
} from '#client/operations';
import { send } from '../../api/send';
import { factorsChanged, type Me, sessionChanged } from '../../api/session';
import { ActionsMenu } from '../../components/ActionsMenu';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { distinctNames } from '../../components/distinct-names';
import { NameDialog } from '../../components/NameDialog';
import { signalAcceptedKeys } from '../../components/passkey-signal';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { whyNoKeys } from '../../components/webauthn';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { AddSecurityKeyDialog } from './AddSecurityKeyDialog';
import { lossOfLastFactor } from '../consequences';

type Key = SecurityKeyFieldsFragment;

function KeyIcon({ transports }: Pick<Key, 'transports'>) {
  if (transports.includes('internal') || transports.includes('hybrid')) return <FingerprintOutlined />;
  return transports.includes('usb') ? <UsbOutlined /> : <VpnKeyOutlined />;
}

/** Security keys and passkeys: one list, since both are the same to sign in with. */
export function SecurityKeysSection(props: { twoFactor: Me['twoFactor']; canAdd: boolean }) {
  const { t } = useTexts();
  const { ago, date, moment } = useTimes();
  const { securityKeys, authenticatorApp } = props.twoFactor;
  const [isAdding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Key | null>(null);
  const [removing, setRemoving] = useState<Key | null>(null);
  const noKeys = whyNoKeys();
  const names = distinctNames(
    securityKeys,
    ({ name }) => name,
    ({ createdAt }) => t('security.since', { date: moment(createdAt) }),
  );
  const isLastFactor = securityKeys.length === 1 && authenticatorApp === null;

  return (
    <Section
      title={t('security.keys.title')}
      text={t('security.keys.text')}
      action={
        props.canAdd &&
        noKeys === null && (
          <Button variant="outlined" onClick={() => setAdding(true)}>
            {t('security.keys.add')}
          </Button>
        )
      }
    >
      {props.canAdd && noKeys !== null && (
        <Alert severity="info" sx={{ mx: { xs: 2, sm: 3 }, mb: 2.5 }}>
          {t(noKeys)}
        </Alert>
      )}
      {securityKeys.length === 0 ? (
        <NoRows icon={<VpnKeyOutlined />} text={t('security.keys.none')} />
      ) : (
        <Rows>
          {securityKeys.map((key) => (
            <Row
              key={key.id}
              icon={<KeyIcon transports={key.transports} />}
              title={key.name}
              badges={
                key.backedUp && (
                  <Chip
                    size="small"
                    label={t('security.keys.synced')}
                    title={t('security.keys.syncedText')}
                  />
                )
              }
              text={
                <>
                  {key.model !== null && !key.name.startsWith(key.model) && `${key.model} · `}
                  {t('security.since', { date: date(key.createdAt) })} ·{' '}
                  {key.lastUsedAt === null
                    ? t('security.neverUsed')
                    : t('security.lastUsed', { when: ago(key.lastUsedAt) })}
                </>
              }
              note={
                key.counterRegressedAt !== null && (
                  <Alert severity="warning">
                    {t('security.keys.copied', { date: date(key.counterRegressedAt) })}
                  </Alert>
                )
              }
              action={
                <ActionsMenu
                  label={t('security.actionsOf', { name: names.get(key) ?? key.name })}
                  actions={[
                    {
                      label: t('common.rename'),
                      icon: <EditOutlined fontSize="small" />,
                      onClick: () => setRenaming(key),
                    },
                    {
                      label: t('common.remove'),
                      icon: <DeleteOutlined fontSize="small" />,
                      destructive: true,
                      onClick: () => setRemoving(key),
                    },
                  ]}
                />
              }
            />
          ))}
        </Rows>
      )}
      <Box>
        {isAdding && <AddSecurityKeyDialog onClose={() => setAdding(false)} />}
        {renaming && (
          <NameDialog
            title={t('security.keys.renameTitle')}
            name={renaming.name}
            done={t('security.renamed')}
            onName={async (name) => {
              await send(RenameSecurityKeyDocument, { id: renaming.id, name });
              await sessionChanged();
            }}
            onClose={() => setRenaming(null)}
          />
        )}
        <ConfirmDialog
          isOpen={removing !== null}
          title={t('security.keys.removeTitle', { name: removing?.name ?? '' })}
          consequences={[
            t('security.keys.removeText'),
            ...(isLastFactor ? lossOfLastFactor(t) : [t('security.trustEnds')]),
          ]}
          confirm={t('security.keys.removeConfirm')}
          destructive
          done={t('security.keys.removed')}
          action={async () => {
            if (!removing) return;
            await send(RemoveSecurityKeyDocument, { id: removing.id });
            await signalAcceptedKeys();
            await factorsChanged();
          }}
          onClose={() => setRemoving(null)}
        />
      </Box>
    </Section>
  );
}
