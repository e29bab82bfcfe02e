import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_ACCOUNTS } from '../../../server/api/http/cookies.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, PASSWORD, signedIn, SIGN_IN } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

/** What nginx takes of an answer's headers (proxy_buffer_size), and of a request's cookies (half a line). */
const MOST_OF_AN_ANSWER = 4096;
const MOST_OF_COOKIES = 4096;
const MY_DEVICES = '{ myDevices { id current } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

const cookieHeader = (browser: Client): string =>
  [...browser.cookies].map((pair) => pair.join('=')).join('; ');

const deviceOf = async (browser: Client): Promise<string> => {
  const { myDevices } = await browser.data<{ myDevices: { id: string; current: boolean }[] }>(MY_DEVICES);
  return myDevices.find(({ current }) => current)!.id;
};

test('however many sign in in one browser, its cookies stay small; who was there lately is known again', async () => {
  const browser = server.client();
  const devices: string[] = [];
  const logins = Array.from({ length: MOST_ACCOUNTS + 8 }, (_, index) => `shared${index}`);
  for (const login of logins) {
    await createAccount(admin, login);
    const answer = await browser.post(
      JSON.stringify({ query: SIGN_IN, variables: { login, password: PASSWORD } }),
    );
    const headers = [...answer.headers].map(([name, value]) => name.length + value.length + 4);
    expect(headers.reduce((sum, length) => sum + length, 0)).toBeLessThan(MOST_OF_AN_ANSWER);
    devices.push(await deviceOf(browser));
  }
  expect(cookieHeader(browser).length).toBeLessThan(MOST_OF_COOKIES);
  await signedIn(browser, logins.at(-1)!);
  expect(await deviceOf(browser)).toBe(devices.at(-1));
  // The longest ago that is still kept; the one before it is not.
  await signedIn(browser, logins.at(-MOST_ACCOUNTS)!);
  expect(await deviceOf(browser)).toBe(devices.at(-MOST_ACCOUNTS));
  await signedIn(browser, logins[0]!);
  expect(await deviceOf(browser)).not.toBe(devices[0]);
});

/** What a browser had kept before all accounts shared a cookie. */
async function withCookiesOfOnce(logins: string[]): Promise<{ browser: Client; devices: string[] }> {
  const browser = server.client();
  const devices: string[] = [];
  for (const login of logins) {
    const id = await createAccount(admin, login);
    const once = server.client();
    const { deviceToken, device } = await signedIn(once, login);
    devices.push(device.id);
    browser.cookies.set(`latchkey_device_${id}`, deviceToken);
  }
  return { browser, devices };
}

test('cookies of one account each are taken over, a few at each sign-in', async () => {
  const logins = Array.from({ length: 7 }, (_, index) => `once${index}`);
  const { browser, devices } = await withCookiesOfOnce(logins);
  await signedIn(browser, logins[6]!);
  expect(await deviceOf(browser)).toBe(devices[6]);
  expect([...browser.cookies.keys()].filter((name) => name.startsWith('latchkey_device_'))).toHaveLength(2);
  await signedIn(browser, logins[5]!);
  expect([...browser.cookies.keys()].toSorted()).toEqual(['latchkey', 'latchkey_devices']);
  for (const [index, login] of logins.entries()) {
    await signedIn(browser, login);
    expect(await deviceOf(browser)).toBe(devices[index]);
  }
});

test('a browser that has 180 of them is not locked out', async () => {
  const cookies = Array.from(
    { length: 180 },
    (_, index) =>
      `latchkey_device_01999999-9999-7999-8999-${String(index).padStart(12, '0')}=${'s'.repeat(43)}`,
  ).join('; ');
  const status = await new Promise((resolve, reject) => {
    request(`${server.url}/healthz`, { headers: { cookie: cookies } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(cookies.length).toBeGreaterThan(16 * 1024);
  expect(status).toBe(200);
});

test('a cookie that somebody has made up is neither believed nor given back', async () => {
  const browser = server.client();
  browser.cookies.set('latchkey_devices', `${'0'.repeat(12)}.${'x'.repeat(500)}~nonsense~%22~`);
  await createAccount(admin, 'madeup');
  await signedIn(browser, 'madeup');
  expect(browser.cookies.get('latchkey_devices')).toMatch(/^[0-9a-f]{12}\.[\w-]{43}$/);
});

test('two installations on one host have cookies of their own, if they are given prefixes', async () => {
  const other = await startTestServer({ COOKIE_PREFIX: 'staging' });
  const browser = server.client();
  await createAccount(admin, 'both');
  await signedIn(browser, 'both');
  const there = other.client();
  for (const [name, value] of browser.cookies) there.cookies.set(name, value);
  await administratorIn(there);
  expect([...there.cookies.keys()].toSorted()).toEqual([
    'latchkey',
    'latchkey_devices',
    'staging',
    'staging_devices',
  ]);
  for (const [name, value] of there.cookies) browser.cookies.set(name, value);
  expect(await browser.data('{ me { login } }')).toEqual({ me: { login: 'both' } });
  expect(await there.data('{ me { login } }')).toEqual({ me: { login: 'admin' } });
  await other.stop();
});

const administratorIn = (client: Client) => signedIn(client, 'admin', 'correct horse battery staple');
