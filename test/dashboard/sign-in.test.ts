import type { Browser, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AuthenticatorOptions, leaveChromium, startChromium } from '../support/browser.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import {
  administrator,
  backupCodes,
  createAccount,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
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
const USB: AuthenticatorOptions = { protocol: 'ctap2', transport: 'usb' };
const MINUTE = 60_000;
const STEP = 30_000;

let browser: Browser;
let server: TestServer;
let admin: Client;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, server] = await Promise.all([
    startChromium(),
    startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '3' }),
  ]);
});
beforeEach(async () => {
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

/** Adds a key on the Security page of an account that is signed in, and signs out. */
async function addKeyAndSignOut(): Promise<void> {
  await dashboard.button('Add a key').click();
  await dashboard.button('Continue').click();
  await dashboard.button('Save').click();
  await dashboard.page.getByText('The key was added.').waitFor();
  await dashboard.button(/^Your account/).click();
  await dashboard.page.getByRole('menuitem', { name: 'Sign out' }).click();
}

test('a password and the code of an app lead to the page that was asked for, on a device then trusted', async () => {
  const { secret } = await protectedAccount(server, admin, 'code@example.org');
  dashboard = await Dashboard.open(browser, server, { path: '/security/devices' });
  await dashboard.button('Sign in with a passkey').waitFor();
  await dashboard.inspect('sign-in');
  await dashboard.enterPassword('code@example.org', PASSWORD);
  await dashboard.heading('Enter the code from your app').waitFor();
  await dashboard.inspect('sign-in-code');
  const field = dashboard.page.getByLabel('Six-digit code');
  expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
  await field.fill('000000');
  await dashboard.page.getByText('Wrong code.', { exact: false }).waitFor();
  await dashboard.page.getByLabel('Trust this device for 30 days').check();
  // Pasted with the space that apps show.
  const code = codeOf(secret);
  await dashboard.page.evaluate(
    (text) => navigator.clipboard.writeText(text),
    `${code.slice(0, 3)} ${code.slice(3)}`,
  );
  await field.press('Control+V');
  await dashboard.page.getByText(/^Trusted until/).waitFor();
  expect(new URL(dashboard.page.url()).pathname).toBe('/security/devices');
});

test('nothing but the keyboard is needed', async () => {
  const { secret } = await protectedAccount(server, admin, 'keyboard@example.org');
  dashboard = await Dashboard.open(browser, server, { path: '/sign-in' });
  const { keyboard } = dashboard.page;
  await dashboard.button('Sign in with a passkey').waitFor();
  await dashboard.page.locator('[name=login]:focus').waitFor();
  await keyboard.type('keyboard@example.org');
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await dashboard.heading('Enter the code from your app').waitFor();
  await keyboard.type(codeOf(secret));
  await dashboard.heading('Protected, but with no way back in').waitFor();
});

test('a backup code is the last resort, one click away', async () => {
  const { client } = await protectedAccount(server, admin, 'backup@example.org');
  const [code = ''] = await backupCodes(client);
  dashboard = await Dashboard.open(browser, server);
  await dashboard.enterPassword('backup@example.org', PASSWORD);
  await dashboard.button('Use a backup code').click();
  await dashboard.page.getByLabel('Backup code').fill('wrong-wrong-wrong');
  await dashboard.button('Confirm').click();
  await dashboard.page.getByText('Wrong code', { exact: false }).waitFor();
  await dashboard.inspect('sign-in-backup-code');
  await dashboard.page.getByLabel('Backup code').fill(code.toUpperCase().replaceAll('-', ' '));
  await dashboard.button('Confirm').click();
  await dashboard.page.getByText('9 codes left').waitFor();
});

test('a security key that does not answer can be asked again', async () => {
  await createAccount(admin, 'key@example.org');
  dashboard = await Dashboard.open(browser, server);
  await dashboard.plugIn(USB);
  await dashboard.enterPassword('key@example.org', PASSWORD);
  await addKeyAndSignOut();
  await dashboard.enterPassword('key@example.org', PASSWORD);
  await dashboard.heading('Use your security key').waitFor();
  await dashboard.inspect('sign-in-key');
  // As if the person did nothing until the browser gave up.
  await dashboard.page.evaluate(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    Object.assign(window, { answerAgain: () => (navigator.credentials.get = get) });
  });
  await dashboard.button('Use security key').click();
  await dashboard.page.getByText('The key did not answer.', { exact: false }).waitFor();
  await dashboard.page.evaluate('answerAgain(), undefined');
  await dashboard.inspect('sign-in-key-retry');
  await dashboard.button('Try again').click();
  await dashboard.heading('Protected, but with no way back in').waitFor();
});

test('a passkey signs in at a click, or from what the browser suggests', async () => {
  await createAccount(admin, 'passkey@example.org');
  dashboard = await Dashboard.open(browser, server);
  await dashboard.plugIn(LAPTOP);
  await dashboard.enterPassword('passkey@example.org', PASSWORD);
  await dashboard.button('Add a key').waitFor();
  // A browser without suggestions has the button alone.
  await dashboard.page.evaluate(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  await addKeyAndSignOut();
  await dashboard.button('Sign in with a passkey').click();
  await dashboard.heading('Protected, but with no way back in').waitFor();
  await dashboard.page.reload();
  await dashboard.button(/^Your account/).click();
  await dashboard.page.getByRole('menuitem', { name: 'Sign out' }).click();
  // The virtual authenticator takes the suggestion by itself.
  await dashboard.page.waitForURL('**/sign-in');
  await dashboard.heading('Protected, but with no way back in').waitFor();
});

test('too many attempts: how long to wait is counted down, then it goes on', async () => {
  await createAccount(admin, 'throttled@example.org');
  for (let attempt = 1; attempt <= 8; attempt++) {
    await server.client().code(SIGN_IN, { login: 'throttled@example.org', password: 'wrong' });
    server.clock.advance(MINUTE);
  }
  dashboard = await Dashboard.open(browser, server);
  await dashboard.page.clock.install();
  await dashboard.page.reload();
  await dashboard.enterPassword('throttled@example.org', 'wrong too');
  await dashboard.page.getByText('Login or password is wrong.', { exact: false }).waitFor();
  await dashboard.enterPassword('throttled@example.org', PASSWORD);
  await dashboard.page.getByText(/You can try again in 1 min \d+ s/).waitFor();
  expect(await dashboard.page.getByRole('button', { name: 'Sign in', exact: true }).isDisabled()).toBe(true);
  await dashboard.inspect('sign-in-throttled');
  await dashboard.page.clock.fastForward(3 * MINUTE);
  server.clock.advance(3 * MINUTE);
  await dashboard.page.getByText(/You can try again/).waitFor({ state: 'hidden' });
  await dashboard.enterPassword('throttled@example.org', PASSWORD);
  await dashboard.page.getByText('Protect your account with a second factor').waitFor();
});

test('a sign-in that has expired goes on without the password being typed again', async () => {
  const { secret } = await protectedAccount(server, admin, 'expired@example.org');
  dashboard = await Dashboard.open(browser, server);
  await dashboard.enterPassword('expired@example.org', PASSWORD);
  await dashboard.page.getByLabel('Six-digit code').waitFor();
  server.clock.advance(6 * MINUTE);
  await dashboard.page.getByLabel('Six-digit code').fill(codeOf(secret));
  await dashboard.heading('This sign-in has expired').waitFor();
  await dashboard.inspect('sign-in-expired');
  await dashboard.button('Continue signing in').click();
  await dashboard.page.getByLabel('Six-digit code').fill(codeOf(secret));
  await dashboard.heading('Protected, but with no way back in').waitFor();
});

test('no token reaches a script: not in storage, not in an answer, not in a cookie that can be read', async () => {
  await createAccount(admin, 'secret@example.org');
  dashboard = await Dashboard.open(browser, server);
  const responses: Response[] = [];
  dashboard.page.on('response', (response) => responses.push(response));
  await dashboard.enterPassword('secret@example.org', PASSWORD);
  await dashboard.page.getByText('Protect your account with a second factor').waitFor();
  const readable = await dashboard.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
  );
  const asked = responses.filter((response) => response.url().endsWith('/graphql'));
  const answers = await Promise.all(asked.map((response) => response.text()));
  expect(answers.length).toBeGreaterThan(1);
  const cookies = await dashboard.context.cookies();
  expect(cookies.length).toBe(2);
  for (const { value, httpOnly } of cookies) {
    expect(httpOnly).toBe(true);
    expect(readable + answers.join()).not.toContain(value);
  }
});
