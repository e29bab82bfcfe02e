import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { KeyRing } from '../../../server/platform/encryption/key-ring.js';
import { AppPassword } from '../../../server/integrations/app-passwords/app-password.entity.js';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import {
  APP_PASSWORDS,
  appPasswordsOf,
  basicStatus,
  CREATE_APP_PASSWORD,
  createAppPassword,
  REVOKE_APP_PASSWORD,
} from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const RENAME = 'mutation ($id: ID!, $name: String!) { renameAppPassword(id: $id, name: $name) { name } }';
const REVOKE_OF =
  'mutation ($accountId: ID!, $id: ID!) { revokeAccountAppPassword(accountId: $accountId, id: $id) }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

async function person(login: string): Promise<{ id: string; client: Client }> {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return { id, client };
}

test('it is generated, shown once, and only its keyed hash is kept', async () => {
  const { client } = await person('anna');
  const { password, appPassword } = await createAppPassword(client, ['imap', 'dav', 'imap']);
  expect(password).toMatch(/^([a-hjkmnp-z2-9]{4}-){5}[a-hjkmnp-z2-9]{4}$/);
  expect(appPassword).toMatchObject({ name: 'phone', scopes: ['dav', 'imap'], lastUsedAt: null });
  expect(await appPasswordsOf(client)).toMatchObject([{ id: appPassword.id }]);
  const rows = await server.app.database.manager.find(AppPassword);
  const events = await server.app.database.dataSource.query<object[]>('SELECT * FROM audit_events');
  const kept = JSON.stringify([rows, events, server.logLines]);
  for (const form of [password, password.replaceAll('-', '')]) expect(kept).not.toContain(form);
});

test('those that a change of the password ends are named to whom they belong, who may have to change it first', async () => {
  const { id, client } = await person('ending');
  await createAppPassword(client, ['dav'], { name: 'Calendar' });
  const expiresAt = new Date(server.clock.now() + MINUTE);
  await createAppPassword(client, ['imap'], { name: 'Expired', expiresAt });
  server.clock.advance(2 * MINUTE);
  await createAppPassword(client, ['imap'], { name: 'Mail' });
  await server.app.database.manager.update(Account, { id }, { passwordState: 'GIVEN' });
  expect(await client.code('{ me { appPasswords { name } } }')).toBe('PASSWORD_CHANGE_REQUIRED');
  expect(await client.data('{ endingAppPasswords }')).toEqual({ endingAppPasswords: ['Calendar', 'Mail'] });
  const { client: other } = await person('other-than-ending');
  expect(await other.data('{ endingAppPasswords }')).toEqual({ endingAppPasswords: [] });
});

test('it can be typed in capitals, with spaces or without separators', async () => {
  const { client } = await person('bert');
  const { password } = await createAppPassword(client, ['dav']);
  for (const typed of [
    password,
    password.toUpperCase(),
    password.replaceAll('-', ' '),
    password.replaceAll('-', ''),
  ]) {
    expect(await basicStatus(server, 'BERT', typed)).toBe(200);
  }
  expect(await basicStatus(server, 'anna', password)).toBe(401);
});

test.each([
  ['no scope', { scopes: [] }],
  ['eleven scopes', { scopes: Array.from({ length: 11 }, (_, index) => `scope${index}`) }],
  ['a scope with a space', { scopes: ['da v'] }],
  ['a scope in capitals', { scopes: ['DAV'] }],
  ['no name', { name: '  ' }],
  ['a name of 101 characters', { name: 'x'.repeat(101) }],
  ['an expiry in the past', { expiresAt: new Date(0) }],
])('refused: %s', async (what, input) => {
  const { client } = await person(`refused ${what}`);
  const code = await client.code(CREATE_APP_PASSWORD, { name: 'phone', scopes: ['dav'], ...input });
  expect(code).toBe('BAD_USER_INPUT');
  expect(await appPasswordsOf(client)).toEqual([]);
});

test('it opens the backends of its scopes until it expires', async () => {
  const { client } = await person('carla');
  const expiresAt = new Date(server.clock.now() + DAY);
  const { password } = await createAppPassword(client, ['dav', 'x-news'], { expiresAt });
  expect(await basicStatus(server, 'carla', password, 'x-news')).toBe(200);
  expect(await basicStatus(server, 'carla', password, 'imap')).toBe(403);
  server.clock.advance(DAY - 1);
  expect(await basicStatus(server, 'carla', password)).toBe(200);
  server.clock.advance(1);
  expect(await basicStatus(server, 'carla', password)).toBe(401);
  admin = await administrator(server);
});

