import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import { Alert, Button, Stack } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { DisableAuthenticatorAppDocument } from '#client/operations';
import { send } from '../../api/send';
import { factorsChanged, type Me } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Row, Rows, Section } from '../../components/Section';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { lossOfLastFactor } from '../consequences';

export function AuthenticatorAppSection(props: { twoFactor: Me['twoFactor']; canSetUp: boolean }) {
  const { t } = useTexts();
  const { ago, date } = useTimes();
  const [isRemoving, setRemoving] = useState(false);
  const { authenticatorApp: app, securityKeys } = props.twoFactor;
  const setUp = (label: string, isMain: boolean) =>
    props.canSetUp && (
      <Button
        component={Link}
        to="/security/authenticator-app"
        variant="outlined"
        {...(!isMain && { color: 'secondary', size: 'small' })}
      >
        {label}
      </Button>
    );
  return (
    <Section
      title={t('security.app.title')}
      text={t('security.app.text')}
      action={app ? undefined : setUp(t('security.app.setUp'), true)}
    >
      {app?.shortSecret === true && props.canSetUp && (
        <Alert severity="info" sx={{ mb: 1.5 }}>
          {t('security.app.shortSecret')}
        </Alert>
      )}
      {app && (
        <Rows>
          <Row
            icon={<PhoneIphoneOutlined />}
            title={t('security.app.row')}
            text={
              <>
                {t('security.since', { date: date(app.createdAt) })} ·{' '}
                {app.lastUsedAt === null
                  ? t('security.neverUsed')
                  : t('security.lastUsed', { when: ago(app.lastUsedAt) })}
              </>
            }
            action={
              <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', justifyContent: 'flex-end' }}>
                {setUp(t('security.app.replace'), false)}
                <Button variant="outlined" color="error" size="small" onClick={() => setRemoving(true)}>
                  {t('common.remove')}
                </Button>
              </Stack>
            }
          />
        </Rows>
      )}
      <ConfirmDialog
        isOpen={isRemoving}
        title={t('security.app.removeTitle')}
        consequences={[
          t('security.app.removeText'),
          ...(securityKeys.length === 0 ? lossOfLastFactor(t) : [t('security.trustEnds')]),
        ]}
        confirm={t('security.app.removeConfirm')}
        destructive
        done={t('security.app.removed')}
        action={async () => {
          await send(DisableAuthenticatorAppDocument);
          await factorsChanged();
        }}
        onClose={() => setRemoving(false)}
      />
    </Section>
  );
}
