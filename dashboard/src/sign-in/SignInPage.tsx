import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Location, Navigate, useLocation } from 'react-router-dom';
import { type SecondFactorRequired, signIn } from '../../../schema/client/sign-in';
import { client } from '../api/client';
import { publicSettingsQuery } from '../api/public-settings';
import { hasEnded, meQuery, sessionChanged } from '../api/session';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../shell/useServiceName';
import { ExpiredStep } from './ExpiredStep';
import { type Credentials, PasswordStep } from './PasswordStep';
import { SecondFactorStep } from './SecondFactorStep';
import { SignInFrame } from './SignInFrame';

type Step =
  { name: 'password' } | { name: 'second-factor'; asked: SecondFactorRequired } | { name: 'expired' };

/** Password, then a second factor where one is asked for; or a passkey, which is both. */
export function SignInPage() {
  const { t } = useTexts();
  const from = (useLocation().state as { from?: Location } | null)?.from;
  const { data: me } = useQuery(meQuery);
  const { data: settings } = useQuery(publicSettingsQuery);
  const [step, setStep] = useState<Step>({ name: 'password' });
  // Kept while this page is open, so that a sign-in that has expired can be begun again without typing.
  const credentials = useRef<Credentials | null>(null);
  const service = useServiceName();

  useEffect(() => {
    document.title = t('signIn.documentTitle', { service });
  }, [t, service]);

  const signedIn = async () => {
    credentials.current = null;
    hasEnded.set(false);
    await sessionChanged();
  };
  const begin = async (given: Credentials) => {
    const outcome = await signIn(client, given);
    if (outcome.__typename === 'SignedIn') return signedIn();
    credentials.current = given;
    setStep({ name: 'second-factor', asked: outcome });
  };
  const startOver = () => {
    credentials.current = null;
    setStep({ name: 'password' });
  };

  if (me) return <Navigate to={from ?? '/'} replace />;
  return (
    <SignInFrame service={service}>
      {step.name === 'password' && (
        <PasswordStep
          service={service}
          offersPasskeys={settings?.methods.includes('SECURITY_KEY') ?? false}
          onSubmit={begin}
          onSignedIn={signedIn}
        />
      )}
      {step.name === 'second-factor' && (
        <SecondFactorStep
          // A new challenge starts afresh.
          key={step.asked.challenge}
          service={service}
          asked={step.asked}
          onSignedIn={signedIn}
          onExpired={() => setStep({ name: 'expired' })}
          onStartOver={startOver}
        />
      )}
      {step.name === 'expired' && (
        <ExpiredStep
          onContinue={() => (credentials.current ? begin(credentials.current) : Promise.resolve(startOver()))}
          onStartOver={startOver}
        />
      )}
    </SignInFrame>
  );
}
