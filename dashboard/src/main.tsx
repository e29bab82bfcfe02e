import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router-dom';
import { publicSettingsQuery } from './api/public-settings';
import { queryClient } from './api/query-client';
import { root } from './api/root';
import { meQuery } from './api/session';
import { App } from './App';
import { loadCatalogue, preferredLanguage } from './i18n/languages';
import { TextsProvider } from './i18n/texts';
import { AppearanceProvider } from './theme/appearance';

/** What fails is told where it is shown. */
const nothing = () => undefined;

async function start(): Promise<void> {
  const language = preferredLanguage();
  const [catalogue] = await Promise.all([
    loadCatalogue(language),
    // Until it is known who is signed in, the first look that index.html has stays.
    queryClient.query(meQuery).catch(nothing),
    queryClient.query(publicSettingsQuery).catch(nothing),
  ]);
  // The server's policy lets only styles with this answer's nonce in.
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
  const styles = createCache({ key: 'lk', ...(nonce && { nonce }) });
  const router = createBrowserRouter([{ path: '*', element: <App /> }], { basename: root.replace(/.$/, '') });
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has a #root');
  createRoot(container).render(
    <StrictMode>
      <CacheProvider value={styles}>
        <QueryClientProvider client={queryClient}>
          <TextsProvider language={language} catalogue={catalogue}>
            <AppearanceProvider>
              <RouterProvider router={router} />
            </AppearanceProvider>
          </TextsProvider>
        </QueryClientProvider>
      </CacheProvider>
    </StrictMode>,
  );
  // Until the page is there, the system's own letters do.
  setTimeout(() => void import('./theme/fonts'));
}

// Not awaited here: where a module waits at its top, the bundler splits all into small pieces.
void start();
