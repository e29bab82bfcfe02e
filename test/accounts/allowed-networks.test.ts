import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAllowedFrom, networksColumn } from '../../server/accounts/allowed-networks.js';
import { askBasic, createAppPassword } from '../support/backends.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  STEP,
  VERIFY_CODE,
} from '../support/flows.js';
import { SoftAuthenticator } from '../support/authenticator.js';
import { BEGIN_PASSKEY, call, registerKey, SIGN_IN_WITH_PASSKEY } from '../support/security-keys.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

const OFFICE = '192.0.2.7';
const ELSEWHERE = '198.51.100.7';
const ALLOW = `mutation ($id: ID!, $networks: [String!]!, $expected: ExpectedAccountInput) {
  updateAccount(id: $id, input: { allowedNetworks: $networks }, expected: $expected) { allowedNetworks } }`;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  admin = await administrator(server);
});
afterAll(() => server.stop());

const from = (address: string): Client => server.client({ headers: { 'x-forwarded-for': address } });

async function allow(id: string, ...networks: string[]): Promise<string[]> {
  const { updateAccount } = await admin.data<{ updateAccount: { allowedNetworks: string[] } }>(ALLOW, {
    id,
    networks,
  });
  return updateAccount.allowedNetworks;
}

const refusals = async (login: string): Promise<(string | null)[]> => {
  await server.app.services.laterWrites.settle();
  const { auditEvents } = await admin.data<{
    auditEvents: { items: Record<'accountLogin' | 'ipAddress', string>[] };
  }>(
    `{ auditEvents(filter: { action: "sign_in.address_refused" }, page: { page: 1, perPage: 100 }) {
      items { accountLogin ipAddress } } }`,
  );
  return auditEvents.items
    .filter(({ accountLogin }) => accountLogin === login)
    .map(({ ipAddress }) => ipAddress);
};

test('who has proved who they are is told that it cannot be from there, and it is recorded', async () => {
  const login = 'office@example.org';
  await allow(await createAccount(admin, login), '192.0.2.0/24');
  expect(await from(ELSEWHERE).code(SIGN_IN, { login, password: PASSWORD })).toBe('ADDRESS_NOT_ALLOWED');
  // Nobody learns of the list by guessing.
  expect(await from(ELSEWHERE).code(SIGN_IN, { login, password: 'wrong' })).toBe('INVALID_CREDENTIALS');
  expect(await refusals(login)).toEqual([ELSEWHERE]);
  const { account } = await signedIn(from(OFFICE), login);
  expect(account.login).toBe(login);
});

test('with a second factor it is told after that one, and no code opens anything from there', async () => {
  const login = 'both@example.org';
  const { id, secret } = await protectedAccount(server, admin, login);
  await allow(id, OFFICE);
  const client = from(ELSEWHERE);
  const { challenge } = await challengeFor(client, login);
  server.clock.advance(STEP);
  const code = appCode(secret, server.clock.now());
  expect(await client.code(VERIFY_CODE, { challenge, code, trustDevice: false })).toBe('ADDRESS_NOT_ALLOWED');
  expect(await client.data(ME)).toEqual({ me: null });
  expect(await refusals(login)).toEqual([ELSEWHERE]);
});

test('a passkey is not enough from there either', async () => {
  const login = 'passkey@example.org';
  const id = await createAccount(admin, login);
  const owner = from(OFFICE);
  await signedIn(owner, login);
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(owner, authenticator);
  await allow(id, OFFICE);
  const ask = async (client: Client) => {
    const response = authenticator.get(await call(client, BEGIN_PASSKEY));
    return client.code(SIGN_IN_WITH_PASSKEY, { response });
  };
  expect(await ask(from(ELSEWHERE))).toBe('ADDRESS_NOT_ALLOWED');
  expect(await ask(from(OFFICE))).toBeUndefined();
});

test('a session is worth nothing from elsewhere, and as much as before from where it is allowed', async () => {
  const login = 'roaming@example.org';
  const id = await createAccount(admin, login);
  const office = from(OFFICE);
  const { token } = await signedIn(office, login);
  const stolen = server.client({ bearer: token, headers: { 'x-forwarded-for': ELSEWHERE } });
  expect(await stolen.data(ME)).toMatchObject({ me: { login } });
  await allow(id, '192.0.2.0/24', '2001:db8::/32');
  expect(await stolen.data(ME)).toEqual({ me: null });
  expect(await stolen.code('mutation { signOut }')).toBe('UNAUTHENTICATED');
  expect(await office.data(ME)).toMatchObject({ me: { login } });
});

test('backends are refused as well, for app passwords and for the account’s own', async () => {
  const login = 'mail@example.org';
  const id = await createAccount(admin, login);
  const client = from(OFFICE);
  await signedIn(client, login);
  const { password } = await createAppPassword(client, ['imap']);
  await allow(id, '192.0.2.0/24');
  const ask = async (secret: string, address: string) =>
    (await askBasic(server, login, secret, 'imap', { 'x-forwarded-for': address })).status;
  expect(await ask(password, OFFICE)).toBe(200);
  expect(await ask(PASSWORD, OFFICE)).toBe(200);
  expect(await ask(password, ELSEWHERE)).toBe(403);
  expect(await ask(PASSWORD, ELSEWHERE)).toBe(401);
});

test('a list is kept in one spelling; nobody locks themselves out; what others changed is not overwritten', async () => {
  const id = await createAccount(admin, 'spelt@example.org');
  const written = ['192.0.2.77/24', '::ffff:203.0.113.9', '2001:DB8:0:0::1/32', '192.0.2.0/24'];
  const kept = ['192.0.2.0/24', '203.0.113.9/32', '2001:db8::/32'];
  expect(await allow(id, ...written)).toEqual(kept);
  expect(await admin.code(ALLOW, { id, networks: ['office'] })).toBe('BAD_USER_INPUT');
  expect(await admin.code(ALLOW, { id, networks: ['192.0.2.0/33'] })).toBe('BAD_USER_INPUT');
  const many = Array.from({ length: 33 }, (_, last) => `192.0.2.${last}`);
  expect(await admin.code(ALLOW, { id, networks: many })).toBe('BAD_USER_INPUT');
  const stale = await admin.request(ALLOW, { id, networks: [], expected: { allowedNetworks: [OFFICE] } });
  expect(stale.errors?.[0]?.extensions).toEqual({ code: 'CONFLICT', changed: { allowedNetworks: kept } });
  expect(
    (await admin.request(ALLOW, { id, networks: [], expected: { allowedNetworks: written } })).errors,
  ).toBeUndefined();
  const { me } = await admin.data<{ me: { id: string } }>(ME);
  expect(await admin.code(ALLOW, { id: me.id, networks: [OFFICE] })).toBe('BAD_USER_INPUT');
  expect(await admin.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
});

test.each([
  ['an address of the network', '192.0.2.0/24', '192.0.2.255', true],
  ['the next one', '192.0.2.0/24', '192.0.3.0', false],
  ['IPv4 as IPv6 writes it', '192.0.2.0/24', '::ffff:192.0.2.1', true],
  ['IPv6', '2001:db8::/32', '2001:db8:ffff::1', true],
  ['IPv6 beside an IPv4 network', '0.0.0.0/0', '2001:db8::1', false],
  ['an address that nobody knows', '0.0.0.0/0 ::/0', null, false],
  ['no list', '', null, true],
])('%s', (_, column, address, expected) => {
  expect(networksColumn(column === '' ? [] : column.split(' '))).toBe(column);
  expect(isAllowedFrom(column, address)).toBe(expected);
});