test('renaming and revoking are its owner’s; revoked is refused at once', async () => {
  const { client } = await person('dora');
  const { client: other } = await person('egon');
  const { password, appPassword } = await createAppPassword(client, ['dav']);
  const { id } = appPassword;
  expect(await other.code(RENAME, { id, name: 'mine' })).toBe('NOT_FOUND');
  expect(await other.code(REVOKE_APP_PASSWORD, { id })).toBe('NOT_FOUND');
  await client.data(RENAME, { id, name: 'tablet' });
  expect(await appPasswordsOf(client)).toMatchObject([{ name: 'tablet' }]);
  expect(await basicStatus(server, 'dora', password)).toBe(200);
  await client.data(REVOKE_APP_PASSWORD, { id });
  expect(await basicStatus(server, 'dora', password)).toBe(401);
  expect(await appPasswordsOf(client)).toEqual([]);
  expect(await client.code(REVOKE_APP_PASSWORD, { id })).toBe('NOT_FOUND');
});

test('administrators see and revoke those of others; nobody else does', async () => {
  const { id: accountId, client } = await person('fritz');
  const { client: other } = await person('gerda');
  const { password, appPassword } = await createAppPassword(client, ['dav']);
  const asked = await admin.data<{ account: { appPasswords: object[] } }>(
    'query ($id: ID!) { account(id: $id) { appPasswords { id name } } }',
    { id: accountId },
  );
  expect(asked.account.appPasswords).toEqual([{ id: appPassword.id, name: 'phone' }]);
  expect(await other.code(REVOKE_OF, { accountId, id: appPassword.id })).toBe('FORBIDDEN');
  await admin.data(REVOKE_OF, { accountId, id: appPassword.id });
  expect(await basicStatus(server, 'fritz', password)).toBe(401);
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "app_password.revoked" }) { items { actorLogin details } } }',
    { id: accountId },
  );
  expect(auditEvents.items).toEqual([
    {
      actorLogin: 'admin',
      details: { appPasswordId: appPassword.id, name: 'phone' },
    },
  ]);
});

test('making, renaming and revoking need a recent proof', async () => {
  const { client } = await person('hugo');
  const { appPassword } = await createAppPassword(client, ['dav']);
  server.clock.advance(10 * MINUTE);
  for (const [mutation, variables] of [
    [CREATE_APP_PASSWORD, { name: 'x', scopes: ['dav'] }],
    [RENAME, { id: appPassword.id, name: 'x' }],
    [REVOKE_APP_PASSWORD, { id: appPassword.id }],
  ] as const) {
    expect(await client.code(mutation, variables)).toBe('REAUTHENTICATION_REQUIRED');
  }
  expect(await client.code(APP_PASSWORDS)).toBeUndefined();
  admin = await administrator(server);
});

test.each([
  [
    'the account is disabled',
    'mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }',
  ],
  [
    'an administrator sets a password',
    'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "a brand new password" }) { id } }',
  ],
  ['an administrator ends all tokens', 'mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }'],
  ['an administrator resets the factors', 'mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }'],
])('it ends when %s, and stays ended', async (what, mutation) => {
  const login = `ends when ${what}`;
  const { id, client } = await person(login);
  const { password } = await createAppPassword(client, ['dav']);
  expect(await basicStatus(server, login, password)).toBe(200);
  await admin.data(mutation, { id });
  expect(await basicStatus(server, login, password)).toBe(401);
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: false, password: "yet another password", passwordMustChange: false }) { appPasswords { id } } }',
    { id },
  );
  expect(await basicStatus(server, login, password)).toBe(401);
  const again = server.client();
  await signedIn(again, login, 'yet another password');
  expect(await appPasswordsOf(again)).toEqual([]);
});

