import { Alert, Button, Stack, Typography } from '@mui/material';
import { type SubmitEvent, useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { RequestPasswordResetDocument } from '#client/operations';
import { client } from '../api/client';
import { LabelledField } from '../components/LabelledField';
import { useAction } from '../components/useAction';
import { isToWait, useCountdown } from '../components/useCountdown';
import { useServiceName } from '../components/useServiceName';
import { WaitAlert } from '../components/WaitAlert';
import { useTexts } from '../i18n/texts';
import { SignInFrame } from './SignInFrame';

/** Where a link to choose another password is asked for. It says the same whether anyone has the login or not. */
export default function ForgottenPasswordPage() {
  const { t } = useTexts();
  const service = useServiceName();
  const [login, setLogin] = useState('');
  const [isSent, setSent] = useState(false);
  const { secondsLeft, attempt } = useCountdown();
  const { isBusy, run, refusal, again } = useAction({
    inPlace: true,
    explain: (error) => (isToWait(error) ? null : undefined),
  });

  useEffect(() => {
    document.title = `${t('forgotten.title')} · ${service}`;
  }, [t, service]);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => {
      await attempt(() => client.send(RequestPasswordResetDocument, { login }));
      setSent(true);
    });
  };
  return (
    <SignInFrame>
      {isSent ? (
        <Stack sx={{ gap: 2.25 }}>
          <Typography variant="h1">{t('forgotten.sentTitle')}</Typography>
          <Typography color="textSecondary" role="status">
            {t('forgotten.sentText')}
          </Typography>
          <Button component={Link} to="/sign-in" replace>
            {t('signIn.title')}
          </Button>
        </Stack>
      ) : (
        <Stack component="form" onSubmit={submit} sx={{ gap: 2.25 }}>
          <div>
            <Typography variant="h1">{t('forgotten.title')}</Typography>
            <Typography color="textSecondary" sx={{ mt: 0.5 }}>
              {t('forgotten.text')}
            </Typography>
          </div>
          {refusal !== null && <Alert severity="error">{refusal}</Alert>}
          <WaitAlert secondsLeft={secondsLeft} />
          <LabelledField
            label={t('signIn.login')}
            name="login"
            autoComplete="username"
            required
            autoFocus
            inputRef={again}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
            htmlInput={{ autoCapitalize: 'none', spellCheck: false, maxLength: 255 }}
          />
          <Button type="submit" variant="contained" size="large" loading={isBusy} disabled={secondsLeft > 0}>
            {t('forgotten.submit')}
          </Button>
          <Button component={Link} to="/sign-in" replace>
            {t('signIn.title')}
          </Button>
        </Stack>
      )}
    </SignInFrame>
  );
}
