import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate } from 'react-router-dom';
import { proving } from '../api/interruption';
import type { Me } from '../api/session';
import { signInContextQuery } from '../api/sign-in-context';
import { useTexts } from '../i18n/texts';
import { SignInFrame } from '../sign-in/SignInFrame';
import { ReauthenticationDialog } from './ReauthenticationDialog';

/**
 * An application wants a fresh proof, or a second factor. It is given in this session: another sign-in would end what
 * all other applications were given in it.
 */
export default function StepUp({ me, to, application }: { me: Me; to: string; application: string }) {
  const { t } = useTexts();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    void proving.raise().then(
      () => queryClient.invalidateQueries(signInContextQuery(to)),
      () => navigate('/', { replace: true }),
    );
  }, [navigate, queryClient, to]);
  return (
    <>
      <SignInFrame />
      <ReauthenticationDialog me={me} why={t('proof.forApplication', { application })} />
    </>
  );
}
