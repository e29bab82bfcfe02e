import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../server/database/clock.js';
import { startChromium } from '../support/browser.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  STEP,
  VERIFY_CODE,
} from '../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';
import { oathtoolCode } from '../support/totp.js';

const ISSUE = 'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }';
const I_HAVE_A_CODE = 'I have a recovery code from an administrator';

let browser: Browser;
let server: TestServer;
let admin: Client;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
});
beforeEach(async () => {
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

const issue = async (id: string): Promise<string> =>
  (await admin.data<{ issueRecoveryCode: { code: string } }>(ISSUE, { id })).issueRecoveryCode.code;

async function openAccount(id: string): Promise<Dashboard> {
  dashboard = await Dashboard.open(browser, server, { path: `/accounts/${id}` });
  await dashboard.enterPassword(ADMIN.login, ADMIN.password);
  await dashboard.button('Edit').waitFor();
  return dashboard;
}

/** Signs in with the password, and with the recovery code in place of the app. */
async function recover(login: string, code: string, path: string): Promise<Dashboard> {
  dashboard = await Dashboard.open(browser, server, { path });
  await dashboard.enterPassword(login, PASSWORD);
  await dashboard.button(I_HAVE_A_CODE).click();
  await dashboard.page.getByLabel('Recovery code').fill(code);
  await dashboard.button('Confirm').click();
  await dashboard.heading('Set up a new second factor').waitFor();
  return dashboard;
}

test('an administrator is told what a recovery code does, proves themselves, and sees it once', async () => {
  const { id } = await protectedAccount(server, admin, 'lost@example.org');
  const { page } = await openAccount(id);
  await dashboard.button('Issue recovery code').click();
  const question = page.getByRole('alertdialog', { name: 'Issue a recovery code for lost@example.org?' });
  await question.getByText('An earlier code becomes void.', { exact: false }).waitFor();
  await dashboard.inspect('recovery-confirm');
  server.clock.advance(11 * MINUTE);
  await question.getByRole('button', { name: 'Issue code' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  const shown = page.getByRole('dialog', { name: 'Recovery code of lost@example.org' });
  const code = await shown.getByRole('code').innerText();
  expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await shown.getByText('Good once, until', { exact: false }).waitFor();
  await dashboard.inspect('recovery-issued');
  await page.keyboard.press('Escape');
  await shown.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await shown.getByRole('button', { name: 'Done' }).click();
  await page.getByText(code).waitFor({ state: 'detached' });
  await page.getByText('Recovery code issued').waitFor();
  await dashboard.inspect('recovery-account');

  await dashboard.close();
  await recover('lost@example.org', code, '/');
});

test('there is none for an account without a second factor', async () => {
  const id = await createAccount(admin, 'plain@example.org');
  await openAccount(id);
  expect(await dashboard.button('Issue recovery code').count()).toBe(0);
});

test('with it one sets up a new app and gets new backup codes, before anything else', async () => {
  const login = 'phone@example.org';
  const { id, secret, client } = await protectedAccount(server, admin, login);
  const [lost] = await backupCodes(client);
  const code = await issue(id);
  dashboard = await Dashboard.open(browser, server, { path: '/security/devices' });
  const { page } = dashboard;
  await dashboard.enterPassword(login, PASSWORD);
  await dashboard.heading('Enter the code of your app').waitFor();
  await dashboard.inspect('recovery-link');
  await dashboard.button(I_HAVE_A_CODE).click();
  expect(await page.getByLabel('Trust this device for 30 days').count()).toBe(0);
  await page.getByLabel('Recovery code').fill('aaaa-bbbb-cccc-dddd');
  await dashboard.button('Confirm').click();
  await page.getByText('That code is not right, was used before, or has expired.').waitFor();
  await dashboard.inspect('recovery-sign-in');
  await page.getByLabel('Recovery code').fill(code.toUpperCase());
  await dashboard.button('Confirm').click();
  await dashboard.heading('Set up a new second factor').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await dashboard.inspect('recovery-enrolment');
  await page.goto(`${server.url}/security`);
  await dashboard.heading('Set up a new second factor').waitFor();
  await dashboard.button('I have set it up elsewhere').click();
  await dashboard.button(/Use an authenticator app/).click();
  const fresh = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  await page.getByLabel('Six-digit code').fill(oathtoolCode(fresh, server.clock.now()));
  server.clock.advance(STEP);
  const codes = page.getByRole('list', { name: 'Your backup codes' });
  expect(await codes.innerText()).not.toContain(lost);
  await expect.poll(() => codes.getByRole('listitem').count()).toBe(10);
  await page.getByLabel('I have saved these codes').check();
  await dashboard.button('Done').click();
  await page.getByText('10 codes left').waitFor();
  const challenge = await challengeFor(server.client(), login);
  const verify = (of: string) =>
    server
      .client()
      .code(VERIFY_CODE, { challenge: challenge.challenge, code: oathtoolCode(of, server.clock.now()) });
  expect(await verify(secret)).toBe('INVALID_CODE');
  expect(await verify(fresh)).toBeUndefined();
});

test('with it one adds a key, and is then where one wanted to go', async () => {
  const { id } = await protectedAccount(server, admin, 'key@example.org');
  const { page } = await recover('key@example.org', await issue(id), '/security/devices');
  await dashboard.plugIn({ protocol: 'ctap2', transport: 'usb' });
  await dashboard.button(/Use a security key or passkey/).click();
  await dashboard.button('Continue').click();
  await dashboard.button('Save').click();
  await dashboard.button('Sign out everywhere else').waitFor();
  expect(new URL(page.url()).pathname).toBe('/security/devices');
});

test('after ten minutes the lost factor would be asked for; cancelled, one is back at the choice', async () => {
  const { id } = await protectedAccount(server, admin, 'late@example.org');
  const { page } = await recover('late@example.org', await issue(id), '/');
  server.clock.advance(11 * MINUTE);
  await dashboard.button(/Use an authenticator app/).click();
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor();
  await dashboard.button('Close').click();
  await dashboard.button(/Use an authenticator app/).waitFor();
});
