import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../support/authenticator.js';
import type { Client } from '../support/client.js';
import {
  backupCodes,
  challengeFor,
  createAccount,
  ME,
  setUpApp,
  signedIn,
  VERIFY_BACKUP_CODE,
} from '../support/flows.js';
import { accountFor, administratorOf, clientOf, registerKey } from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';

const DAY = 24 * 60 * 60 * 1000;
const ORIGIN = 'https://login.example.org';
const PAGE = `query ($filter: AccountFilter, $page: PageInput) {
  accounts(filter: $filter, page: $page) { total items { login } }
}`;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: ORIGIN });
  admin = await administratorOf(server);
});
afterAll(() => server.stop());

async function logins(filter: object): Promise<string[]> {
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[]; total: number } }>(PAGE, {
    filter,
    page: { page: 1, perPage: 100 },
  });
  expect(accounts.total).toBe(accounts.items.length);
  return accounts.items.map(({ login }) => login);
}

async function withApp(login: string): Promise<Client> {
  const client = await accountFor(server, admin, login);
  await setUpApp(server, client);
  return client;
}

test('who has a method is found, whatever else they have', async () => {
  await createAccount(admin, 'method-none');
  await withApp('method-app');
  await registerKey(await accountFor(server, admin, 'method-key'), new SoftAuthenticator(ORIGIN));
  await registerKey(await withApp('method-both'), new SoftAuthenticator(ORIGIN));
  const having = (hasMethod: string) => logins({ search: 'method-', hasMethod });
  expect(await having('AUTHENTICATOR_APP')).toEqual(['method-app', 'method-both']);
  expect(await having('SECURITY_KEY')).toEqual(['method-both', 'method-key']);
  expect(await logins({ search: 'method-', onlyMethod: 'SECURITY_KEY' })).toEqual(['method-key']);
});

test('backup codes: few are three or less of a set, to none; each use, new set and removal counts at once', async () => {
  const client = await withApp('codes-used');
  await withApp('codes-never');
  const many = await withApp('codes-many');
  await backupCodes(many);
  const left = async () =>
    Object.fromEntries(
      await Promise.all(
        ['NONE', 'FEW', 'ENOUGH'].map(async (backupCodes) => [
          backupCodes,
          await logins({ search: 'codes-', backupCodes }),
        ]),
      ),
    ) as Record<string, string[]>;
  expect(await left()).toEqual({ NONE: ['codes-never', 'codes-used'], FEW: [], ENOUGH: ['codes-many'] });
  const codes = await backupCodes(client);
  const use = async (code: string) => {
    const { challenge } = await challengeFor(clientOf(server), 'codes-used');
    await clientOf(server).data(VERIFY_BACKUP_CODE, { challenge, code });
  };
  for (const code of codes.slice(0, 6)) await use(code);
  const enough = { NONE: ['codes-never'], FEW: [], ENOUGH: ['codes-many', 'codes-used'] };
  expect(await left()).toEqual(enough);
  await use(codes[6]!);
  const few = { NONE: ['codes-never'], FEW: ['codes-used'], ENOUGH: ['codes-many'] };
  expect(await left()).toEqual(few);
  for (const code of codes.slice(7)) await use(code);
  expect(await left()).toEqual(few);
  await backupCodes(client);
  expect(await left()).toEqual(enough);
  await client.data('mutation { removeBackupCodes { enabled } }');
  expect(await left()).toEqual({ NONE: ['codes-never', 'codes-used'], FEW: [], ENOUGH: ['codes-many'] });
  // A reset of the second factor takes the codes with it.
  const { me } = await many.data<{ me: { id: string } }>(ME);
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', me);
  expect((await left())['ENOUGH']).toEqual([]);
});

test('who never signed in, and who has not for days; those who never did count from their creation', async () => {
  await createAccount(admin, 'absent-never');
  await createAccount(admin, 'absent-since');
  await createAccount(admin, 'absent-not');
  await signedIn(clientOf(server), 'absent-since');
  server.clock.advance(30 * DAY - 1);
  admin = await administratorOf(server);
  const absent = (notSignedInForDays: number) => logins({ search: 'absent-', notSignedInForDays });
  expect(await absent(30)).toEqual([]);
  await createAccount(admin, 'absent-new');
  await signedIn(clientOf(server), 'absent-not');
  server.clock.advance(1);
  expect(await absent(30)).toEqual(['absent-never', 'absent-since']);
  expect(await absent(31)).toEqual([]);
  expect(await logins({ search: 'absent-', neverSignedIn: true })).toEqual(['absent-never', 'absent-new']);
  expect(await logins({ search: 'absent-', neverSignedIn: false })).toEqual(['absent-not', 'absent-since']);
  expect(await logins({ search: 'absent-', neverSignedIn: true, notSignedInForDays: 30 })).toEqual([
    'absent-never',
  ]);
  for (const days of [0, -1]) {
    expect(await admin.code(PAGE, { filter: { notSignedInForDays: days } })).toBe('BAD_USER_INPUT');
  }
});
