import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnServer } from '../support/process.js';

/** Of `dependencies`, what only some use, or a person now and then. It is imported where it is used. */
const LATER = [
  '@noble/ciphers',
  '@opentelemetry/api',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
  '@simplewebauthn/server',
  '@xmldom/xmldom',
  '@zxcvbn-ts/language-common',
  'age-encryption',
  'csv-parse',
  'csv-stringify',
  'imapflow',
  'jose',
  'ldapts',
  'mmdb-lib',
  'mysql2',
  'oidc-provider',
  'pino-pretty',
  'prom-client',
  'protobufjs',
  'qrcode',
  'react',
  'react-dom',
  'yaml',
];
const OF_THE_COMMAND_LINE = ['@commander-js/extra-typings', 'cli-progress', 'commander'];
// One for each Node: see server/platform/database/sqlite-driver.ts.
const SQLITE = ['better-sqlite3', 'better-sqlite3-napi'];

test('a start loads what it serves with, and nothing that only some use: each costs every start of every process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-loaded-'));
  const data = { DATA_DIR: join(folder, 'data') };
  // The first one also makes an administrator, whose password it judges.
  await (await spawnServer(data)).kill('SIGTERM');
  const coverage = join(folder, 'coverage');
  const server = await spawnServer({ ...data, NODE_V8_COVERAGE: coverage });
  expect(await server.kill('SIGTERM')).toBe(0);

  // It names every script that was loaded.
  const loaded = readdirSync(coverage).flatMap((file) =>
    (JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] }).result.map(
      ({ url }) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1],
    ),
  );
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const atStart = Object.keys(dependencies).filter((name) => loaded.includes(name));
  const expected = Object.keys(dependencies).filter(
    (name) => ![...LATER, ...OF_THE_COMMAND_LINE, ...SQLITE].includes(name),
  );
  expect(atStart.filter((name) => !SQLITE.includes(name))).toEqual(expected);
});
