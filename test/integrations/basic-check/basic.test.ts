import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../server/platform/clock.js';
import { askBasic, basicStatus, createAppPassword } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback', THROTTLE_ACCOUNT_ATTEMPTS: '3' });
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

const failures = async (): Promise<{ accountLogin: string | null; ipAddress: string; details: object }[]> => {
  const query = `{ auditEvents(filter: { action: "backend_sign_in.failed" }, page: { page: 1, perPage: 100 }) {
    items { accountLogin ipAddress details } } }`;
  const data = await admin.data<{
    auditEvents: { items: { accountLogin: string | null; ipAddress: string; details: object }[] };
  }>(query);
  return data.auditEvents.items;
};

test('the answer names the account, whatever its login is written in', async () => {
  const id = await createAccount(admin, 'Zoë@example.org');
  const client = server.client();
  await signedIn(client, 'Zoë@example.org');
  const { password } = await createAppPassword(client, ['dav']);
  const response = await askBasic(server, 'ZOË@example.org', password);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-latchkey-account')).toBe(id);
  const raw = Buffer.from(response.headers.get('x-latchkey-user')!, 'latin1').toString('utf8');
  expect(raw).toBe('Zoë@example.org');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.getSetCookie()).toEqual([]);
});

test.each([
  ['UTF-8', 'utf8'],
  ['Latin-1', 'latin1'],
] as const)('a login and password of 8-bit characters are read in %s', async (_, encoding) => {
  const login = `jörg-${encoding}`;
  const password = 'pässwörd with ÄÖÜ';
  await createAccount(admin, login, 'USER', password);
  const authorization = `Basic ${Buffer.from(`${login}:${password}`, encoding).toString('base64')}`;
  const response = await fetch(`${server.url}/auth/basic?scope=dav`, { headers: { authorization } });
  expect(response.status).toBe(200);
});

test.each([
  ['no credentials', {}],
  ['a bearer token', { authorization: 'Bearer lk_something' }],
  ['base64 without a colon', { authorization: 'Basic bm9jb2xvbg==' }],
  ['what is not base64', { authorization: 'Basic %%%' }],
])('asks for credentials: %s', async (_, headers) => {
  const response = await fetch(`${server.url}/auth/basic?scope=dav`, { headers: headers as HeadersInit });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Basic realm="Latchkey", charset="UTF-8"');
});

test.each(['', 'DAV', 'a%20b', 'dav&scope=imap'])(
  'a scope that names nothing is refused: "%s"',
  async (scope) => {
    expect(await basicStatus(server, 'admin', 'x', scope)).toBe(400);
  },
);

test('the account’s own password is accepted until a second factor is set up, and again with an app password only', async () => {
  await createAccount(admin, 'olga');
  const client = server.client();
  await signedIn(client, 'olga');
  expect(await basicStatus(server, 'olga', PASSWORD)).toBe(200);
  const secret = await setUpApp(server, client);
  expect(await basicStatus(server, 'olga', PASSWORD)).toBe(401);
  const fresh = server.client();
  await signInWithCode(server, fresh, 'olga', secret);
  const { password } = await createAppPassword(fresh, ['dav']);
  expect(await basicStatus(server, 'olga', password)).toBe(200);
});

test('the account’s own password is refused where the administrator says so, or demands a second factor', async () => {
  await createAccount(admin, 'paul');
  expect(await basicStatus(server, 'paul', PASSWORD)).toBe(200);
  await updateSettings(admin, { allowPasswordForBackends: false });
  expect(await basicStatus(server, 'paul', PASSWORD)).toBe(401);
  await updateSettings(admin, { allowPasswordForBackends: true, requireTwoFactor: 'EVERYONE' });
  expect(await basicStatus(server, 'paul', PASSWORD)).toBe(401);
  // The administrator has no factor either, so the settings are changed from the server's shell.
  const shell = { id: null, login: 'test', ipAddress: null };
  await server.app.services.settingsChanges.update(shell, { requireTwoFactor: 'NOBODY' });
  expect(await basicStatus(server, 'paul', PASSWORD)).toBe(200);
});

