import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Location, Navigate, useLocation, useSearchParams } from 'react-router-dom';
import { publicSettingsQuery } from '../api/public-settings';
import { root } from '../api/root';
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
  // Where an application is, in the words of the server, which alone decides whether one may be led there.
  const to = useSearchParams()[0].get('continue');
  const { data: me } = useQuery(meQuery);
  const goesOn = to !== null && me != null && !me.mustEnrol && !me.mustChangePassword;
  const { data: settings } = useQuery(publicSettingsQuery);
  const service = useServiceName();

  useEffect(() => {
    document.title = t('signIn.documentTitle', { service });
  }, [t, service]);

  useEffect(() => {
    if (goesOn) window.location.replace(`${root}auth/continue?to=${encodeURIComponent(to)}`);
  }, [goesOn, to]);

  if (goesOn) return null;
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
