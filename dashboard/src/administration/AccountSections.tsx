import BlockOutlined from '@mui/icons-material/BlockOutlined';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import DevicesOtherOutlined from '@mui/icons-material/DevicesOtherOutlined';
import GppBadOutlined from '@mui/icons-material/GppBadOutlined';
import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import KeyOutlined from '@mui/icons-material/KeyOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import MailLockOutlined from '@mui/icons-material/MailLockOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import PinOutlined from '@mui/icons-material/PinOutlined';
import TokenOutlined from '@mui/icons-material/TokenOutlined';
import { Button, Chip } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import {
  type AccountDetailsQuery,
  RevokeAccountAppPasswordDocument,
} from '../../../schema/client/operations';
import { queryClient } from '../api/query-client';
import { send } from '../api/send';
import { ActionsMenu } from '../components/ActionsMenu';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { NoRows, Row, Rows, Section } from '../components/Section';
import { eventText } from '../i18n/events';
import { useTexts } from '../i18n/texts';
import { useTimes } from '../i18n/times';
import { DeviceIcon } from '../security/device-icon';
import { type DeviceAct, DeviceDialog } from './DeviceDialog';
import { listAddress } from './list-address';
import { RevokeTokenDialog } from './RevokeTokenDialog';

export type Account = NonNullable<AccountDetailsQuery['account']>;
export type AccountTrail = AccountDetailsQuery['auditEvents'];

/** What belongs to an account. */
export function AccountSections({ account, trail }: { account: Account; trail: AccountTrail }) {
  return (
    <>
      <Factors twoFactor={account.twoFactor} />
      <Devices account={account} />
      <Tokens account={account} />
      {account.appPasswords.length > 0 && <AppPasswords account={account} />}
      <Trail account={account} trail={trail} />
    </>
  );
}

function Factors({ twoFactor }: Pick<Account, 'twoFactor'>) {
  const { t } = useTexts();
  const { date, relative } = useTimes();
  const used = (at: string | null) =>
    at === null ? t('security.neverUsed') : t('security.lastUsed', { when: relative(at) });
  const { authenticatorApp: app, securityKeys, backupCodesRemaining, enabled } = twoFactor;
  return (
    <Section
      title={t('admin.account.factors')}
      text={t(
        enabled
          ? 'admin.account.protected'
          : twoFactor.required
            ? 'admin.account.missing'
            : 'admin.account.unprotected',
      )}
    >
      {enabled && (
        <Rows>
          {app && (
            <Row
              icon={<PhoneIphoneOutlined />}
              title={t('admin.accounts.app')}
              text={`${t('security.since', { date: date(app.createdAt) })} · ${used(app.lastUsedAt)}`}
            />
          )}
          {securityKeys.map((key) => (
            <Row
              key={key.id}
              icon={<KeyOutlined />}
              title={key.name}
              text={[key.model, t('security.since', { date: date(key.createdAt) }), used(key.lastUsedAt)]
                .filter((part) => part !== null)
                .join(' · ')}
            />
          ))}
          <Row
            icon={<PinOutlined />}
            title={t('admin.account.backupCodes')}
            text={t('admin.account.codesLeft', { smart_count: backupCodesRemaining })}
          />
        </Rows>
      )}
    </Section>
  );
}

