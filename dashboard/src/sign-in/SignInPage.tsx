import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Proof } from '#client/sign-in';
import { publicSettingsQuery } from '../api/public-settings';
import { passkeyOffer, sessionBegan } from '../api/session';
import { signInContextQuery } from '../api/sign-in-context';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import { PasswordStep } from './PasswordStep';
import { SignInFrame } from './SignInFrame';
import { SignInSteps } from './SignInSteps';
import { useStepEntry } from './useStepEntry';

/** What the page says of itself, until the settings are there. */
const { passkeys, resets } = document.documentElement.dataset;

/** Password, then a second factor where one is asked for; or a passkey, which is both. */
export function SignInPage() {
  const { t } = useTexts();
  const { data: settings } = useQuery(publicSettingsQuery);
  const service = useServiceName();
  // By the address itself: the router is not there yet when this page is the first that is seen.
  const to = new URLSearchParams(window.location.search).get('continue');
  const { data: context } = useQuery({ ...signInContextQuery(to ?? ''), enabled: to !== null });

  const entry = useStepEntry();

  useEffect(() => {
    document.title = t('signIn.documentTitle', { service });
  }, [t, service]);

  return (
    <SignInFrame>
      <SignInSteps service={service} entry={entry} onSignedIn={signedInByPassword}>
        {(begin, login) => (
          <PasswordStep
            login={login}
            destination={context?.application ?? service}
            offersPasskeys={settings?.methods.includes('SECURITY_KEY') ?? passkeys !== undefined}
            offersPasswordReset={settings?.passwordResetAvailable ?? resets !== undefined}
            asksToKeep={settings?.keepSignedIn === 'ASK'}
            onSubmit={begin}
            onSignedIn={sessionBegan}
          />
        )}
      </SignInSteps>
    </SignInFrame>
  );
}

function signedInByPassword(proof?: Proof): Promise<void> {
  if (mayWantPasskey(proof)) passkeyOffer.set('due');
  return sessionBegan();
}

/** Not who has confirmed it by one of this very device, nor who may have lost something and has other worries. */
function mayWantPasskey(proof: Proof | undefined): boolean {
  if (proof?.method !== 'SECURITY_KEY') return proof === undefined || proof.method === 'AUTHENTICATOR_APP';
  const { authenticatorAttachment } = proof.response as { authenticatorAttachment?: string };
  return authenticatorAttachment !== 'platform';
}
