import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/browser.js';
import { Dashboard } from '../support/dashboard.js';
import { createAccount, PASSWORD } from '../support/flows.js';
import { administratorOf } from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';

// Neither encrypted nor this computer's own: browsers give such pages no keys.
const PLAIN = 'keys.example';
const WHY = 'Passkeys and security keys work over https only';

let browser: Browser;
let server: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: `http://${PLAIN}` });
  browser = await launchChromium(`--host-resolver-rules=MAP ${PLAIN}:80 127.0.0.1:${server.port}`);
});
afterEach(async () => {
  // Browsers heed it over HTTPS only, and say so.
  dashboard.forgive(/Cross-Origin-Opener-Policy/);
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('over plain http, sign-in, Security page and first set-up say that keys need https, and have no button for them', async () => {
  await createAccount(await administratorOf(server), 'plain@example.org');
  const settings = server.app.services.settingsChanges;
  await settings.update({ id: null, login: null, ipAddress: null }, { allowAuthenticatorApp: false });
  dashboard = await Dashboard.open(browser, server, { path: '/security' });
  const { page } = dashboard;
  await page.getByText(WHY, { exact: false }).waitFor();
  expect(await dashboard.button('Sign in with a passkey').count()).toBe(0);
  await dashboard.inspect('sign-in-plain-http');
  await dashboard.enterPassword('plain@example.org', PASSWORD);
  await page
    .getByRole('region', { name: 'Security keys and passkeys' })
    .getByText(WHY, { exact: false })
    .waitFor();
  expect(await dashboard.button('Add a key').count()).toBe(0);
  expect(await dashboard.button('Set up now').count()).toBe(0);
  const demanded = { requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 0 } as const;
  await settings.update({ id: null, login: null, ipAddress: null }, demanded);
  await page.reload();
  await dashboard.heading('One more step to protect your account').waitFor();
  await page.getByText(WHY, { exact: false }).waitFor();
  expect(await dashboard.button(/Use a security key or passkey/).count()).toBe(0);
});
