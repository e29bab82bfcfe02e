import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../server/accounts/account.entity.js';
import { administrator } from './support/flows.js';
import { ADMIN, startTestServer, type TestServer } from './support/server.js';

const README = readFileSync('README.md', 'utf8');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The rows of the table under a heading, as cells without backquotes. */
function table(heading: string): string[][] {
  const section = README.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

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

test('the settings table names every setting with its default', async () => {
  const rows = table('Settings');
  const names = rows.map(([name]) => name!);
  const admin = await administrator(server);
  const { settings } = await admin.data<{ settings: Record<string, unknown> }>(
    `{ settings { ${names.join(' ')} } }`,
  );
  expect(rows.map(([name, value]) => [name, value])).toEqual(
    Object.entries(settings).map(([name, value]) => [name, String(value)]),
  );
  const declared = readFileSync('schema/schema.graphql', 'utf8')
    .split('input UpdateSettingsInput {')[1]!
    .split('}')[0]!;
  const fields = [...declared.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(fields.toSorted());
});

test('the table of refusals names every code, and no other', () => {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  const codes = (schema.getType('RefusalCode') as GraphQLEnumType).getValues().map(({ name }) => name);
  const told = table('Refusals').flatMap(([names]) => names!.split(', '));
  expect(told.toSorted()).toEqual(codes.toSorted());
});

test('the configuration table names every variable that is read, and no other', () => {
  const source = readFileSync('server/config/environment.ts', 'utf8');
  const read = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name!);
  const told = table('Configuration').flatMap(([names]) => names!.split(', '));
  expect(told.toSorted()).toEqual(read.toSorted());
});
