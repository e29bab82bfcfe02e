import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, PASSWORD, SIGN_IN, signedIn } from '../../support/flows.js';
import { linkSentTo } from '../../support/mail-links.js';
import { MailRelay } from '../../support/mail-relay.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';
import { tablesOf } from '../../support/tables.js';

const IMPORT = `mutation ($csv: String!, $dryRun: Boolean!) { importAccounts(csv: $csv, dryRun: $dryRun) {
  line login displayName email locale role requireTwoFactor result problem invited
} }`;

interface Row extends Record<string, unknown> {
  line: number;
  login: string | null;
  result: string;
  problem: string | null;
  invited: boolean;
}

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url);
  admin = await administrator(server);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const imported = async (csv: string, dryRun = false): Promise<Row[]> =>
  (await admin.data<{ importAccounts: Row[] }>(IMPORT, { csv, dryRun })).importAccounts;
const deliver = () => server.app.services.outbox.sendDue();

const TABLE = [
  'login;displayName;email;locale;role;requireTwoFactor',
  'maria;"Meier; Maria";maria@example.org;de;user;yes',
  'paul@example.org;Paul;;FR;ADMIN;',
].join('\r\n');

test('a preview says what would become of each row, and changes nothing', async () => {
  const before = await tablesOf(server);
  expect(await imported(TABLE, true)).toEqual([
    {
      line: 2,
      login: 'maria',
      displayName: 'Meier; Maria',
      email: 'maria@example.org',
      locale: 'DE',
      role: 'USER',
      requireTwoFactor: true,
      result: 'NEW',
      problem: null,
      invited: false,
    },
    expect.objectContaining({ line: 3, locale: 'FR', role: 'ADMIN', requireTwoFactor: false, result: 'NEW' }),
  ]);
  expect(await tablesOf(server)).toEqual(before);
});

test('an imported account opens by no password until its owner has chosen one by the link that was mailed', async () => {
  relay.received.length = 0;
  const rows = await imported(`${TABLE}\r\nnobody;;;;;`);
  expect(rows.map(({ result, invited }) => [result, invited])).toEqual([
    ['NEW', true],
    ['NEW', true],
    ['NEW', false],
  ]);
  await deliver();
  expect(relay.received.flatMap(({ to }) => to).toSorted()).toEqual([
    'maria@example.org',
    'paul@example.org',
  ]);
  for (const password of [PASSWORD, 'password', ' ']) {
    expect(await server.client().code(SIGN_IN, { login: 'maria', password })).toBeDefined();
    server.clock.advance(60_000);
  }
  const [token = ''] = linkSentTo(relay, 'maria@example.org').split('#').slice(-1);
  await server
    .client()
    .data(
      'mutation ($token: String!, $newPassword: String!) { setPasswordByLink(token: $token, newPassword: $newPassword) }',
      { token, newPassword: PASSWORD },
    );
  await signedIn(server.client(), 'maria');
  admin = await administrator(server);
  const { accounts } = await admin.data<{ accounts: { items: unknown[] } }>(
    '{ accounts(filter: { search: "maria" }) { items { email pendingEmail locale role requireTwoFactor } } }',
  );
  expect(accounts.items).toEqual([
    { email: 'maria@example.org', pendingEmail: null, locale: 'DE', role: 'USER', requireTwoFactor: true },
  ]);
});

test('the same table again leaves alone what is there', async () => {
  admin = await administrator(server);
  await createAccount(admin, 'Anna');
  const before = await server.app.services.accounts.findByLogin('anna');
  const rows = await imported('login,email,role\nanna,anna@example.org,ADMIN');
  expect(rows).toMatchObject([{ result: 'EXISTS', invited: false }]);
  expect(await server.app.services.accounts.findByLogin('anna')).toEqual(before);
  expect(await server.app.services.contacts.listMany([before?.id ?? ''])).toEqual([]);
});

test('each row that is refused says why, and stops none of the others', async () => {
  admin = await administrator(server);
  const rows = await imported(
    [
      'login,displayName,email,locale,role,requireTwoFactor',
      'good,,,,,',
      ',No Login,,,,',
      'GOOD,,,,,',
      'аdmin-of-two-scripts,,,,,',
      'address,,no address,,,',
      'language,,,it,,',
      'role,,,,root,',
      'demand,,,,,maybe',
      `name,${'n'.repeat(300)},,,,`,
      'cells,,,',
      'last,,,,,',
    ].join('\n'),
  );
  expect(rows.map(({ login, problem }) => [login, problem])).toEqual([
    ['good', null],
    [null, 'LOGIN'],
    ['GOOD', 'REPEATED'],
    ['аdmin-of-two-scripts', 'LOGIN'],
    ['address', 'ADDRESS'],
    ['language', 'LANGUAGE'],
    ['role', 'ROLE'],
    ['demand', 'REQUIREMENT'],
    ['name', 'NAME'],
    [null, 'MALFORMED'],
    ['last', null],
  ]);
  const results = rows.map(({ result }) => result);
  expect(results).toEqual(['NEW', ...results.slice(1, -1).fill('REFUSED'), 'NEW']);
});

test.each([
  ['a column for secrets', 'login,password\nmaria2,nine purple elephants dance'],
  ['no column of logins', 'displayName\nMaria'],
  ['too many rows', `login\n${Array.from({ length: 301 }, (_, row) => `row${row}`).join('\n')}`],
  ['too many characters', `login,displayName\n${'x'.repeat(30_000)},x`],
])('a table with %s is refused as a whole', async (_, csv) => {
  const before = await tablesOf(server);
  const { errors } = await admin.request(IMPORT, { csv, dryRun: false });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'csv' });
  expect(await tablesOf(server)).toEqual(before);
});
