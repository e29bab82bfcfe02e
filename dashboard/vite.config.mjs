import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const compressions = {
  br: (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gz: promisify(gzip),
};

/** Compressed once, here, rather than at every request. */
const precompressed = {
  name: 'precompressed',
  apply: 'build',
  // What was written: other plugins change the bundle until then.
  async writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css|svg)$/.test(file))) {
      const content = await readFile(join(dir, name));
      for (const [extension, compress] of Object.entries(compressions)) {
        await writeFile(join(dir, `${name}.${extension}`), await compress(content));
      }
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompressed],
  // Replaced by the server, anew for every answer.
  html: { cspNonce: '__nonce__' },
  build: {
    outDir: '../dist-dashboard',
    emptyOutDir: true,
    // Data URLs would need a wider CSP, and are never cached.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    target: 'es2023',
  },
  server: { proxy: { '/graphql': 'http://localhost:4000' } },
});
