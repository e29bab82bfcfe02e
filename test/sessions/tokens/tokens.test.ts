import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp } from '../../../server/app/app.js';
import { readConfig } from '../../../server/config/config.js';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import { Client } from '../../support/client.js';
import { administrator, createAccount, ME, PASSWORD, signedIn, updateSettings } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const DAY = 24 * 60 * 60 * 1000;
const TOKENS = '{ myTokens { id current lastUsedAt expiresAt device { current } } }';
interface Tokens {
  myTokens: { id: string; current: boolean; lastUsedAt: string | null; expiresAt: string | null }[];
}

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
  await updateSettings(admin, {
    storeAuthTokenInDB: true,
    trustDevicesForDays: 30,
    authTokenExpirationLifetimeDays: 14,
  });
});
afterAll(() => server.stop());

const app = (bearer: string): Client => server.client({ origin: null, bearer });
const isAlive = async (client: Client): Promise<boolean> =>
  (await client.data<{ me: object | null }>(ME)).me !== null;

async function twoSessions(login: string) {
  const id = await createAccount(admin, login);
  const [first, second] = [await signedIn(server.client(), login), await signedIn(server.client(), login)];
  return { id, here: app(first.token), there: app(second.token), thereDevice: second.device.id, first };
}

test('tokens are listed, ended one by one or all others, and signed out', async () => {
  const { here, there } = await twoSessions('listed');
  const { myTokens } = await here.data<Tokens>(TOKENS);
  expect(myTokens.map(({ current }) => current).toSorted()).toEqual([false, true]);
  const other = myTokens.find(({ current }) => !current)!;
  const REVOKE = 'mutation ($id: ID!) { revokeToken(id: $id) }';
  expect(await admin.code(REVOKE, { id: other.id })).toBe('NOT_FOUND');
  expect(await isAlive(there)).toBe(true);
  await here.data(REVOKE, { id: other.id });
  expect(await isAlive(there)).toBe(false);
  await signedIn(server.client(), 'listed');
  await signedIn(server.client(), 'listed');
  expect(await here.data('mutation { revokeOtherTokens }')).toEqual({ revokeOtherTokens: 2 });
  expect(await here.data('mutation { signOut }')).toEqual({ signOut: true });
  expect(await isAlive(here)).toBe(false);
});

test('a device is signed out remotely and stays known', async () => {
  const { here, there, thereDevice } = await twoSessions('remote');
  const SIGN_OUT = 'mutation ($id: ID!) { signOutDevice(id: $id) { id signedIn } }';
  expect(await here.data(SIGN_OUT, { id: thereDevice })).toEqual({
    signOutDevice: { id: thereDevice, signedIn: false },
  });
  expect(await isAlive(there)).toBe(false);
  expect(await isAlive(here)).toBe(true);
});

test('a token lives as long as the settings say; 0 is for ever', async () => {
  const { here } = await twoSessions('lifetime');
  server.clock.advance(14 * DAY - 1);
  expect(await isAlive(here)).toBe(true);
  server.clock.advance(1);
  expect(await isAlive(here)).toBe(false);
  await updateSettings(await administrator(server), {
    trustDevicesForDays: 0,
    authTokenExpirationLifetimeDays: 0,
  });
  const { token, expiresAt } = await signedIn(server.client(), 'lifetime');
  expect(expiresAt).toBeNull();
  server.clock.advance(4000 * DAY);
  expect(await isAlive(app(token))).toBe(true);
});

test('stored tokens are hashed', async () => {
  const { first } = await twoSessions('hashed');
  expect(first.token).toMatch(/^lk_[\w-]{43}$/);
  const rows = JSON.stringify(await server.app.database.manager.find(AuthToken));
  expect(rows).not.toContain(first.token.slice(3));
});

test('use is noted at most once a minute, beside the request', async () => {
  const { here } = await twoSessions('used');
  const lastUsed = async () => {
    await server.app.services.laterWrites.settle();
    const { myTokens } = await here.data<Tokens>(TOKENS);
    await server.app.services.laterWrites.settle();
    return myTokens.find(({ current }) => current)!.lastUsedAt;
  };
  await isAlive(here);
  const first = await lastUsed();
  expect(first).not.toBeNull();
  server.clock.advance(59_000);
  await isAlive(here);
  expect(await lastUsed()).toBe(first);
  server.clock.advance(1_000);
  await isAlive(here);
  expect(Date.parse((await lastUsed())!)).toBe(server.clock.now());
});