test('a password that was right is forgotten when it changes or the account is disabled', async () => {
  const id = await createAccount(admin, 'rosa');
  expect(await basicStatus(server, 'rosa', PASSWORD)).toBe(200);
  expect(await basicStatus(server, 'rosa', PASSWORD)).toBe(200);
  const change =
    'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
  await admin.data(change, { id, input: { password: 'a brand new password', passwordMustChange: false } });
  expect(await basicStatus(server, 'rosa', PASSWORD)).toBe(401);
  expect(await basicStatus(server, 'rosa', 'a brand new password')).toBe(200);
  await admin.data(change, { id, input: { disabled: true } });
  expect(await basicStatus(server, 'rosa', 'a brand new password')).toBe(401);
});

test('the account’s own password is checked and audited once in ten minutes, not at each request', async () => {
  const id = await createAccount(admin, 'sven');
  const audited = async () => {
    const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
      'query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "backend_sign_in.succeeded" }) { items { details } } }',
      { id },
    );
    return auditEvents.items;
  };
  for (let times = 0; times < 5; times++) expect(await basicStatus(server, 'sven', PASSWORD)).toBe(200);
  expect(await audited()).toEqual([{ details: { scope: 'dav' } }]);
  server.clock.advance(10 * MINUTE - 1);
  expect(await basicStatus(server, 'sven', PASSWORD)).toBe(200);
  expect(await audited()).toHaveLength(1);
  server.clock.advance(1);
  expect(await basicStatus(server, 'sven', PASSWORD)).toBe(200);
  expect(await audited()).toHaveLength(2);
});

test('guesses are slowed down, told when to come back, and audited with the address the proxy names', async () => {
  const { client } = await protectedAccount(server, admin, 'tina');
  const address = { 'x-forwarded-for': '203.0.113.7' };
  let guesses = 0;
  const ask = () => askBasic(server, 'tina', `guess ${guesses++} of mine`, 'imap', address);
  for (let guess = 0; guess < 3; guess++) expect((await ask()).status).toBe(401);
  const blocked = await ask();
  expect(blocked.status).toBe(429);
  expect(blocked.headers.get('retry-after')).toBe('1');
  expect((await failures()).filter(({ accountLogin }) => accountLogin === 'tina')).toEqual(
    Array.from({ length: 3 }, () => ({
      accountLogin: 'tina',
      ipAddress: '203.0.113.7',
      details: { scope: 'imap' },
    })),
  );
  expect(await client.code('{ me { id } }')).toBeUndefined();
});

test('guesses keep neither the right app password nor a sign-in out', async () => {
  await createAccount(admin, 'udo');
  const client = server.client();
  await signedIn(client, 'udo');
  const { password } = await createAppPassword(client, ['dav']);
  for (let guess = 0; guess < 4; guess++) await basicStatus(server, 'udo', `guess ${guess}`);
  expect(await basicStatus(server, 'udo', 'one more guess')).toBe(429);
  expect(await basicStatus(server, 'udo', password)).toBe(200);
  await signedIn(server.client(), 'udo');
});

test('an unknown login is refused like a wrong password, and named nowhere', async () => {
  const unknown = await askBasic(server, 'nobody-of-this-name', 'x');
  await createAccount(admin, 'vera');
  const wrong = await askBasic(server, 'vera', 'x');
  expect(unknown.status).toBe(401);
  expect(await unknown.text()).toBe(await wrong.text());
  expect(JSON.stringify([await failures(), server.logLines])).not.toContain('nobody-of-this-name');
});

test('an app password of another scope is throttled as a failure', async () => {
  await createAccount(admin, 'willi');
  const client = server.client();
  await signedIn(client, 'willi');
  const { password } = await createAppPassword(client, ['imap']);
  const statuses: number[] = [];
  for (let tries = 0; tries < 4; tries++) statuses.push(await basicStatus(server, 'willi', password));
  expect(statuses).toEqual([403, 403, 403, 429]);
  server.clock.advance(MINUTE);
  expect(await basicStatus(server, 'willi', password, 'imap')).toBe(200);
});
