import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import {
  createBrowserRouter,
  type Location,
  Navigate,
  Route,
  RouterProvider,
  Routes,
  useLocation,
  useSearchParams,
} from 'react-router-dom';
import { codeOf } from './api/client';
import { lazyPage } from './api/lazy-page';
import { root } from './api/root';
import { meQuery } from './api/session';
import { signInContextQuery } from './api/sign-in-context';
import { Broken, Unreachable, Waiting } from './shell/Screens';
import { SignInPage } from './sign-in/SignInPage';
import { Themed } from './theme/Themed';

const ActivatePage = lazyPage(() => import('./sign-in/ActivatePage'));
const ConfirmAddressPage = lazyPage(() => import('./sign-in/ConfirmAddressPage'));
const NotMePage = lazyPage(() => import('./sign-in/NotMePage'));
const ForgottenPasswordPage = lazyPage(() => import('./sign-in/ForgottenPasswordPage'));
const ResetPasswordPage = lazyPage(() => import('./sign-in/ResetPasswordPage'));
const Onward = lazyPage(() => import('./session/Onward'));
// React-admin, and all that only the signed-in see.
const SignedInApp = lazyPage(() => import('./SignedInApp'));

/** Sign-in, and everything else behind it. */
export default function App() {
  // Once the address is that of a page: Entry may have shown the sign-in at any.
  const [router] = useState(() =>
    createBrowserRouter([{ path: '*', element: <Pages /> }], { basename: root.replace(/.$/, '') }),
  );
  return (
    <Themed>
      <RouterProvider router={router} />
    </Themed>
  );
}

function Pages() {
  return (
    <ErrorBoundary FallbackComponent={Broken}>
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/sign-in" element={<SignIn />} />
          <Route path="/activate" element={<ActivatePage />} />
          <Route path="/forgotten-password" element={<ForgottenPasswordPage />} />
          <Route path="/reset-password" element={<ResetPasswordPage />} />
          <Route path="/confirm-address" element={<ConfirmAddressPage />} />
          <Route path="/not-me" element={<NotMePage />} />
          <Route path="*" element={<SignedInOnly />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}

/**
 * The sign-in page, for as long as nobody is signed in. `?continue=` is where an application's sign-in goes on: that
 * stays in the address through every step, also those that a new session may have to take first.
 */
function SignIn() {
  const from = (useLocation().state as { from?: Location } | null)?.from;
  const to = useSearchParams()[0].get('continue');
  const { data: me, isPending } = useQuery(meQuery);
  const { data: context } = useQuery({ ...signInContextQuery(to ?? ''), enabled: to !== null && me != null });
  const mustEnrolToEnter = context?.needs === 'ENROL' && me?.twoFactor.enabled === false;
  // What is shown there once, such as backup codes, stays longer than the session needs it.
  const [isSettingUp, setSettingUp] = useState(false);
  if (me && (me.mustEnrol || me.mustChangePassword || mustEnrolToEnter) && !isSettingUp) setSettingUp(true);
  if (!me) {
    // Those who are signed in already should not see a form flash by.
    return isPending && to !== null ? <Waiting /> : <SignInPage />;
  }
  if (to === null) return <Navigate to={from ?? '/'} replace />;
  return isSettingUp ? (
    <SignedInApp me={me} to={to} mustEnrol={mustEnrolToEnter} />
  ) : (
    <Onward me={me} to={to} />
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
