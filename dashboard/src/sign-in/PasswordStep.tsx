import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Alert, Button, Divider, Stack, Typography } from '@mui/material';
import { type SubmitEvent, useState } from 'react';
import { codeOf } from '../api/client';
import { hasEnded } from '../api/session';
import { useStored } from '../api/store';
import { LabelledField } from '../components/LabelledField';
import { PasswordField } from '../components/PasswordField';
import { useAction } from '../components/useAction';
import { isToWait, useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { usePasskeys } from './usePasskeys';

export interface Credentials {
  login: string;
  password: string;
}

export function PasswordStep(props: {
  /** Known where one has come back. */
  login: string;
  /** What one signs in to: an application, or this service itself. */
  destination: string;
  offersPasskeys: boolean;
  onSubmit: (credentials: Credentials) => Promise<void>;
  onSignedIn: () => Promise<void>;
}) {
  const { t } = useTexts();
  const sessionHasEnded = useStored(hasEnded);
  const [login, setLogin] = useState(props.login);
  const [password, setPassword] = useState('');
  const { secondsLeft, attempt } = useCountdown();

  const { isBusy, run, refusal, forgetRefusal, again } = useAction({
    inPlace: true,
    explain: (error) => {
      if (isToWait(error)) return null;
      return codeOf(error) === 'INVALID_CREDENTIALS' ? t('signIn.wrong') : undefined;
    },
  });
  const noKeys = whyNoKeys();
  const {
    isOffered,
    isBusy: isAsking,
    start,
    again: passkeyButton,
    ...passkeys
  } = usePasskeys({
    isOffered: props.offersPasskeys && noKeys === null,
    onSignedIn: props.onSignedIn,
  });
  const error = passkeys.refusal ?? refusal;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    passkeys.forgetRefusal();
    if (await run(() => attempt(() => props.onSubmit({ login, password })))) return;
    setPassword('');
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
      <LabelledField
        label={t('signIn.login')}
        name="login"
        // `webauthn` lets browsers offer passkeys here.
        autoComplete="username webauthn"
        required
        autoFocus={props.login === ''}
        value={login}
        onChange={(event) => setLogin(event.target.value)}
        htmlInput={{ autoCapitalize: 'none', spellCheck: false, maxLength: 255 }}
      />
      <PasswordField
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        required
        autoFocus={props.login !== ''}
        value={password}
        inputRef={again}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="contained" size="large" loading={isBusy} disabled={secondsLeft > 0}>
        {t('signIn.submit')}
      </Button>
      {props.offersPasskeys && noKeys !== null && (
        <Typography variant="body2" color="textSecondary">
          {t(noKeys)}
        </Typography>
      )}
      {isOffered && (
        <>
          <Divider sx={{ color: 'text.secondary', fontSize: '0.8125rem' }}>{t('signIn.or')}</Divider>
          <Button
            ref={passkeyButton}
            variant="outlined"
            color="secondary"
            size="large"
            startIcon={<KeyOutlined />}
            loading={isAsking}
            onClick={() => {
              forgetRefusal();
              void start();
            }}
          >
            {t('signIn.passkey')}
          </Button>
        </>
      )}
    </Stack>
  );
}
