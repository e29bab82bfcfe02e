import KeyOutlined from '@mui/icons-material/KeyOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import { Alert, Box, Button, Card, CardActionArea, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { publicSettingsQuery } from '../../api/public-settings';
import { sessionChanged } from '../../api/session';
import { Page } from '../../components/Page';
import { whyNoKeys } from '../../components/webauthn';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { FirstFrame } from '../../shell/FirstFrame';
import { AddSecurityKeyDialog } from '../security-keys/AddSecurityKeyDialog';
import AuthenticatorAppPage from '../authenticator-app/AuthenticatorAppPage';

/** All that a session may see that must first set up a second factor. */
export default function EnrolmentPage(props: { onBegin: () => void; onDone: () => void }) {
  const { t } = useTexts();
  const { data: settings } = useQuery(publicSettingsQuery);
  const [method, setMethod] = useState<'app' | 'key' | null>(null);
  const noKeys = whyNoKeys();
  const methods = settings?.methods ?? [];
  // Else nothing would be missing.
  const [isRecovering] = useState(useMe().twoFactor.enabled);
  const begin = (chosen: 'app' | 'key') => {
    setMethod(chosen);
    props.onBegin();
  };
  const leave = async () => {
    await sessionChanged();
    setMethod(null);
    props.onDone();
  };
  return (
    <FirstFrame>
      {method === 'app' ? (
        <AuthenticatorAppPage onDone={() => void leave()} onBack={() => setMethod(null)} />
      ) : (
        <Page
          title={t(isRecovering ? 'enrolment.recovery.title' : 'enrolment.title')}
          text={t(isRecovering ? 'enrolment.recovery.text' : 'enrolment.text')}
        >
          <Stack sx={{ gap: 2 }}>
            {methods.includes('AUTHENTICATOR_APP') && (
              <Choice
                icon={<PhoneIphoneOutlined />}
                title={t('enrolment.app')}
                text={t('enrolment.appText')}
                onChoose={() => begin('app')}
              />
            )}
            {methods.includes('SECURITY_KEY') && noKeys !== null && (
              <Alert severity="info">{t(noKeys)}</Alert>
            )}
            {methods.includes('SECURITY_KEY') && noKeys === null && (
              <Choice
                icon={<KeyOutlined />}
                title={t('enrolment.key')}
                text={t('enrolment.keyText')}
                onChoose={() => begin('key')}
              />
            )}
          </Stack>
          {method === 'key' && (
            <AddSecurityKeyDialog onAdded={() => void leave()} onClose={() => setMethod(null)} />
          )}
          <Button color="secondary" sx={{ mt: 3, ml: -1.25 }} onClick={() => void leave()}>
            {t('enrolment.check')}
          </Button>
        </Page>
      )}
    </FirstFrame>
  );
}

function Choice(props: { icon: ReactNode; title: string; text: string; onChoose: () => void }) {
  return (
    <Card>
      <CardActionArea
        onClick={props.onChoose}
        sx={{ p: 3, display: 'flex', gap: 2, justifyContent: 'flex-start', alignItems: 'center' }}
      >
        <Box
          aria-hidden
          sx={{
            width: 48,
            height: 48,
            flex: 'none',
            display: 'grid',
            placeItems: 'center',
            borderRadius: '12px',
            bgcolor: 'background.sunken',
            color: 'primary.main',
          }}
        >
          {props.icon}
        </Box>
        <div>
          <Typography variant="h2">{props.title}</Typography>
          <Typography variant="body2" color="textSecondary">
            {props.text}
          </Typography>
        </div>
      </CardActionArea>
    </Card>
  );
}
