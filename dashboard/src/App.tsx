import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { codeOf } from './api/client';
import { lazyPage } from './api/lazy-page';
import { meQuery } from './api/session';
import { Broken, Unreachable, Waiting } from './shell/Screens';
import { OfflineBanner } from './shell/OfflineBanner';
import { ActivatePage } from './sign-in/ActivatePage';
import { ConfirmAddressPage } from './sign-in/ConfirmAddressPage';
import { SignInPage } from './sign-in/SignInPage';

// React-admin, and all that only the signed-in see.
const SignedInApp = lazyPage(() => import('./SignedInApp'));

/** Sign-in, and everything else behind it. */
export function App() {
  return (
    <ErrorBoundary FallbackComponent={Broken}>
      <OfflineBanner />
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/sign-in" element={<SignInPage />} />
          <Route path="/activate" element={<ActivatePage />} />
          <Route path="/confirm-address" element={<ConfirmAddressPage />} />
          <Route path="*" element={<SignedInOnly />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}

function SignedInOnly() {
  const location = useLocation();
  const { data: me, isPending, error } = useQuery(meQuery);
  if (isPending) return <Waiting />;
  if (me === undefined) return codeOf(error) === 'UNREACHABLE' ? <Unreachable /> : <Broken />;
  if (me === null) return <Navigate to="/sign-in" replace state={{ from: location }} />;
  return <SignedInApp me={me} />;
}
