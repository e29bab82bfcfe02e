import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../support/browser.js';
import { SoftAuthenticator } from '../support/authenticator.js';
import { createAppPassword } from '../support/backends.js';
import { Dashboard } from '../support/dashboard.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../support/flows.js';
import { registerKey } from '../support/security-keys.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

/** Shown as it was typed, or else an element of the page. */
const payload = (of: string) => `<img src=x id=xss>${of}`;
const ACCOUNT = payload('account');

let browser: Browser;
let server: TestServer;
let id: string;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
  const admin = await administrator(server);
  id = await createAccount(admin, ACCOUNT);
  await admin.data(
    'mutation ($id: ID!, $name: String!) { updateAccount(id: $id, input: { displayName: $name }) { id } }',
    { id, name: payload('display name') },
  );
  const client = server.client();
  const { device } = await signedIn(client, ACCOUNT);
  await client.data('mutation ($id: ID!, $name: String!) { renameDevice(id: $id, name: $name) { id } }', {
    id: device.id,
    name: payload('device'),
  });
  await createAppPassword(client, ['imap'], { name: payload('app password') });
  await registerKey(client, new SoftAuthenticator(server.url), payload('key'));
  // So that its owner can be on the page without the key at hand.
  await server.app.services.settings.update(
    { id: null, login: 'the test', ipAddress: null },
    { disabled: true },
  );
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test.each([
  ['one’s own Security page', ACCOUNT, '/security', ['key']],
  ['one’s own app passwords', ACCOUNT, '/security/app-passwords', ['app password']],
  ['one’s own devices', ACCOUNT, '/security/devices', ['device']],
  ['the administrator’s list of accounts', ADMIN.login, '/accounts', ['account', 'display name']],
  ['an account’s page', ADMIN.login, () => `/accounts/${id}`, ['display name', 'key', 'app password']],
  ['the administrator’s list of devices', ADMIN.login, '/devices', ['device']],
  ['the audit log', ADMIN.login, '/audit', ['account']],
])('stored XSS: on %s names are text', async (_page, login, path, names) => {
  const dashboard = await Dashboard.open(browser, server, {
    path: typeof path === 'string' ? path : path(),
  });
  await dashboard.enterPassword(login, login === ADMIN.login ? ADMIN.password : PASSWORD);
  for (const name of names) await dashboard.page.getByText(payload(name)).first().waitFor();
  expect(await dashboard.page.locator('#xss').count()).toBe(0);
  // Had an element come of it, the policy would have kept it from loading, and told.
  dashboard.expectNoProblems();
  await dashboard.close();
});
