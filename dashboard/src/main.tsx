import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { publicSettingsQuery } from './api/public-settings';
import { queryClient } from './api/query-client';
import { meQuery } from './api/session';
import { Entry, loadApp } from './Entry';
import { loadCatalogue, preferredLanguage } from './i18n/languages';
import { TextsProvider } from './i18n/texts';
import { inPlaceOfEarly } from './sign-in/early';
import { loadLaterSteps } from './sign-in/later-steps';
import { AppearanceProvider } from './theme/appearance';

/** What fails is told where it is shown. */
const nothing = () => undefined;

// The server draws the form where it was sent no session.
const beginsWithSignIn = document.documentElement.dataset['first'] === 'form';

/** Until it is known who is signed in, the first look that index.html has stays. */
const loadWhatIsAsked = () =>
  Promise.all([
    queryClient.query(meQuery).catch(nothing),
    queryClient.query(publicSettingsQuery).catch(nothing),
    loadApp().catch(nothing),
  ]);

async function start(): Promise<void> {
  const language = preferredLanguage();
  // Asked nevertheless, since the browser may show an old page; but not waited for.
  if (beginsWithSignIn) queryClient.setQueryData(meQuery.queryKey, null, { updatedAt: 1 });
  const [catalogue] = await Promise.all([
    loadCatalogue(language),
    beginsWithSignIn ? undefined : loadWhatIsAsked(),
  ]);
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has a #root');
  const root = createRoot(container);
  await inPlaceOfEarly(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <TextsProvider language={language} catalogue={catalogue}>
            <AppearanceProvider>
              <Entry beginsWithSignIn={beginsWithSignIn} />
            </AppearanceProvider>
          </TextsProvider>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
  if (beginsWithSignIn) await loadLaterSteps().catch(nothing);
  // Until the page is there, the system's own letters do.
  await import('./theme/fonts').catch(nothing);
  if (beginsWithSignIn) await loadApp().catch(nothing);
}

// Not awaited here: where a module waits at its top, the bundler splits all into small pieces.
void start();