function Devices({ account }: { account: Account }) {
  const { t } = useTexts();
  const { date, relative } = useTimes();
  const [act, setAct] = useState<DeviceAct | null>(null);
  return (
    <Section
      title={t('admin.devices.title')}
      action={
        <SeeAll to={listAddress('devices', { accountId: account.id })} label="admin.account.seeDevices" />
      }
    >
      {account.devices.length === 0 ? (
        <NoRows icon={<DevicesOtherOutlined />} text={t('admin.account.noDevices')} />
      ) : (
        <Rows>
          {account.devices.slice(0, 5).map((device) => (
            <Row
              key={device.id}
              icon={<DeviceIcon userAgent={device.userAgent} />}
              title={device.name}
              badges={
                device.trustedUntil !== null && (
                  <Chip
                    size="small"
                    color="success"
                    variant="outlined"
                    label={t('admin.account.trustedUntil', { date: date(device.trustedUntil) })}
                  />
                )
              }
              text={[t('admin.account.seen', { when: relative(device.lastSeenAt) }), device.ipAddress]
                .filter((part) => part !== null)
                .join(' · ')}
              action={
                <ActionsMenu
                  label={t('security.actionsOf', { name: device.name })}
                  actions={[
                    ...(device.trustedUntil === null
                      ? []
                      : [
                          {
                            label: t('admin.devices.untrust.name'),
                            icon: <GppBadOutlined fontSize="small" />,
                            onClick: () => setAct({ kind: 'untrust', device }),
                          },
                        ]),
                    {
                      label: t('admin.devices.signOut.name'),
                      icon: <LogoutOutlined fontSize="small" />,
                      onClick: () => setAct({ kind: 'signOut', device }),
                    },
                    {
                      label: t('admin.devices.forget.name'),
                      icon: <DeleteOutlined fontSize="small" />,
                      destructive: true,
                      onClick: () => setAct({ kind: 'forget', device }),
                    },
                  ]}
                />
              }
            />
          ))}
        </Rows>
      )}
      <DeviceDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

function Tokens({ account }: { account: Account }) {
  const { t } = useTexts();
  const { date, relative } = useTimes();
  const [revoking, setRevoking] = useState<Account['tokens'][number] | null>(null);
  return (
    <Section
      title={t('admin.tokens.title')}
      action={
        <SeeAll to={listAddress('tokens', { accountId: account.id })} label="admin.account.seeTokens" />
      }
    >
      {account.tokens.length === 0 ? (
        <NoRows icon={<TokenOutlined />} text={t('admin.account.noTokens')} />
      ) : (
        <Rows>
          {account.tokens.slice(0, 5).map((token) => (
            <Row
              key={token.id}
              icon={<TokenOutlined />}
              title={token.device?.name ?? date(token.createdAt)}
              badges={token.current && <Chip size="small" label={t('admin.tokens.current')} />}
              text={[
                t('admin.account.issued', { date: date(token.createdAt) }),
                token.lastUsedAt === null
                  ? t('security.neverUsed')
                  : t('security.lastUsed', { when: relative(token.lastUsedAt) }),
              ].join(' · ')}
              action={
                <Button
                  size="small"
                  color="error"
                  startIcon={<BlockOutlined />}
                  onClick={() => setRevoking(token)}
                >
                  {t('admin.tokens.revoke.name')}
                </Button>
              }
            />
          ))}
        </Rows>
      )}
      <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />
    </Section>
  );
}

function AppPasswords({ account }: { account: Account }) {
  const { t } = useTexts();
  const { relative } = useTimes();
  const [revoking, setRevoking] = useState<Account['appPasswords'][number] | null>(null);
  return (
    <Section title={t('frame.appPasswords')}>
      <Rows>
        {account.appPasswords.map((password) => (
          <Row
            key={password.id}
            icon={<MailLockOutlined />}
            title={password.name}
            text={[
              password.scopes.join(', '),
              password.lastUsedAt === null
                ? t('security.neverUsed')
                : t('security.lastUsed', { when: relative(password.lastUsedAt) }),
            ].join(' · ')}
            action={
              <Button
                size="small"
                color="error"
                startIcon={<BlockOutlined />}
                onClick={() => setRevoking(password)}
              >
                {t('admin.account.revokeAppPassword.name')}
              </Button>
            }
          />
        ))}
      </Rows>
      <ConfirmDialog
        isOpen={revoking !== null}
        title={t('admin.account.revokeAppPassword.title', { name: revoking?.name ?? '' })}
        consequences={[t('admin.account.revokeAppPassword.text')]}
        confirm={t('admin.account.revokeAppPassword.name')}
        destructive
        done={t('admin.account.revokeAppPassword.done')}
        action={async () => {
          if (!revoking) return;
          await send(RevokeAccountAppPasswordDocument, { accountId: account.id, id: revoking.id });
          await queryClient.invalidateQueries();
        }}
        onClose={() => setRevoking(null)}
      />
    </Section>
  );
}

function Trail({ account, trail }: { account: Account; trail: AccountTrail }) {
  const { t, catalogue } = useTexts();
  const { dateTime } = useTimes();
  return (
    <Section
      title={t('admin.account.trail')}
      action={<SeeAll to={listAddress('audit', { accountId: account.id })} label="admin.account.seeTrail" />}
    >
      {trail.items.length === 0 ? (
        <NoRows icon={<HistoryOutlined />} text={t('admin.audit.none')} />
      ) : (
        <Rows>
          {trail.items.map((event) => (
            <Row
              key={event.id}
              icon={<HistoryOutlined />}
              title={eventText(catalogue, event.action)}
              text={[
                dateTime(event.at),
                event.ipAddress,
                event.actorId !== account.id && event.actorLogin !== null
                  ? t('admin.account.by', { login: event.actorLogin })
                  : null,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function SeeAll(props: {
  to: string;
  label: 'admin.account.seeDevices' | 'admin.account.seeTokens' | 'admin.account.seeTrail';
}) {
  const { t } = useTexts();
  return (
    <Button component={Link} to={props.to} size="small">
      {t(props.label)}
    </Button>
  );
}
