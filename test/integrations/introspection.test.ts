import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../server/platform/clock.js';
import { basicHeader } from '../support/backends.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  protectedAccount,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const SECRET = randomBytes(32).toString('hex');

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({
    SERVICE_CLIENTS: `webmail=${createHash('sha256').update(SECRET).digest('hex')}`,
    THROTTLE_ADDRESS_ATTEMPTS: '20',
    TRUSTED_PROXIES: 'loopback',
  });
  admin = await administrator(server);
});
afterAll(() => server.stop());

const ask = (
  parameters: Record<string, string>,
  headers: Record<string, string> = { authorization: basicHeader('webmail', SECRET) },
): Promise<Response> =>
  fetch(`${server.url}/oauth2/introspect`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
    headers,
  });

const introspect = async (token: string): Promise<Record<string, unknown>> => {
  const response = await ask({ token });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

test('a live token: whose, since when, until when, and by which methods', async () => {
  const id = await createAccount(admin, 'anna');
  const now = Math.floor(server.clock.now() / 1000);
  const { token } = await signedIn(server.client(), 'anna');
  expect(await introspect(token)).toEqual({
    active: true,
    sub: id,
    username: 'anna',
    scope: 'user',
    token_type: 'Bearer',
    iat: now,
    exp: now + (14 * DAY) / 1000,
    amr: ['pwd'],
  });
  const { secret } = await protectedAccount(server, admin, 'bert');
  const withCode = await signInWithCode(server, server.client(), 'bert', secret);
  expect(await introspect(withCode.token)).toMatchObject({ username: 'bert', amr: ['pwd', 'otp', 'mfa'] });
});

test.each([true, false])(
  'an administrator has the scope admin, but not by a temporary code (tokens stored: %s)',
  async (stored) => {
    await updateSettings(admin, { storeAuthTokenInDB: stored });
    const login = `deputy ${stored}`;
    const { id, secret } = await protectedAccount(server, admin, login);
    await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { role: ADMIN }) { id } }', { id });
    const { token: proved } = await signInWithCode(server, server.client(), login, secret);
    expect(await introspect(proved)).toMatchObject({ scope: 'user admin', amr: ['pwd', 'otp', 'mfa'] });
    const { issueBypassCode } = await admin.data<{ issueBypassCode: { code: string } }>(
      'mutation ($id: ID!) { issueBypassCode(accountId: $id, hours: 1, uses: 1) { code } }',
      { id },
    );
    const client = server.client();
    const { challenge } = await challengeFor(client, login);
    const { verifyBypassCode } = await client.data<{ verifyBypassCode: { token: string } }>(
      'mutation ($challenge: String!, $code: String!) { verifyBypassCode(challenge: $challenge, code: $code) { token } }',
      { challenge, code: issueBypassCode.code },
    );
    expect(await introspect(verifyBypassCode.token)).toMatchObject({
      username: login,
      scope: 'user',
      amr: ['pwd', 'otp', 'mfa'],
    });
    await updateSettings(admin, { storeAuthTokenInDB: true });
  },
);

test('signed tokens, too', async () => {
  await updateSettings(admin, { storeAuthTokenInDB: false });
  const client = server.client();
  const { token } = await signedIn(client, 'anna');
  await updateSettings(admin, { storeAuthTokenInDB: true });
  expect(await introspect(token)).toMatchObject({ active: true, username: 'anna' });
});

test('signed out is inactive at once, and so is what never was a token', async () => {
  const client = server.client();
  const { token } = await signedIn(client, 'anna');
  expect(await introspect(token)).toMatchObject({ active: true });
  await client.data('mutation { signOut }');
  for (const inactive of [token, 'lk_', 'x', SECRET, 'ü'.repeat(500)]) {
    expect(await introspect(inactive)).toEqual({ active: false });
  }
});

test('a session that must first set up a second factor opens no service', async () => {
  const { token } = await signedIn(server.client(), 'anna');
  const shell = { id: null, login: 'test', ipAddress: null };
  await server.app.services.settingsChanges.update(shell, { requireTwoFactor: 'EVERYONE' });
  expect(await introspect(token)).toEqual({ active: false });
  await server.app.services.settingsChanges.update(shell, { requireTwoFactor: 'NOBODY' });
  expect(await introspect(token)).toMatchObject({ active: true });
});

test('asking is a use of the token, but not from the address of the service', async () => {
  const client = server.client();
  const { token } = await signedIn(client, 'anna');
  const addresses = async () => {
    await server.app.services.laterWrites.settle();
    const data = await client.data<{ myDevices: { current: boolean; ipAddress: string }[] }>(
      '{ myDevices { current ipAddress lastSeenAt } }',
    );
    return data.myDevices.find(({ current }) => current);
  };
  const before = await addresses();
  server.clock.advance(120_000);
  await introspect(token);
  const after = await addresses();
  expect(after).toMatchObject({ ipAddress: before!.ipAddress });
  expect(after).not.toEqual(before);
});

test('the client may name itself in the body', async () => {
  const response = await ask({ token: 'x', client_id: 'webmail', client_secret: SECRET }, {});
  expect(await response.json()).toEqual({ active: false });
});

test('without a token it is asked for', async () => {
  const response = await ask({});
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});

test.each([
  ['no credentials', {}],
  ['a wrong secret', { authorization: basicHeader('webmail', `${SECRET}0`) }],
  [
    'the hash for the secret',
    { authorization: basicHeader('webmail', createHash('sha256').update(SECRET).digest('hex')) },
  ],
  ['an unknown client', { authorization: basicHeader('somebody', SECRET) }],
  ['a name that every object has', { authorization: basicHeader('constructor', '') }],
])('refused: %s', async (_, headers) => {
  const { token } = await signedIn(server.client(), 'anna');
  const response = await ask({ token }, headers);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('Basic');
  expect(await response.json()).toMatchObject({ error: 'invalid_client' });
});

test('guesses are throttled and audited; the right secret goes on working', async () => {
  const address = { 'x-forwarded-for': '203.0.113.9' };
  let guesses = 0;
  const guess = () =>
    ask({ token: 'x' }, { authorization: basicHeader('webmail', `guess ${guesses++}`), ...address });
  let answer: Response;
  do answer = await guess();
  while (answer.status === 401);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  const right = await ask({ token: 'x' }, { authorization: basicHeader('webmail', SECRET), ...address });
  expect(await right.json()).toEqual({ active: false });
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    '{ auditEvents(filter: { action: "introspection.refused" }, page: { page: 1, perPage: 1 }) { items { ipAddress details } } }',
  );
  expect(auditEvents.items).toEqual([{ ipAddress: '203.0.113.9', details: { client: 'webmail' } }]);
});

test('a service that goes on sending an old secret keeps nobody at its address from signing in', async () => {
  const address = { 'x-forwarded-for': '203.0.113.10' };
  await createAccount(admin, 'colleague');
  for (let polls = 0; polls < 25; polls++) {
    const authorization = basicHeader('webmail', 'the old secret');
    expect((await ask({ token: 'x' }, { authorization, ...address })).status).toBe(401);
  }
  await signedIn(server.client({ headers: address }), 'colleague');
});

test('without configured services there is no such address', async () => {
  const plain = await startTestServer();
  const response = await fetch(`${plain.url}/oauth2/introspect`, { method: 'POST' });
  await plain.stop();
  expect(response.status).toBe(404);
});
