import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Location, Navigate, useLocation } from 'react-router-dom';
import { publicSettingsQuery } from '../api/public-settings';
import { meQuery, sessionBegan } from '../api/session';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import { PasswordStep } from './PasswordStep';
import { SignInFrame } from './SignInFrame';
import { SignInSteps } from './SignInSteps';

/** Password, then a second factor where one is asked for; or a passkey, which is both. */
export function SignInPage() {
  const { t } = useTexts();
  const from = (useLocation().state as { from?: Location } | null)?.from;
  const { data: me } = useQuery(meQuery);
  const { data: settings } = useQuery(publicSettingsQuery);
  const service = useServiceName();

  useEffect(() => {
    document.title = t('signIn.documentTitle', { service });
  }, [t, service]);

  if (me) return <Navigate to={from ?? '/'} replace />;
  return (
    <SignInFrame service={service}>
      <SignInSteps service={service} onSignedIn={sessionBegan}>
        {(begin) => (
          <PasswordStep
            service={service}
            offersPasskeys={settings?.methods.includes('SECURITY_KEY') ?? false}
            onSubmit={begin}
            onSignedIn={sessionBegan}
          />
        )}
      </SignInSteps>
    </SignInFrame>
  );
}
