import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SettingsPatch } from '../../server/settings/declarations.js';
import { leaveChromium, startChromium } from '../support/browser.js';
import { appPasswordsOf } from '../support/backends.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import { administrator, createAccount, PASSWORD, protectedAccount } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

const MINUTE = 60_000;
const STEP = 30_000;

let browser: Browser;
let server: TestServer;
let admin: Client;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, server] = await Promise.all([
    startChromium(),
    startTestServer({
      ISSUER: 'Example Mail',
      PROGRAM_SERVERS: 'imap=mail.example.org:993,smtp=mail.example.org:587,dav=https://dav.example.org/',
    }),
  ]);
});
/** By the operator: administrators are bound by what they demand of everyone. */
const policy = (patch: SettingsPatch) =>
  server.app.services.settingsChanges.update({ id: null, login: null, ipAddress: null }, patch);

beforeEach(async () => {
  await policy({ requireTwoFactor: 'NOBODY', enrolmentGraceDays: 0 });
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

const codeOf = (secret: string) => {
  const code = appCode(secret, server.clock.now());
  server.clock.advance(STEP);
  return code;
};

async function open(login: string, path = '/security', secret?: string): Promise<Dashboard> {
  dashboard = await Dashboard.open(browser, server, { path });
  await dashboard.enterPassword(login, PASSWORD);
  if (secret !== undefined) await dashboard.page.getByLabel('Six-digit code').fill(codeOf(secret));
  await dashboard.button(/^Your account/).waitFor();
  return dashboard;
}

test('who was signed out elsewhere signs in again in place, and goes on to where they were going', async () => {
  const id = await createAccount(admin, 'ended@example.org');
  const { page } = await open('ended@example.org', '/security');
  // The last that this page asks for; asked later, the session would end before the click.
  await dashboard.button('Change the address').waitFor();
  await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id });
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByText('Your session has ended.', { exact: false }).waitFor();
  await page.getByLabel('Your password').fill(PASSWORD);
  await dashboard.button('Confirm').click();
  await dashboard.button('Sign out everywhere else').waitFor();
  expect(new URL(page.url()).pathname).toBe('/security/devices');
});

test('what needs proof asks for it in place, by password, and goes on by itself', async () => {
  await createAccount(admin, 'password@example.org');
  const { page } = await open('password@example.org');
  await dashboard.plugIn({ protocol: 'ctap2', transport: 'usb' });
  server.clock.advance(11 * MINUTE);
  await dashboard.button('Add a key').click();
  await dashboard.button('Continue').click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill('not this one');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await proof.getByText('That password is not right.').waitFor();
  await dashboard.inspect('proof-password');
  await proof.getByLabel('Your password').fill(PASSWORD);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await page.getByLabel('Name of the key').waitFor();
});

test('with a second factor it is the factor that is asked for; cancelled, nothing changes and nothing is said', async () => {
  const { secret } = await protectedAccount(server, admin, 'factor@example.org');
  const { page } = await open('factor@example.org', '/security', secret);
  server.clock.advance(11 * MINUTE);
  const removeApp = async () => {
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await dashboard.button('Remove app').click();
  };
  await removeApp();
  await page.getByRole('dialog', { name: 'Confirm it’s you' }).waitFor();
  await dashboard.inspect('proof-code');
  await dashboard.button('Close').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByText('Linked app').isVisible()).toBe(true);
  await removeApp();
  await page.getByLabel('Six-digit code').fill(codeOf(secret));
  await page.getByText('The authenticator app was removed.').waitFor();
});

test('a session that must enrol sees the set-up alone, and the rest when it is done', async () => {
  await createAccount(admin, 'enrol@example.org');
  await policy({ requireTwoFactor: 'EVERYONE' });
  const { page } = await open('enrol@example.org', '/security/devices');
  await dashboard.heading('One more step to protect your account').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await dashboard.inspect('enrolment');
  await dashboard.button(/Use an authenticator app/).click();
  const secret = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  await page.getByLabel('Six-digit code').fill(codeOf(secret));
  await page.getByLabel('I have saved these codes').check();
  await dashboard.button('Done').click();
  await dashboard.button('Sign out everywhere else').waitFor();
});

test('days of grace are told, and what is asked for then cannot be put aside', async () => {
  await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 7 });
  await createAccount(admin, 'grace@example.org');
  const { page } = await open('grace@example.org');
  await page.getByText(/^A second factor is required from/).waitFor();
  expect(await dashboard.button('Not now').count()).toBe(0);
  await dashboard.inspect('enrolment-grace');
});

