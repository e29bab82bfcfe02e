import type { Locator } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import type { SettingsPatch } from '../../server/settings/declarations.js';
import { CREATE_APP_PASSWORD } from '../support/backends.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite, LAPTOP, USB } from '../support/dashboard-suite.js';
import {
  backupCodes,
  createAccount,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
} from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();
const OPERATOR = { id: null, login: null, ipAddress: null };
const AS_EVER: SettingsPatch = {
  requireTwoFactor: 'NOBODY',
  allowAuthenticatorApp: true,
  allowAppPasswords: true,
  allowBackupCodes: true,
};

/** By the operator: administrators are bound by what they demand of everyone. */
const policy = (patch: SettingsPatch) => suite.server.app.services.settingsChanges.update(OPERATOR, patch);
afterEach(() => policy(AS_EVER));

const hasFocus = (locator: Locator): Promise<void> =>
  expect
    .poll(() => locator.evaluate((element) => element === element.ownerDocument.activeElement))
    .toBe(true);
const codeField = () => suite.page.getByLabel('Six-digit code');

async function openSignIn(path = '/security'): Promise<Dashboard> {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path });
  await suite.page.getByLabel('Login').waitFor();
  return suite.dashboard;
}

async function useBackupCode(login: string, code: string): Promise<void> {
  await suite.dashboard.enterPassword(login, PASSWORD);
  await suite.dashboard.button('Use a backup code').click();
  await suite.page.getByLabel('Backup code').fill(code);
  await suite.dashboard.button('Confirm').click();
}

test('after a wrong password or code one types again without a click', async () => {
  const { client, secret } = await protectedAccount(suite.server, suite.admin, 'focus@example.org');
  const [backup = ''] = await backupCodes(client);
  await openSignIn();
  const { keyboard } = suite.page;
  await suite.dashboard.enterPassword('focus@example.org', 'not this one');
  await suite.page.getByText('Login or password is wrong.', { exact: false }).waitFor();
  await hasFocus(suite.page.getByLabel('Password', { exact: true }));
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await codeField().waitFor();
  await keyboard.type('000000');
  await suite.page.getByText('Wrong code.', { exact: false }).waitFor();
  await hasFocus(codeField());
  expect(await codeField().inputValue()).toBe('');
  await suite.dashboard.button('Use a backup code').click();
  await keyboard.type('wrong-wrong-wrong');
  await suite.dashboard.button('Confirm').click();
  await suite.page.getByText('Wrong code, or it was used before', { exact: false }).waitFor();
  await hasFocus(suite.page.getByLabel('Backup code'));
  // What was wrong is selected: what is typed replaces it.
  await keyboard.type(backup);
  await keyboard.press('Enter');
  await suite.dashboard.button(/^Your account/).waitFor();

  // So it is where a change is confirmed, and where the app is set up.
  suite.letProofGoStale();
  await suite.page.getByRole('link', { name: 'Replace' }).click();
  await suite.page.getByRole('dialog', { name: 'Confirm it’s you' }).waitFor();
  await keyboard.type('000000');
  await suite.page.getByText('Wrong code.', { exact: false }).waitFor();
  await hasFocus(codeField());
  await keyboard.type(suite.codeOf(secret));
  await suite.page.getByRole('heading', { name: 'Scan this QR code' }).waitFor();
  await hasFocus(codeField());
  await keyboard.type('000000');
  await suite.page.getByText('Wrong code.', { exact: false }).waitFor();
  await hasFocus(codeField());
});

test('after a key that failed, and a form that was refused, the focus is where one tries again', async () => {
  await createAccount(suite.admin, 'failed@example.org');
  const page = await suite.open('failed@example.org', '/security');
  await suite.dashboard.plugIn(USB);
  const fail = (method: 'create' | 'get') =>
    page.evaluate((how) => {
      const works = navigator.credentials[how].bind(navigator.credentials);
      navigator.credentials[how] = () => {
        navigator.credentials[how] = works;
        return Promise.reject(new DOMException('', 'NotAllowedError'));
      };
    }, method);
  await suite.dashboard.button('Add a key').click();
  await fail('create');
  await page.keyboard.press('Enter');
  await page.getByText('The request was cancelled or took too long.').waitFor();
  await hasFocus(suite.dashboard.button('Try again'));
  await page.keyboard.press('Enter');
  await page.getByLabel('Name of the key').waitFor();
  await page.keyboard.press('Enter');
  await suite.told('The key was added.');

  await page.getByRole('link', { name: 'Change password' }).click();
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('ten yellow submarines sail');
  await page.getByRole('dialog').getByRole('button', { name: 'Change password' }).click();
  await page.getByText('That password is not right.').waitFor();
  await hasFocus(page.getByLabel('Current password'));
  await suite.dashboard.button('Cancel').click();

  suite.letProofGoStale();
  await suite.choose('Security key', 'Remove');
  await suite.dashboard.button('Remove key').click();
  const use = page.getByRole('button', { name: 'Use security key' });
  await use.waitFor();
  await fail('get');
  await page.keyboard.press('Enter');
  await page.getByText('The key did not answer.', { exact: false }).waitFor();
  await hasFocus(suite.dashboard.button('Try again'));
});

