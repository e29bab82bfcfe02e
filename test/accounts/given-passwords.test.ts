import { afterAll, beforeAll, expect, test } from 'vitest';
import { askBasic } from '../support/backends.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  BEGIN_SETUP,
  createAccount,
  ME,
  setUpApp,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';
import { sha256 } from '../../server/platform/encryption/secrets.js';
import { createFirstAdministrator } from '../../server/process/first-administrator.js';
import { startApp } from '../../server/app/app.js';
import { readConfig } from '../../server/config/config.js';
import { createLog } from '../../server/platform/telemetry/log.js';
import { TestClock } from '../support/clock.js';
import { createTestDatabase } from '../support/database.js';

const CREATE = `mutation ($login: String!, $password: String!, $role: Role, $must: Boolean) {
  createAccount(input: { login: $login, password: $password, role: $role, passwordMustChange: $must }) { id }
}`;
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const CHANGE = `mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) }`;
const MUST = '{ mustChangePassword }';
const DEVICES = '{ myDevices { id } }';
const GIVEN = 'given by an administrator';
const MAIL_SECRET = 'of a mail server';
const OWN = 'seven green giraffes sing';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ SERVICE_CLIENTS: `mail=${sha256(MAIL_SECRET)}` });
  admin = await administrator(server);
});
afterAll(() => server.stop());

async function given(login: string, role: 'USER' | 'ADMIN' = 'USER'): Promise<Client> {
  await admin.data(CREATE, { login, password: GIVEN, role });
  const client = server.client();
  await signedIn(client, login, GIVEN);
  return client;
}

test('a password that an administrator chose must be changed at its first use, and opens nothing before', async () => {
  const client = await given('maria', 'ADMIN');
  expect(await client.data(ME)).toMatchObject({ me: { login: 'maria' } });
  expect(await client.data(MUST)).toEqual({ mustChangePassword: true });
  for (const refused of [DEVICES, '{ accounts { total } }', BEGIN_SETUP]) {
    expect(await client.code(refused)).toBe('PASSWORD_CHANGE_REQUIRED');
  }
  expect((await fetch(`${server.url}/export/accounts.csv`, { headers: cookie(client) })).status).toBe(403);
  await client.data(CHANGE, { old: GIVEN, new: OWN });
  expect(await client.data(MUST)).toEqual({ mustChangePassword: false });
  expect(await client.code(DEVICES)).toBeUndefined();
  await signedIn(server.client(), 'maria', OWN);
});

test('it is not changed by setting it again', async () => {
  const client = await given('again');
  expect(await client.code(CHANGE, { old: GIVEN, new: GIVEN })).toBe('BAD_USER_INPUT');
  expect(await client.data(MUST)).toEqual({ mustChangePassword: true });
});

test('the same for one that replaces another, whatever the second factor', async () => {
  const id = await createAccount(admin, 'replaced');
  const client = server.client();
  await signedIn(client, 'replaced');
  const secret = await setUpApp(server, client);
  await admin.data(UPDATE, { id, input: { password: GIVEN } });
  const again = server.client();
  await signInWithCode(server, again, 'replaced', secret, false, GIVEN);
  expect(await again.code(DEVICES)).toBe('PASSWORD_CHANGE_REQUIRED');
});

test('it opens no mailbox, and services are told that its tokens are good for nothing', async () => {
  const client = await given('mailbox');
  expect((await askBasic(server, 'mailbox', GIVEN)).status).toBe(401);
  const token = client.cookies.get('latchkey')!;
  const asker = { name: 'mail', secret: MAIL_SECRET, ipAddress: null };
  expect(await server.app.services.introspection.introspect(asker, token)).toBeNull();
  await client.data(CHANGE, { old: GIVEN, new: OWN });
  expect((await askBasic(server, 'mailbox', OWN)).status).toBe(200);
  expect(await server.app.services.introspection.introspect(asker, token)).not.toBeNull();
});

test('who must also enrol changes the password first', async () => {
  await updateSettings(admin, { requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 0 });
  const client = server.client();
  try {
    await server.app.services.newAccounts.create(
      { id: null, login: 'test', ipAddress: null },
      { login: 'both', password: GIVEN },
    );
    await signedIn(client, 'both', GIVEN);
    expect(await client.code(DEVICES)).toBe('PASSWORD_CHANGE_REQUIRED');
    await client.data(CHANGE, { old: GIVEN, new: OWN });
    expect(await client.code(DEVICES)).toBe('ENROLMENT_REQUIRED');
    await setUpApp(server, client);
    expect(await client.code(DEVICES)).toBeUndefined();
  } finally {
    const boss = server.client();
    await signedIn(boss, ADMIN.login, ADMIN.password);
    await setUpApp(server, boss);
    await updateSettings(boss, { requireTwoFactor: 'NOBODY' });
    await boss.data('mutation { disableAuthenticatorApp { enabled } }');
    admin = boss;
  }
});

test('a program may hand over a password that the person has chosen, and the log says so', async () => {
  const { createAccount: created } = await admin.data<{ createAccount: { id: string } }>(CREATE, {
    login: 'signed up',
    password: OWN,
    must: false,
  });
  const client = server.client();
  await signedIn(client, 'signed up', OWN);
  expect(await client.code(DEVICES)).toBeUndefined();
  const trail = await admin.data<{ auditEvents: { items: { action: string; details: unknown }[] } }>(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "account.created" }) { items { details } } }',
    { id: created.id },
  );
  expect(trail.auditEvents.items).toEqual([{ details: { role: 'USER', password: 'own' } }]);
  expect(await admin.code(UPDATE, { id: created.id, input: { passwordMustChange: false } })).toBe(
    'BAD_USER_INPUT',
  );
});

test.each([
  ['printed', undefined, true],
  ['ADMIN_PASSWORD', 'an operator chose this one', false],
])('the first administrator’s password: %s', async (_name, adminPassword, mustChange) => {
  const database = await createTestDatabase();
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    SECRET_KEY: 'k'.repeat(64),
    ...(adminPassword !== undefined && { ADMIN_PASSWORD: adminPassword }),
  });
  const log = createLog({ logLevel: 'silent', logFormat: 'json' });
  const app = await startApp({ config, clock: new TestClock(), log });
  await createFirstAdministrator(app.services, config);
  const account = await app.services.accounts.findByLogin('admin');
  expect(account?.passwordState === 'GIVEN').toBe(mustChange);
  await app.stop();
  await database.drop();
});

const cookie = (client: Client) => ({
  cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
});
