import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { documents } from './documents.mjs';
import { thirdPartyLicences } from './third-party-licences.mjs';
import { signInForm } from './sign-in-form.mjs';

const compressions = {
  br: (content) =>
    promisify(brotliCompress)(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  gz: promisify(gzip),
};

/** Compressed once, here, rather than at every request. */
const precompressed = {
  name: 'precompressed',
  apply: 'build',
  // What was written: other plugins change the bundle until then.
  async writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css|svg|txt)$/.test(file))) {
      const content = await readFile(join(dir, name));
      for (const [extension, compress] of Object.entries(compressions)) {
        await writeFile(join(dir, `${name}.${extension}`), await compress(content));
      }
    }
  },
};

// In development the server runs beside Vite (server/process/dev.mjs).
const SERVER = `http://127.0.0.1:${process.env.PORT || 4000}`;
const NONCE = '__nonce__';

/** The page under the server's own policy, so that a breach is seen here as well; hot reload needs a bit more. */
const samePolicy = {
  name: 'same-policy',
  apply: 'serve',
  configureServer({ middlewares }) {
    middlewares.use(async (request, response, next) => {
      if (request.headers.accept?.includes('text/html')) {
        const answer = await fetch(SERVER).catch(() => undefined);
        const policy = answer?.headers.get('content-security-policy');
        if (policy) response.setHeader('Content-Security-Policy', withHotReload(policy));
      }
      next();
    });
  },
};

const withHotReload = (policy) =>
  policy
    .replace(/'nonce-[^']+'/, `'nonce-${NONCE}'`)
    .replace('script-src', `script-src 'nonce-${NONCE}'`)
    .replace('connect-src', 'connect-src ws:');

/** What is the server's and not the page's. */
const proxied = {
  target: SERVER,
  configure(proxy) {
    // While the server restarts, as any proxy would put it: the page waits.
    proxy.on('error', (_error, _request, response) => response.writeHead?.(502).end());
  },
};

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // The server puts the path in that it is under (PUBLIC_URL).
  base: command === 'build' ? './' : '/',
  plugins: [react(), signInForm, thirdPartyLicences, documents, precompressed, samePolicy],
  // Replaced by the server, anew for every answer.
  html: { cspNonce: NONCE },
  build: {
    outDir: '../dist-dashboard',
    emptyOutDir: true,
    // Data URLs would need a wider CSP, and are never cached.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    target: 'es2023',
    // What the sign-in waits for is one file: in pieces, as others use them too, each would be a request.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'], test: /^(?!.*\/src\/early\.ts$)/ }] },
      },
    },
  },
  cacheDir: '../dist-dev/vite',
  server: {
    proxy: { '^/(graphql|healthz|readyz|export|auth|branding|oauth2|u2f|\\.well-known)(/|\\?|$)': proxied },
  },
}));