test('where only keys are allowed, “Set up now” adds one, and the address of the app’s set-up leads back', async () => {
  await createAccount(suite.admin, 'keys-only@example.org');
  await policy({ allowAuthenticatorApp: false });
  const page = await suite.open('keys-only@example.org', '/security/authenticator-app');
  await page.getByText('Your administrator has turned this off.').waitFor();
  await suite.dashboard.button('Back').click();
  await suite.dashboard.plugIn(USB);
  await suite.dashboard.button('Set up now').click();
  await suite.dashboard.button('Continue').click();
  await suite.dashboard.button('Save').click();
  await suite.told('The key was added.');
});

test('while app passwords are off none is offered, and those that there are can be revoked', async () => {
  await createAccount(suite.admin, 'off@example.org');
  const client = suite.server.client();
  await signedIn(client, 'off@example.org');
  await client.data(CREATE_APP_PASSWORD, { name: 'Phone', scopes: ['imap'] });
  await policy({ allowAppPasswords: false, allowBackupCodes: false });
  const page = await suite.open('off@example.org', '/security/app-passwords');
  await page.getByText('Your administrator has switched app passwords off', { exact: false }).waitFor();
  expect(await suite.dashboard.button('Create app password').count()).toBe(0);
  await suite.dashboard.inspect('app-passwords-off');
  await suite.choose('Phone', 'Revoke');
  await suite.dashboard.button('Revoke').click();
  await page.getByText('No app password yet.').waitFor();
  // Backup codes that are off are not offered at their address either.
  await page.goto(`${suite.server.url}/security/backup-codes`);
  await page.getByText('Your administrator has turned this off.').waitFor();
  expect(await suite.dashboard.button('Generate codes').count()).toBe(0);
});

test('trust is offered above the code, which sends itself, and is reached before it', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'trust@example.org');
  await openSignIn();
  await suite.dashboard.enterPassword('trust@example.org', PASSWORD);
  const trust = suite.page.getByLabel('Trust this device for 30 days');
  await hasFocus(codeField());
  expect((await trust.boundingBox())!.y).toBeLessThan((await codeField().boundingBox())!.y);
  await suite.page.keyboard.press('Shift+Tab');
  await hasFocus(trust);
  await suite.page.keyboard.press('Space');
  await suite.page.keyboard.press('Tab');
  await suite.page.keyboard.type(suite.codeOf(secret));
  await suite.page.getByRole('link', { name: 'Devices' }).click();
  await suite.page.getByText(/^Trusted until/).waitFor();
});

test('the second step says whose sign-in it is; Back leads to the password, and once more to where one came from', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'back@example.org');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/healthz' });
  const { page } = suite;
  await page.goto(`${suite.server.url}/sign-in`);
  await suite.dashboard.enterPassword('back@example.org', PASSWORD);
  await page.getByText('Signing in as back@example.org.').waitFor();
  await suite.dashboard.inspect('sign-in-second-step');
  await page.goBack();
  await suite.dashboard.heading('Sign in').waitFor();
  expect(await page.getByLabel('Login').inputValue()).toBe('back@example.org');
  await hasFocus(page.getByLabel('Password', { exact: true }));
  await suite.dashboard.enterPassword('back@example.org', PASSWORD);
  await suite.dashboard.button('Use a different account').click();
  await suite.dashboard.heading('Sign in').waitFor();
  expect(await page.getByLabel('Login').inputValue()).toBe('');
  await suite.dashboard.enterPassword('back@example.org', PASSWORD);
  await codeField().fill(suite.codeOf(secret));
  await suite.dashboard.button(/^Your account/).waitFor();
  await page.goBack();
  expect(new URL(page.url()).pathname).toBe('/healthz');
  // Browsers ask every origin for an icon; this one is no page.
  suite.dashboard.forgive(/404/);
});

test('whoever must set up a factor can go back from the app to the choice, and take a key', async () => {
  await createAccount(suite.admin, 'choice@example.org');
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 0 });
  const page = await suite.open('choice@example.org', '/security');
  await suite.dashboard.plugIn(LAPTOP);
  await suite.dashboard.button(/Use an authenticator app/).click();
  await page.getByAltText('QR code for your authenticator app').waitFor();
  await suite.dashboard.inspect('enrolment-app');
  await suite.dashboard.button('Choose another method').click();
  await suite.dashboard.button(/Use a security key or passkey/).click();
  await suite.dashboard.button('Continue').click();
  await suite.dashboard.button('Save').click();
  await page.getByRole('navigation').waitFor();
});

