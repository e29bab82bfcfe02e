import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { buildSchema, type GraphQLEnumType, type GraphQLInputObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../server/accounts/account.entity.js';
import { clientSettings } from '../server/api/graphql/client-settings.js';
import { environment } from '../server/config/environment.js';
import { withTables } from '../server/config/tables.js';
import { declaredSettings } from '../server/settings/declarations.js';
import { administrator } from './support/flows.js';
import { ADMIN, startTestServer, type TestServer } from './support/server.js';

const README = readFileSync('README.md', 'utf8');
const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('the tour runs as written, with a password that was printed', async () => {
  const fresh = await startTestServer();
  await fresh.app.database.manager.update(Account, { login: ADMIN.login }, { passwordState: 'GIVEN' });
  const script = [...README.matchAll(/```bash\n(.*?)```/gs)].map(([, block]) => block).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    env: { PATH: process.env['PATH'], LATCHKEY: fresh.url, ADMIN_PASSWORD: ADMIN.password },
  });
  const lines = stdout.trim().split('\n');
  expect(lines).toEqual([
    'true',
    'maria',
    '{"enabled":true}',
    'INVALID_CODE: Wrong or used code.',
    expect.stringMatching(/"current":true,"trustedUntil":"20/) as string,
    '{"enabled":true,"backupCodesRemaining":9}',
    'true',
  ]);
  await fresh.stop();
});

test('README.md is read in a few minutes', () => {
  expect(README.split('\n').length).toBeLessThan(150);
});

test('the tables of settings and variables are what their declarations make', () => {
  const written = readFileSync('server/config/README.md', 'utf8');
  expect(withTables(written), 'npm run schema makes them').toBe(written);
  const names = [...declaredSettings.map(([name]) => name), ...Object.keys(environment.shape)];
  expect(names.filter((name) => !written.includes(`\n| \`${name}\` |`))).toEqual([]);
});

test('what forms know of settings is what their declarations make', () => {
  expect(readFileSync('schema/client/settings.ts', 'utf8'), 'npm run schema makes it').toBe(clientSettings());
});

test('a new database has the settings that are declared, and the API offers all of them', async () => {
  const admin = await administrator(server);
  const names = declaredSettings.map(([name]) => name);
  const { settings } = await admin.data<{ settings: Record<string, unknown> }>(
    `{ settings { ${names.join(' ')} } }`,
  );
  expect(settings).toEqual(Object.fromEntries(declaredSettings.map(([name, set]) => [name, set.default])));
  const input = schema.getType('UpdateSettingsInput') as GraphQLInputObjectType;
  expect(Object.keys(input.getFields()).toSorted()).toEqual(names.toSorted());
});

test('the table of refusals names every code, and no other', () => {
  const codes = (schema.getType('RefusalCode') as GraphQLEnumType).getValues().map(({ name }) => name);
  const [, section = ''] = readFileSync('schema/README.md', 'utf8').split('## Refusals\n');
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) => [...row.split(' | ')[0]!.matchAll(/`(\w+)`/g)].map(([, code]) => code));
  expect(told.toSorted()).toEqual(codes.toSorted());
});
