import { fileURLToPath } from 'node:url';
import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

const project = (database: 'sqlite' | 'mysql') => ({
  extends: true as const,
  test: { name: database, env: { TEST_DATABASE: database } },
});

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
    include: ['test/**/*.test.ts'],
    setupFiles: ['reflect-metadata'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Every suite runs on both databases.
    projects: [project('sqlite'), project('mysql')],
  },
});
