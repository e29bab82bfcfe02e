import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AuthenticatorOptions, leaveChromium, startChromium } from '../support/browser.js';
import { bringAlong, recordOf } from '../support/bring-along.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import {
  administrator,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
  signInWithCode,
  STEP,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

const LAPTOP: AuthenticatorOptions = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
};

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
  await leaveChromium(browser);
  await server.stop();
});

/** Signed in by password alone, on the page asked for. */
async function open(login: string, path = '/security'): Promise<Dashboard> {
  dashboard = await Dashboard.open(browser, server, { path });
  await dashboard.enterPassword(login, PASSWORD);
  return dashboard;
}

test('a stranger protects their account: app by QR code, backup codes, a key, trust; then takes it all back', async () => {
  await createAccount(admin, 'maria@example.org');
  const { page } = await open('maria@example.org');
  await dashboard.plugIn(LAPTOP);
  await page.getByText('Protect your account with a second factor').waitFor();
  await dashboard.inspect('security-unprotected');

  await page.getByRole('link', { name: 'Set up now' }).click();
  await page.getByAltText('QR code for your authenticator app').waitFor();
  await dashboard.inspect('set-up-app');
  const secret = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  expect(await page.getByLabel('Key for typing in').innerText()).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await dashboard.button('Copy key').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await page.getByLabel('Six-digit code').fill(appCode(secret, server.clock.now()));

  const codes = page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem');
  await codes.first().waitFor();
  await expect.poll(() => codes.count()).toBe(10);
  await dashboard.inspect('backup-codes');
  expect(await dashboard.button('Done').isDisabled()).toBe(true);
  const [download] = await Promise.all([page.waitForEvent('download'), dashboard.button('Download').click()]);
  expect(download.suggestedFilename()).toBe('Latchkey-backup-codes.txt');
  // A file is kept: that is said for them, and can be taken back.
  const isSaved = page.getByLabel('I have saved these codes');
  expect(await isSaved.isChecked()).toBe(true);
  await isSaved.uncheck();
  expect(await dashboard.button('Done').isDisabled()).toBe(true);
  await isSaved.check();
  await dashboard.button('Done').click();
  await dashboard.heading('Your account is protected').waitFor();

  await dashboard.button('Add a key').click();
  await dashboard.button('Continue').click();
  await page.getByLabel('Name of the key').fill('Blue laptop');
  await dashboard.inspect('add-key');
  await dashboard.button('Save').click();
  await page.getByText('Blue laptop').waitFor();
  await page.getByText('The key was added.').waitFor({ state: 'hidden' });
  await dashboard.inspect('security-protected');

  await page.getByRole('link', { name: 'Devices' }).click();
  // Until the page is there, the key on the one before has such a button, too.
  await dashboard.heading('Devices').waitFor();
  await dashboard.button(/^Actions for/).click();
  await page.getByRole('menuitem', { name: 'Trust this device' }).click();
  await dashboard.inspect('trust-device');
  await dashboard.button('Trust this device').click();
  await page.getByText(/^Trusted until/).waitFor();
  await dashboard.inspect('devices');

  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Authenticator app set up').waitFor();
  await dashboard.inspect('activity');

  await page.getByRole('link', { name: 'Security', exact: true }).click();
  await dashboard.button('Actions for Blue laptop').click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await dashboard.button('Remove key').click();
  await page.getByText('No keys yet.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('your password alone is enough to sign in', { exact: false }).waitFor();
  await dashboard.inspect('remove-last-factor');
  await dashboard.button('Remove app').click();
  await dashboard.button('Not now').click();
  await dashboard.heading('Only your password protects this account').waitFor();
  await page.reload();
  await dashboard.heading('Only your password protects this account').waitFor();
  // Of the account, not of this browser.
  const elsewhere = server.client();
  await signedIn(elsewhere, 'maria@example.org');
  expect(await elsewhere.data('{ me { twoFactor { recommended } } }')).toEqual({
    me: { twoFactor: { recommended: false } },
  });
}, 240_000);

test('whose app came along with a short secret is told so, until it is set up anew', async () => {
  const secret = 'JBSWY3DPEHPK3PXP';
  await bringAlong(server, [await recordOf('short@example.org', { fields: { totpSecret: secret } })]);
  // Codes up to the import may have been used elsewhere.
  server.clock.advance(STEP);
  const client = server.client();
  await signInWithCode(server, client, 'short@example.org', secret);
  dashboard = await Dashboard.open(browser, server, { path: '/security', cookies: client.cookies });
  const { page } = dashboard;
  const hint = page.getByText('Your app came along from where you used it before.', { exact: false });
  await hint.waitFor();
  await dashboard.inspect('short-secret');
  await setUpApp(server, client);
  await page.reload();
  await page.getByText('Linked app').waitFor();
  expect(await hint.count()).toBe(0);
});

test('the phone is revoked from the laptop, and is out at once', async () => {
  const { secret, client: phone } = await protectedAccount(server, admin, 'revoke@example.org');
  const phoneAgain = server.client({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
  });
  await signInWithCode(server, phoneAgain, 'revoke@example.org', secret);
  const { page } = await open('revoke@example.org', '/security/devices');
  await page.getByLabel('Six-digit code').fill(appCode(secret, server.clock.now()));
  server.clock.advance(30_000);
  await dashboard.button('Actions for Safari on iOS').click();
  await page.getByRole('menuitem', { name: 'Forget device' }).click();
  await dashboard.button('Forget device').click();
  await page.getByText('The device was forgotten.').waitFor();
  expect(await phoneAgain.data(ME)).toEqual({ me: null });
  expect(await phone.data(ME)).not.toEqual({ me: null });
  await dashboard.button('Sign out everywhere else').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByText('You are signed out everywhere else.').waitFor();
  expect(await phone.data(ME)).toEqual({ me: null });
});
