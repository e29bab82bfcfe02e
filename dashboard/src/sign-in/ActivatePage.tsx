import { Button, Stack, Typography } from '@mui/material';
import { type SubmitEvent, useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { SetPasswordByLinkDocument } from '#client/operations';
import { client, codeOf } from '../api/client';
import { PasswordField } from '../components/PasswordField';
import { useAction } from '../components/useAction';
import { isToWait, useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import { SignInFrame } from './SignInFrame';

/** Where a person chooses a password by a link: the first one, or another. */
export default function ActivatePage() {
  const { t } = useTexts();
  const service = useServiceName();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [token] = useState(hash.slice(1));
  const [login, setLogin] = useState<string | null>(null);

  useEffect(() => {
    document.title = t('activate.documentTitle', { service });
  }, [t, service]);
  // Neither the history nor somebody looking over a shoulder needs it.
  useEffect(() => {
    if (hash !== '') void navigate('/activate', { replace: true });
  }, [hash, navigate]);

  return (
    <SignInFrame>
      {login === null ? (
        <ChoosePassword token={token} onChosen={setLogin} />
      ) : (
        <Stack sx={{ gap: 2.25 }}>
          <Typography variant="h1">{t('activate.doneTitle')}</Typography>
          <Typography color="textSecondary">{t('activate.doneText', { login })}</Typography>
          <Button component={Link} to="/sign-in" replace variant="contained" size="large">
            {t('signIn.submit')}
          </Button>
        </Stack>
      )}
    </SignInFrame>
  );
}

function ChoosePassword({ token, onChosen }: { token: string; onChosen: (login: string) => void }) {
  const { t } = useTexts();
  const [newPassword, setNewPassword] = useState('');
  const [isOver, setOver] = useState(token === '');
  const { secondsLeft, attempt } = useCountdown();
  const { isBusy, run, refusal, again } = useAction({
    inPlace: true,
    explain: (error) => (isToWait(error) ? null : undefined),
  });

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => {
      try {
        const sent = await attempt(() => client.send(SetPasswordByLinkDocument, { token, newPassword }));
        onChosen(sent.setPasswordByLink);
      } catch (error) {
        if (codeOf(error) !== 'CHALLENGE_EXPIRED') throw error;
        setOver(true);
      }
    });
  };
  if (isOver) {
    return (
      <Stack sx={{ gap: 2.25 }}>
        <Typography variant="h1">{t('activate.overTitle')}</Typography>
        <Typography color="textSecondary">{t('activate.overText')}</Typography>
        <Button component={Link} to="/sign-in" replace>
          {t('signIn.title')}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2.25 }}>
      <div>
        <Typography variant="h1">{t('activate.title')}</Typography>
        <Typography color="textSecondary" sx={{ mt: 0.5 }}>
          {t('activate.text')}
        </Typography>
      </div>
      <WaitAlert secondsLeft={secondsLeft} />
      <PasswordField
        label={t('security.password.new')}
        name="new-password"
        autoComplete="new-password"
        required
        autoFocus
        inputRef={again}
        value={newPassword}
        onChange={(event) => setNewPassword(event.target.value)}
        error={refusal !== null}
        helperText={refusal ?? t('errors.passwordPolicy')}
      />
      <Button type="submit" variant="contained" size="large" loading={isBusy} disabled={secondsLeft > 0}>
        {t('activate.submit')}
      </Button>
    </Stack>
  );
}
