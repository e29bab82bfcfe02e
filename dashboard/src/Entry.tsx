import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { lazyPage } from './api/lazy-page';
import { meQuery } from './api/session';
import { useTexts } from './i18n/texts';
import { OfflineBanner } from './shell/OfflineBanner';
import { SignInPage } from './sign-in/SignInPage';

export const loadApp = () => import('./App');

// The router, MUI, and all that is made of them.
const App = lazyPage(loadApp);

/**
 * `beginsWithSignIn`: at whatever address, nobody is signed in, and index.html has drawn the form. The sign-in page is
 * there before the rest then, and the rest at that address after it.
 */
export function Entry({ beginsWithSignIn }: { beginsWithSignIn: boolean }) {
  const { data: me } = useQuery(meQuery);
  const [isFirst, setFirst] = useState(beginsWithSignIn);
  if (isFirst && me) setFirst(false);
  return (
    <ErrorBoundary FallbackComponent={Broken}>
      <OfflineBanner />
      <Suspense fallback={<Loading />}>{isFirst ? <SignInPage /> : <App />}</Suspense>
    </ErrorBoundary>
  );
}

function Loading() {
  const { t } = useTexts();
  return <div className="lk-wait" role="progressbar" aria-label={t('common.loading')} />;
}

/** What shell/Screens says, without MUI. */
function Broken() {
  const { t } = useTexts();
  return (
    <div className="lk-wait" role="alert">
      <h1>{t('state.brokenTitle')}</h1>
      <p>{t('state.brokenText')}</p>
      <button className="lk-button" type="button" onClick={() => window.location.reload()}>
        {t('state.reload')}
      </button>
    </div>
  );
}
