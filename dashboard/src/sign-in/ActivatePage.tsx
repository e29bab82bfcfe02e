import { Button, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { SetPasswordByLinkDocument } from '#client/operations';
import { client, codeOf } from '../api/client';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import { NewPasswordForm } from './NewPasswordForm';
import { SignInFrame } from './SignInFrame';

type Step = { name: 'password' | 'over' } | { name: 'done'; login: string };

/** Where a person chooses a password by a link: the first one, or another. */
export default function ActivatePage() {
  const { t } = useTexts();
  const service = useServiceName();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [token] = useState(hash.slice(1));
  const [step, setStep] = useState<Step>({ name: token === '' ? 'over' : 'password' });

  useEffect(() => {
    document.title = t('activate.documentTitle', { service });
  }, [t, service]);
  // Neither the history nor somebody looking over a shoulder needs it.
  useEffect(() => {
    if (hash !== '') void navigate('/activate', { replace: true });
  }, [hash, navigate]);

  const choose = async (newPassword: string) => {
    try {
      const sent = await client.send(SetPasswordByLinkDocument, { token, newPassword });
      setStep({ name: 'done', login: sent.setPasswordByLink });
    } catch (error) {
      if (codeOf(error) !== 'CHALLENGE_EXPIRED') throw error;
      setStep({ name: 'over' });
    }
  };
  return (
    <SignInFrame>
      {step.name === 'password' && <NewPasswordForm onChosen={choose} />}
      {step.name === 'done' && (
        <Stack sx={{ gap: 2.25 }}>
          <Typography variant="h1">{t('activate.doneTitle')}</Typography>
          <Typography color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {t('activate.doneText', { login: step.login })}
          </Typography>
          <Button component={Link} to="/sign-in" replace variant="contained" size="large">
            {t('signIn.submit')}
          </Button>
        </Stack>
      )}
      {step.name === 'over' && (
        <Stack sx={{ gap: 2.25 }}>
          <Typography variant="h1">{t('activate.overTitle')}</Typography>
          <Typography color="textSecondary">{t('activate.overText')}</Typography>
          <Button component={Link} to="/sign-in" replace>
            {t('signIn.title')}
          </Button>
        </Stack>
      )}
    </SignInFrame>
  );
}
