import { request } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { createApplication } from './applications.js';
import type { Client } from './client.js';
import { administrator, createAccount, PASSWORD, protectedAccount } from './flows.js';
import { type ForwardApplication } from './forward-application.js';
import { startTestServer, type TestServer } from './server.js';
import { appCode } from './totp.js';

/** One request to a proxy, as it is written. */
export function askProxy(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; location: string; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', body }),
      );
    });
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, location: '', body: '' });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** A server with an application for everyone at one host, and one for administrators at another; Maria has an app. */
export async function startProtected(
  hosts: [everyones: string, administrators: string],
): Promise<{ server: TestServer; admin: Client; secret: string }> {
  const server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  const admin = await administrator(server);
  const [everyones, administrators] = hosts;
  const shared = { kind: 'FORWARD', redirectUris: [] };
  await createApplication(admin, { ...shared, name: 'Wiki', hosts: [everyones] });
  const closed = { name: 'Console', hosts: [administrators], mayEnter: 'ADMINISTRATORS' };
  await createApplication(admin, { ...shared, ...closed });
  await createAccount(admin, 'peter');
  const { secret } = await protectedAccount(server, admin, 'maria');
  return { server, admin, secret };
}

export interface Scene {
  browser: Browser;
  server: TestServer;
  application: ForwardApplication;
  secret: string;
  port: number;
}

/** The browser at the application's deep link, once password and code were typed. */
export async function signInAtDeepLink(scene: Scene, host: string): Promise<[BrowserContext, Page]> {
  const { browser, server, secret } = scene;
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const link = `http://${host}/page?id=7&x=%20`;
  await page.goto(link);
  await page.getByLabel('Login').fill('maria');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Six-digit code').fill(appCode(secret, server.clock.now()));
  await page.getByRole('heading', { name: 'maria' }).waitFor();
  expect(page.url()).toBe(link);
  return [context, page];
}

/** What every proxy has to do, in front of a real application, with a real browser. */
export async function expectProtected(scene: Scene, [wiki, console]: [string, string]): Promise<void> {
  const { application, port, server } = scene;
  const [context, page] = await signInAtDeepLink(scene, wiki);
  const { requests } = application;
  expect(requests.map(({ url }) => url)).toContain('/page?id=7&x=%20');
  expect(requests.every(({ headers }) => headers['x-latchkey-user'] === 'maria')).toBe(true);

  // Whatever the browser says of itself, in whichever spelling.
  const cookies = await context.cookies(`http://${wiki}/`);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const own = { host: wiki, cookie };
  requests.length = 0;
  await askProxy(port, '/spoofed', {
    ...own,
    'x-latchkey-user': 'admin',
    'X-LATCHKEY-GROUPS': 'admins',
    'x-latchkey-email': 'admin@example.org',
  });
  expect(requests).toHaveLength(1);
  const [{ headers }] = requests as [(typeof requests)[0]];
  expect(headers['x-latchkey-user']).toBe('maria');
  expect(headers['x-latchkey-groups'] ?? '').toBe('');
  expect(headers['x-latchkey-email'] ?? '').toBe('');
  requests.length = 0;
  for (const name of ['X_Latchkey_User', 'X-Latchkey_User', 'X.Latchkey.User', 'x_latchkey-groups']) {
    await askProxy(port, '/spelled', { ...own, [name]: 'admin' });
  }
  expect(JSON.stringify(requests)).not.toContain('admin');

  // A script is refused, not led anywhere; nothing of it reaches the application.
  requests.length = 0;
  const scripted = await askProxy(port, '/api', { host: wiki, 'sec-fetch-mode': 'cors' });
  expect([scripted.status, scripted.location]).toEqual([401, '']);
  // Nobody says for the proxy which host it stands for.
  const forged = { 'x-forwarded-host': wiki, 'x-forwarded-proto': 'http', cookie };
  expect((await askProxy(port, '/', { ...forged, host: console })).status).toBe(401);
  const socket = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'x',
    'sec-websocket-version': '13',
  };
  expect((await askProxy(port, '/live', { ...socket, host: wiki })).status).toBe(401);
  expect((await askProxy(port, '/live', { ...socket, ...own, origin: 'http://evil.example' })).status).toBe(
    403,
  );
  expect(requests).toEqual([]);
  expect((await askProxy(port, '/live', { ...socket, ...own, origin: `http://${wiki}` })).status).toBe(101);

  // An application that is for others: signed in here already, so one hop, to a page that says why.
  requests.length = 0;
  const refused = await page.goto(`http://${console}/`);
  expect(refused?.status()).toBe(403);
  expect(await page.getByRole('heading').innerText()).toBe('You may not enter Console');
  expect(requests).toEqual([]);

  // Out at the application is out here, and at the next request there too.
  await page.goto(`http://${wiki}/.latchkey/sign-out`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect((await askProxy(port, '/', { ...own, 'sec-fetch-mode': 'cors' })).status).toBe(401);
  await page.goto(`http://${wiki}/`);
  expect(page.url()).toMatch(new RegExp(`^${server.url}/sign-in\\?`));
}