test('a server that cannot be reached is told, and the page goes on by itself', async () => {
  await createAccount(admin, 'offline@example.org');
  const { page } = await open('offline@example.org');
  await dashboard.context.setOffline(true);
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('The server cannot be reached. Trying again …').waitFor();
  await dashboard.inspect('offline');
  await dashboard.context.setOffline(false);
  await page.getByText('Account created').waitFor();
  await page.getByText('The server cannot be reached. Trying again …').waitFor({ state: 'hidden' });
  dashboard.forgive(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
});

test('the password is changed, and what follows from it is said before', async () => {
  await createAccount(admin, 'change@example.org');
  dashboard = await Dashboard.open(browser, server, { path: '/security/password' });
  const { page } = dashboard;
  await dashboard.enterPassword('change@example.org', PASSWORD);
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('ten yellow submarines sail');
  const dialog = page.getByRole('dialog', { name: 'Change password' });
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('That password is not right.').waitFor();
  await dashboard.inspect('change-password');
  await page.getByLabel('Current password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password was changed.').waitFor();
  expect(new URL(page.url()).pathname).toBe('/security');
});

test('an app password is shown once, listed, and revoked', async () => {
  const { secret, client } = await protectedAccount(server, admin, 'app-password@example.org');
  const { page } = await open('app-password@example.org', '/security/app-passwords', secret);
  await page.getByText('No app password yet.').waitFor();
  await dashboard.button('Create app password').click();
  await page.getByLabel('What it is for', { exact: false }).fill('Thunderbird');
  await page.getByLabel('Expires').click();
  await page.getByRole('option', { name: 'In 90 days' }).click();
  await dashboard.inspect('app-password-create');
  await page.getByRole('dialog').getByRole('button', { name: 'Create app password' }).click();
  await page.getByText('Your new app password').waitFor();
  const told = (place: Locator) => place.locator('dd').allInnerTexts();
  const mail = [
    'app-password@example.org',
    'mail.example.org · port 993 · SSL/TLS',
    'mail.example.org · port 587 · STARTTLS',
  ];
  expect(await told(page.getByRole('dialog'))).toEqual(mail);
  await dashboard.inspect('app-password-created');
  await dashboard.button('Done').click();
  const settings = page.getByRole('region', { name: 'What to enter in the program' });
  expect(await told(settings)).toEqual([...mail, 'https://dav.example.org/']);
  const [kept] = await appPasswordsOf(client);
  const life = Date.parse(kept!.expiresAt!) - Date.now();
  expect(Math.round(life / 86_400_000)).toBe(90);
  await page.getByText('Thunderbird').waitFor();
  await dashboard.inspect('app-passwords');
  await dashboard.button('Actions for Thunderbird').click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await dashboard.button('Revoke').click();
  await page.getByText('No app password yet.').waitFor();
});

test.each([
  ['de-AT', 'Anmelden', 'Sicherheit'],
  ['fr-CH', 'Connexion', 'Sécurité'],
  ['es-MX', 'Iniciar sesión', 'Seguridad'],
])('%s: the browser’s language is spoken', async (locale, signIn, security) => {
  const login = `${locale.toLowerCase()}@example.org`;
  await createAccount(admin, login);
  dashboard = await Dashboard.open(browser, server, { locale });
  const { page } = dashboard;
  await page.getByRole('heading', { name: signIn }).waitFor();
  await page.waitForFunction(() => document.title.includes('Example Mail'));
  expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: security, exact: true }).waitFor();
  await dashboard.inspect(`security-${locale.slice(0, 2)}`);
});

test('language and appearance are switched in place and remembered', async () => {
  await createAccount(admin, 'switch@example.org');
  const { page } = await open('switch@example.org');
  await dashboard.button(/^Language and appearance/).click();
  await page.getByRole('menuitemradio', { name: 'Français' }).waitFor();
  await dashboard.inspect('preferences');
  await page.getByRole('menuitemradio', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Sécurité', exact: true }).waitFor();
  await dashboard.button(/^Langue et apparence/).click();
  await page.getByRole('menuitemradio', { name: 'Sombre' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Sécurité', exact: true }).waitFor();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await ground()).toBe('rgb(12, 14, 20)');
});
