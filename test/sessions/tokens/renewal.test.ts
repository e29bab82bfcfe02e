import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECOND } from '../../../server/platform/clock.js';
import { stopCall } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  ME,
  PASSWORD,
  setUpApp,
  signedIn,
  signInWithCode,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const REAUTHENTICATE = `mutation { reauthenticate(password: "${PASSWORD}") }`;
const WORKS_FOR = 30 * SECOND;
const IN_FLIGHT = 12;

let server: TestServer;
let people = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const app = (bearer: string): Client => server.client({ origin: null, bearer });
const isAlive = async (client: Client): Promise<boolean> =>
  (await client.data<{ me: object | null }>(ME)).me !== null;

async function browserOf(): Promise<{ browser: Client; login: string; token: string }> {
  const login = `renewed ${++people}`;
  await createAccount(await administrator(server), login);
  const browser = server.client();
  return { browser, login, token: (await signedIn(browser, login)).token };
}
const held = (browser: Client): string => browser.cookies.get('latchkey')!;

/** A request that the server has begun to read, and answers once it is let go. */
function inFlight(cookie: string, query: string): () => Promise<unknown> {
  const body = JSON.stringify({ query });
  const request = httpRequest(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      origin: server.url,
      cookie,
    },
  });
  const answered = new Promise<unknown>((resolve, reject) => {
    request.on('response', (response) => resolve(json(response))).on('error', reject);
  });
  request.write(body.slice(0, -1));
  return () => {
    request.end(body.slice(-1));
    return answered;
  };
}

test('re-authentication gives a browser a new token; requests in flight beside it are answered as signed in', async () => {
  const { browser, login, token } = await browserOf();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const requests = Array.from({ length: IN_FLIGHT }, () => inFlight(cookie, ME));
  await browser.data(REAUTHENTICATE);
  expect(held(browser)).not.toBe(token);
  const answers = await Promise.all(requests.map((letGo) => letGo()));
  for (const answer of answers) expect(answer).toMatchObject({ data: { me: { login } } });
});

test('session fixation: the replaced token works for seconds, for the same session only', async () => {
  const { browser, token } = await browserOf();
  await browser.data(REAUTHENTICATE);
  server.clock.advance(WORKS_FOR - 1);
  expect(await isAlive(app(token))).toBe(true);
  const { myTokens } = await app(token).data<{ myTokens: { current: boolean }[] }>(
    '{ myTokens { current } }',
  );
  expect(myTokens).toEqual([{ current: true }]);
  server.clock.advance(1);
  expect(await isAlive(app(token))).toBe(false);
  expect(await isAlive(browser)).toBe(true);
});

test.each([
  ['its sign-out', 'mutation { signOut }'],
  ['signing out the device', 'mutation ($device: ID!) { signOutDevice(id: $device) { id } }'],
])('%s ends the replaced token as well', async (_, mutation) => {
  const { browser, token } = await browserOf();
  const { myDevices } = await browser.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
  await browser.data(REAUTHENTICATE);
  await browser.data(mutation, { ...(mutation.includes('$device') && { device: myDevices[0]!.id }) });
  expect(await isAlive(app(token))).toBe(false);
});

test('signing in anew with the replaced token in the cookie ends its session', async () => {
  const { browser, login, token } = await browserOf();
  await browser.data(REAUTHENTICATE);
  const renewed = held(browser);
  browser.cookies.set('latchkey', token);
  await signedIn(browser, login);
  for (const gone of [token, renewed]) expect(await isAlive(app(gone))).toBe(false);
});

test('an answer that is lost does not sign the browser out, which proves itself again', async () => {
  const { browser, token } = await browserOf();
  await browser.data(REAUTHENTICATE);
  const lost = held(browser);
  browser.cookies.set('latchkey', token);
  expect(await isAlive(browser)).toBe(true);
  server.clock.advance(20 * SECOND);
  await browser.data(REAUTHENTICATE);
  expect(new Set([token, lost, held(browser)]).size).toBe(3);
  server.clock.advance(WORKS_FOR);
  expect(await isAlive(browser)).toBe(true);
  for (const gone of [token, lost]) expect(await isAlive(app(gone))).toBe(false);
});

test('of several re-authentications at once one brings a new token, and it lives', async () => {
  const { browser } = await browserOf();
  await Promise.all(Array.from({ length: 6 }, () => browser.data(REAUTHENTICATE)));
  server.clock.advance(WORKS_FOR);
  expect(await isAlive(browser)).toBe(true);
});

test('of two re-authentications that both came with the old token, the first to renew it brings a new one, and it lives', async () => {
  const { browser: slower, token } = await browserOf();
  const faster = server.client();
  for (const [name, value] of slower.cookies) faster.cookies.set(name, value);
  // Its token was found good before the other's was replaced.
  const renewal = stopCall(server.app.services.tokens, 'renew');
  const answered = slower.data(REAUTHENTICATE);
  await renewal.reached;
  await faster.data(REAUTHENTICATE);
  renewal.release();
  await answered;
  expect(held(faster)).not.toBe(token);
  expect(held(slower)).toBe(token);
  server.clock.advance(WORKS_FOR);
  expect(await isAlive(faster)).toBe(true);
});

test('what was proved belongs to the new token', async () => {
  const { browser, token } = await browserOf();
  const secret = await setUpApp(server, browser);
  server.clock.advance(11 * 60 * SECOND);
  const PROVED = 'mutation { generateBackupCodes }';
  expect(await browser.code(PROVED)).toBe('REAUTHENTICATION_REQUIRED');
  const code = appCode(secret, server.clock.now());
  await browser.data('mutation ($code: String) { reauthenticate(code: $code) }', { code });
  expect(await app(token).code(PROVED)).toBe('REAUTHENTICATION_REQUIRED');
  expect(await browser.code(PROVED)).toBeUndefined();
});

test('a replaced token is not proved by what was proved since, though the session is young', async () => {
  const { browser, login } = await browserOf();
  const secret = await setUpApp(server, browser);
  await signInWithCode(server, browser, login, secret, true);
  // On a trusted device, which proves nothing.
  const { token } = await signedIn(browser, login);
  const PROVED = 'mutation { generateBackupCodes }';
  expect(await app(token).code(PROVED)).toBe('REAUTHENTICATION_REQUIRED');
  const code = appCode(secret, server.clock.now());
  await browser.data('mutation ($code: String) { reauthenticate(code: $code) }', { code });
  expect(await app(token).code(PROVED)).toBe('REAUTHENTICATION_REQUIRED');
  expect(await browser.code(PROVED)).toBeUndefined();
});

test('an app’s bearer token is not changed under it', async () => {
  const { login } = await browserOf();
  const { token } = await signedIn(server.client({ origin: null }), login);
  const client = app(token);
  await client.data(REAUTHENTICATE);
  expect(client.cookies.size).toBe(0);
  expect(await isAlive(client)).toBe(true);
});
