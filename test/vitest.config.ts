import { fileURLToPath } from 'node:url';
import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';
import { EVERYWHERE, PROJECTS } from './projects.mjs';
import { Sequencer } from './sequencer.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = process.env['TEST_EVERYWHERE'] === undefined ? PROJECTS : EVERYWHERE;

export default defineConfig({
  root,
  // esbuild and oxc drop the decorator metadata that TypeORM and type-graphql read.
  plugins: [
    swc.vite({
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    }),
  ],
  // graphql refuses to work when it is loaded twice, once as ESM and once as CommonJS.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    setupFiles: ['reflect-metadata'],
    pool: 'forks',
    // A worker loads the server once for all the files it runs. What a file leaves behind is its own to reset.
    isolate: false,
    // One more than the cores that we have: whoever waits for a browser or another program leaves its core to the others.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: Sequencer },
    projects: Object.entries(projects).map(([name, { include, exclude, database }]) => ({
      extends: true as const,
      test: { name, include, exclude, env: { TEST_DATABASE: database } },
    })),
  },
});