test('it ends with one’s own change of password, and the session goes on to make another', async () => {
  const { client } = await person('ida');
  const { password } = await createAppPassword(client, ['dav']);
  await client.data(
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "a brand new password") }`,
  );
  expect(await basicStatus(server, 'ida', password)).toBe(401);
  expect(await appPasswordsOf(client)).toEqual([]);
  const { password: next } = await createAppPassword(client, ['dav']);
  expect(await basicStatus(server, 'ida', next)).toBe(200);
});

test('it outlives the setting up and removing of one’s own factors', async () => {
  const { secret, client } = await protectedAccount(server, admin, 'jens');
  const fresh = server.client();
  await signInWithCode(server, fresh, 'jens', secret);
  const { password } = await createAppPassword(fresh, ['dav']);
  await fresh.data('mutation { disableTwoFactor { enabled } }');
  expect(await basicStatus(server, 'jens', password)).toBe(200);
  expect(await appPasswordsOf(client)).toHaveLength(1);
});

test('an account has at most fifty, also when it asks for many at once', async () => {
  const { client } = await person('klara');
  for (let made = 0; made < 48; made++) await createAppPassword(client, ['dav']);
  const codes = await Promise.all(
    Array.from({ length: 6 }, () => client.code(CREATE_APP_PASSWORD, { name: 'one more', scopes: ['dav'] })),
  );
  expect(codes.filter((code) => code === undefined)).toHaveLength(2);
  expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(4);
  expect(await appPasswordsOf(client)).toHaveLength(50);
  // Those that have ended take up no place.
  const change = `changePassword(currentPassword: "${PASSWORD}", newPassword: "a brand new password")`;
  await client.data(`mutation { ${change} }`);
  await createAppPassword(client, ['dav']);
  expect(await appPasswordsOf(client)).toHaveLength(1);
});

test('switched off, none is made and none is accepted', async () => {
  const { client } = await person('ludwig');
  const { password } = await createAppPassword(client, ['dav']);
  await updateSettings(admin, { allowAppPasswords: false });
  expect(await client.code(CREATE_APP_PASSWORD, { name: 'x', scopes: ['dav'] })).toBe('METHOD_DISABLED');
  expect(await basicStatus(server, 'ludwig', password)).toBe(401);
  await updateSettings(admin, { allowAppPasswords: true });
  expect(await basicStatus(server, 'ludwig', password)).toBe(200);
});

test('its use is noted once a minute, and audited when it is the first, or the first from another address', async () => {
  const { id, client } = await person('mona');
  const { password } = await createAppPassword(client, ['dav']);
  const uses = async () => {
    await server.app.services.laterWrites.settle();
    const { auditEvents } = await admin.data<{ auditEvents: { items: { details: object }[] } }>(
      'query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "app_password.used" }) { items { details } } }',
      { id },
    );
    const [appPassword] = await appPasswordsOf(client);
    return {
      events: auditEvents.items,
      at: Date.parse(appPassword!.lastUsedAt ?? ''),
      from: appPassword!.lastUsedFrom,
    };
  };
  const first = server.clock.now();
  for (let times = 0; times < 3; times++) await basicStatus(server, 'mona', password);
  expect(await uses()).toMatchObject({ events: [{ details: { first: true } }], at: first });
  server.clock.advance(MINUTE - 1);
  await basicStatus(server, 'mona', password);
  expect(await uses()).toMatchObject({ at: first });
  server.clock.advance(1);
  await basicStatus(server, 'mona', password);
  const later = await uses();
  expect(later).toMatchObject({ at: first + MINUTE });
  expect(later.events).toHaveLength(1);
  expect(later.from).toMatch(/127\.0\.0\.1|::1/);
  server.clock.advance(MINUTE);
  const ipAddress = '192.0.2.7';
  await server.app.services.backends.admit({ login: 'mona', password, scope: 'dav', ipAddress });
  const elsewhere = await uses();
  expect(elsewhere.from).toBe(ipAddress);
  expect(elsewhere.events).toHaveLength(2);
  expect(elsewhere.events).toContainEqual({ details: expect.objectContaining({ first: false }) as object });
});

test('it survives a change of SECRET_KEY, and moves on to the new key when it is used', async () => {
  const { client } = await person('nils');
  const { password, appPassword } = await createAppPassword(client, ['dav']);
  const { keyId } = await rowOf(server, appPassword.id);
  const newKey = randomBytes(32).toString('hex');
  const rotated = await startTestServer({
    DATABASE_URL: server.databaseUrl,
    SECRET_KEY: `${newKey},${server.secretKey}`,
  });
  expect(await basicStatus(rotated, 'nils', password)).toBe(200);
  await rotated.app.services.laterWrites.settle();
  expect(keyId).toBe(new KeyRing([server.secretKey]).currentKeyId);
  expect((await rowOf(rotated, appPassword.id)).keyId).toBe(new KeyRing([newKey]).currentKeyId);
  expect(await basicStatus(rotated, 'nils', password)).toBe(200);
  await rotated.stop();
  expect(await basicStatus(server, 'nils', password)).toBe(401);
});

const rowOf = ({ app }: TestServer, id: string): Promise<AppPassword> =>
  app.database.manager.findOneByOrFail(AppPassword, { id });
