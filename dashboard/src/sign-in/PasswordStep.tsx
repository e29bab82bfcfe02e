import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Alert, Button, Divider, Stack, TextField, Typography } from '@mui/material';
import { type SubmitEvent, useRef, useState } from 'react';
import { codeOf } from '../api/client';
import { hasEnded } from '../api/session';
import { useStored } from '../api/store';
import { PasswordField } from '../components/PasswordField';
import { useAction } from '../components/useAction';
import { isToWait, useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { browserSupportsWebAuthn } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { usePasskeys } from './usePasskeys';

export interface Credentials {
  login: string;
  password: string;
}

export function PasswordStep(props: {
  /** What one signs in to: an application, or this service itself. */
  destination: string;
  offersPasskeys: boolean;
  onSubmit: (credentials: Credentials) => Promise<void>;
  onSignedIn: () => Promise<void>;
}) {
  const { t } = useTexts();
  const sessionHasEnded = useStored(hasEnded);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const { secondsLeft, attempt } = useCountdown();
  const passwordField = useRef<HTMLInputElement>(null);

  const { isBusy, run, refusal, forgetRefusal } = useAction({
    inPlace: true,
    explain: (error) => {
      if (isToWait(error)) return null;
      return codeOf(error) === 'INVALID_CREDENTIALS' ? t('signIn.wrong') : undefined;
    },
  });
  const passkeys = usePasskeys({
    isOffered: props.offersPasskeys && browserSupportsWebAuthn(),
    onSignedIn: props.onSignedIn,
  });
  const error = passkeys.refusal ?? refusal;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    passkeys.forgetRefusal();
    if (await run(() => attempt(() => props.onSubmit({ login, password })))) return;
    setPassword('');
    passwordField.current?.focus();
  };

  return (
    <Stack component="form" noValidate={false} onSubmit={(event) => void submit(event)} sx={{ gap: 2.25 }}>
      <div>
        <Typography variant="h1">{t('signIn.title')}</Typography>
        <Typography color="textSecondary" sx={{ mt: 0.5 }}>
          {t('signIn.intro', { service: props.destination })}
        </Typography>
      </div>
      {sessionHasEnded && error === null && <Alert severity="info">{t('signIn.ended')}</Alert>}
      {error !== null && secondsLeft === 0 && <Alert severity="error">{error}</Alert>}
      <WaitAlert secondsLeft={secondsLeft} />
      <TextField
        label={t('signIn.login')}
        name="login"
        // `webauthn` lets browsers offer passkeys here.
        autoComplete="username webauthn"
        required
        autoFocus
        value={login}
        onChange={(event) => setLogin(event.target.value)}
        slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false, maxLength: 255 } }}
      />
      <PasswordField
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        inputRef={passwordField}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="contained" size="large" loading={isBusy} disabled={secondsLeft > 0}>
        {t('signIn.submit')}
      </Button>
      {passkeys.isOffered && (
        <>
          <Divider sx={{ color: 'text.secondary', fontSize: '0.8125rem' }}>{t('signIn.or')}</Divider>
          <Button
            variant="outlined"
            color="secondary"
            size="large"
            startIcon={<KeyOutlined />}
            loading={passkeys.isBusy}
            onClick={() => {
              forgetRefusal();
              void passkeys.start();
            }}
          >
            {t('signIn.passkey')}
          </Button>
        </>
      )}
    </Stack>
  );
}
