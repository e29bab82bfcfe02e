import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../support/browser.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import { administrator, PASSWORD, protectedAccount } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { oathtoolCode } from '../support/totp.js';

let browser: Browser;
let server: TestServer;
let admin: Client;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
  admin = await administrator(server);
});
afterEach(async () => {
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('a password and the code of an app lead to the page that was asked for', async () => {
  const { secret } = await protectedAccount(server, admin, 'code@example.org');
  dashboard = await Dashboard.open(browser, server, { path: '/security' });
  await dashboard.button('Sign in with a passkey').waitFor();
  await dashboard.inspect('sign-in');
  await dashboard.enterPassword('code@example.org', PASSWORD);
  await dashboard.heading('Enter the code of your app').waitFor();
  await dashboard.inspect('sign-in-code');
  await dashboard.page.getByLabel('Six-digit code').fill(oathtoolCode(secret, server.clock.now()));
  await dashboard
    .heading('Your account is protected')
    .or(dashboard.heading('Protected, but with no way back in'))
    .waitFor();
  expect(new URL(dashboard.page.url()).pathname).toBe('/security');
});