test('after a backup code one is told how many are left, and where to remove what was lost', async () => {
  const { client } = await protectedAccount(suite.server, suite.admin, 'lost@example.org');
  const [code = ''] = await backupCodes(client);
  await openSignIn('/security/devices');
  await useBackupCode('lost@example.org', code);
  const { page } = suite;
  await page.getByText('9 backup codes are left.', { exact: false }).waitFor();
  await suite.dashboard.inspect('used-backup-code');
  await page.getByRole('link', { name: 'Remove what I lost' }).click();
  await page.getByRole('heading', { name: 'Security', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('9 backup codes are left.', { exact: false }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor();
  expect(await page.getByText('9 backup codes are left.', { exact: false }).count()).toBe(0);
});

test('a key that tells nothing of its model is named by the browser that it is in, where it is in one', async () => {
  await createAccount(suite.admin, 'names@example.org');
  const page = await suite.open('names@example.org', '/security');
  const name = page.getByLabel('Name of the key');
  await suite.dashboard.plugIn(LAPTOP);
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await name.waitFor();
  expect(await name.inputValue()).toMatch(/^Chrome.* on Linux$/);
  await suite.dashboard.button('Save').click();
  await suite.told('The key was added.');
});

test('a session that another program has ended is noticed when one comes back to the window', async () => {
  await createAccount(suite.admin, 'away@example.org');
  const page = await suite.open('away@example.org', '/security/devices');
  await suite.dashboard.button('Sign out everywhere else').waitFor();
  await suite.dashboard.context.clearCookies();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.getByText('Your session has ended.', { exact: false }).waitFor();
  expect(await page.locator('#root').isVisible()).toBe(false);
});

test('on a phone the app is opened from the page; on a wide screen its picture is scanned', async () => {
  await createAccount(suite.admin, 'phone@example.org');
  const page = await suite.open('phone@example.org', '/security/authenticator-app');
  await page.getByAltText('QR code for your authenticator app').waitFor();
  const open = page.getByRole('link', { name: 'Open in an app on this device' });
  expect(await open.evaluate((link) => link.classList.contains('MuiButton-contained'))).toBe(false);
  await page.setViewportSize({ width: 360, height: 900 });
  await page.locator('a.MuiButton-contained', { hasText: 'Open in an app on this device' }).waitFor();
  expect(await open.getAttribute('href')).toMatch(/^otpauth:/);
  expect(await page.getByAltText('QR code for your authenticator app').isVisible()).toBe(false);
  await page.getByText('Show a QR code for another device').click();
  await page.getByAltText('QR code for your authenticator app').waitFor();
});

test('every figure of the overview opens the list that it counts', async () => {
  await policy({ requireTwoFactor: 'ADMINS', enrolmentGraceDays: 30 });
  await createAccount(suite.admin, 'figure-admin@example.org', 'ADMIN');
  const client = suite.server.client();
  await createAccount(suite.admin, 'figure-user@example.org');
  await signedIn(client, 'figure-user@example.org');
  await setUpApp(suite.server, client);
  const page = await suite.open(ADMIN.login, '/');
  await suite.dashboard.heading('Overview').waitFor();
  const figures = page.locator('dd a, section:has-text("Second factors") li a');
  await figures.first().waitFor();
  const links = await figures.evaluateAll((all) =>
    all.map((link) => ({
      href: link.getAttribute('href')!,
      count: Number(/\d+/.exec(link.getAttribute('aria-label') ?? link.textContent)?.[0] ?? 'NaN'),
    })),
  );
  expect(links.length).toBe(11);
  for (const { href, count } of links) {
    const filter: unknown = JSON.parse(new URL(href, suite.server.url).searchParams.get('filter')!);
    const { accounts } = await suite.admin.data<{ accounts: { total: number } }>(
      'query ($filter: AccountFilter) { accounts(filter: $filter) { total } }',
      { filter },
    );
    expect({ href, total: accounts.total }).toEqual({ href, total: count });
  }
  await page
    .getByRole('definition')
    .filter({ hasText: 'that must have a second factor' })
    .getByRole('link')
    .first()
    .click();
  await suite.row('figure-admin@example.org').waitFor();
  expect(await suite.row('figure-user@example.org').count()).toBe(0);
  // What is filtered by is on the page, and can be put off there.
  await page.getByRole('button', { name: 'Enabled', pressed: true }).waitFor();
  const required = page.getByRole('button', { name: 'Second factor required', pressed: true });
  await required.click();
  await required.waitFor({ state: 'detached' });
  await page.goto(`${suite.server.url}/`);
  const warning = page.getByRole('listitem').filter({ hasText: 'One stolen password would give' });
  await warning.getByRole('link', { name: 'Show them' }).click();
  await suite.row('figure-admin@example.org').waitFor();
});