test('forged and truncated tokens are nobody', async () => {
  const { first } = await twoSessions('forged');
  const unsigned = `lk_${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.`;
  for (const token of [
    first.token.slice(0, -1),
    `${first.token}A`,
    first.token.slice(3),
    'lk_',
    'lk_a.b.c',
    unsigned,
  ]) {
    expect(await isAlive(app(token))).toBe(false);
    expect(await app(token).code('{ myTokens { id } }')).toBe('UNAUTHENTICATED');
  }
});

test('signed tokens: not stored, and the API says that one alone cannot be ended, but those of a device can', async () => {
  await updateSettings(admin, { storeAuthTokenInDB: false });
  const { here, there, thereDevice, first } = await twoSessions('signed');
  expect(first.token.split('.')).toHaveLength(3);
  expect(await isAlive(here)).toBe(true);
  expect(await here.data(TOKENS)).toEqual({ myTokens: [] });
  const { errors } = await here.request('mutation { revokeToken(id: "x") }');
  expect(errors![0]!.extensions.code).toBe('CONFLICT');
  expect(errors![0]!.message).toContain('storeAuthTokenInDB');
  await here.data(`mutation { signOutDevice(id: "${thereDevice}") { id } }`);
  expect(await isAlive(there)).toBe(false);
  expect(await isAlive(here)).toBe(true);
  server.clock.advance(14 * DAY);
  expect(await isAlive(here)).toBe(false);
});

test.each([
  [
    'a password change',
    `changePassword(currentPassword: "${PASSWORD}", newPassword: "a brand new password")`,
    false,
  ],
  ['forgetting the device', 'removeDevice(id: $device)', false],
  ['disabling the account', 'updateAccount(id: $id, input: { disabled: true }) { id }', true],
  ['a reset', 'resetTwoFactor(accountId: $id) { id }', true],
  ['an administrator', 'revokeAccountTokens(accountId: $id)', true],
  ['deleting the account', 'deleteAccount(id: $id)', true],
])('signed tokens are ended at once by %s', async (name, mutation, byAdmin) => {
  await updateSettings(admin, { storeAuthTokenInDB: false });
  admin = await administrator(server);
  const { id, here, there, thereDevice } = await twoSessions(`signed: ${name}`);
  const variables = [
    mutation.includes('$id') ? '$id: ID!' : '',
    mutation.includes('$device') ? '$device: ID!' : '',
  ].join('');
  await (byAdmin ? admin : here).data(`mutation ${variables && `(${variables})`} { ${mutation} }`, {
    id,
    device: thereDevice,
  });
  expect(await isAlive(there)).toBe(false);
});

test.each([
  ['stored', true],
  ['signed', false],
])('a %s token ended on one server is dead on another at once', async (name, storeAuthTokenInDB) => {
  await updateSettings(admin, { storeAuthTokenInDB });
  admin = await administrator(server);
  const { id, first, here } = await twoSessions(`two servers: ${name}`);
  const other = await startApp({
    config: readConfig({ PORT: '0', DATABASE_URL: server.databaseUrl, SECRET_KEY: server.secretKey }),
    clock: server.clock,
    log: pino({ level: 'silent' }),
  });
  const elsewhere = new Client(other.url, { origin: null, bearer: first.token });
  expect(await isAlive(elsewhere)).toBe(true);
  await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id });
  expect(await isAlive(elsewhere)).toBe(false);
  expect(await isAlive(here)).toBe(false);
  await other.stop();
});

test('a signed token of unlimited lifetime has no end', async () => {
  await updateSettings(admin, {
    storeAuthTokenInDB: false,
    trustDevicesForDays: 0,
    authTokenExpirationLifetimeDays: 0,
  });
  await createAccount(admin, 'signed for ever');
  const { token, expiresAt } = await signedIn(server.client(), 'signed for ever');
  expect(expiresAt).toBeNull();
  server.clock.advance(4000 * DAY);
  expect(await isAlive(app(token))).toBe(true);
});
