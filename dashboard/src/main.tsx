import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import '@fontsource-variable/inter/wght.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router-dom';
import { queryClient } from './api/query-client';
import { root } from './api/root';
import { App } from './App';
import { loadCatalogue, preferredLanguage } from './i18n/languages';
import { TextsProvider } from './i18n/texts';
import { AppearanceProvider } from './theme/appearance';

// The server's policy lets only styles with this answer's nonce in.
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
const styles = createCache({ key: 'lk', ...(nonce && { nonce }) });
const router = createBrowserRouter([{ path: '*', element: <App /> }], { basename: root.replace(/.$/, '') });

const language = preferredLanguage();
const catalogue = await loadCatalogue(language);

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
