import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite, USB } from '../support/dashboard-suite.js';
import {
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  VERIFY_CODE,
} from '../support/flows.js';
import { ADMIN } from '../support/server.js';
import { appCode } from '../support/totp.js';

const ISSUE = 'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }';
const I_HAVE_A_CODE = 'Use a recovery code from an administrator';

const suite = new DashboardSuite();

const issue = async (id: string): Promise<string> =>
  (await suite.admin.data<{ issueRecoveryCode: { code: string } }>(ISSUE, { id })).issueRecoveryCode.code;

async function openAccount(id: string): Promise<Page> {
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await suite.dashboard.button('Edit').waitFor();
  return page;
}

/** Signs in with the password, and with the recovery code in place of the app. */
async function recover(login: string, code: string, path: string): Promise<Page> {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path });
  await suite.dashboard.enterPassword(login, PASSWORD);
  await suite.dashboard.button(I_HAVE_A_CODE).click();
  await suite.dashboard.page.getByLabel('Recovery code').fill(code);
  await suite.dashboard.button('Confirm').click();
  await suite.dashboard.heading('Set up a new second factor').waitFor();
  return suite.page;
}

test('an administrator is told what a recovery code does, proves themselves, and sees it once', async () => {
  const { id } = await protectedAccount(suite.server, suite.admin, 'lost@example.org');
  const page = await openAccount(id);
  await suite.dashboard.button('Issue recovery code').click();
  const question = page.getByRole('alertdialog', { name: 'Issue a recovery code for lost@example.org?' });
  await question.getByText('Earlier codes stop working.', { exact: false }).waitFor();
  await suite.dashboard.inspect('recovery-confirm');
  suite.letProofGoStale();
  await question.getByRole('button', { name: 'Issue code' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  const shown = page.getByRole('dialog', { name: 'Recovery code of lost@example.org' });
  const code = await shown.getByRole('code').innerText();
  expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await shown.getByText('Good once, until', { exact: false }).waitFor();
  await suite.dashboard.inspect('recovery-issued');
  await page.keyboard.press('Escape');
  await shown.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await shown.getByRole('button', { name: 'Done' }).click();
  await page.getByText(code).waitFor({ state: 'detached' });
  await page.getByText('Recovery code issued').waitFor();
  await suite.dashboard.inspect('recovery-account');

  await suite.dashboard.close();
  await recover('lost@example.org', code, '/');
});

test('there is none for an account without a second factor', async () => {
  const id = await createAccount(suite.admin, 'plain@example.org');
  await openAccount(id);
  expect(await suite.dashboard.button('Issue recovery code').count()).toBe(0);
});

test('with it one sets up a new app and gets new backup codes, before anything else', async () => {
  const login = 'phone@example.org';
  const { id, secret, client } = await protectedAccount(suite.server, suite.admin, login);
  const [lost] = await backupCodes(client);
  const code = await issue(id);
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security/devices' });
  const { page } = suite.dashboard;
  await suite.dashboard.enterPassword(login, PASSWORD);
  await suite.dashboard.heading('Enter the code from your app').waitFor();
  await suite.dashboard.inspect('recovery-link');
  await suite.dashboard.button(I_HAVE_A_CODE).click();
  await page.getByLabel('Recovery code').waitFor();
  expect(await page.getByLabel('Trust this device for 30 days').count()).toBe(0);
  await page.getByLabel('Recovery code').fill('aaaa-bbbb-cccc-dddd');
  await suite.dashboard.button('Confirm').click();
  await page.getByText('Wrong code, or it was used before or has expired.').waitFor();
  await suite.dashboard.inspect('recovery-sign-in');
  await page.getByLabel('Recovery code').fill(code.toUpperCase());
  await suite.dashboard.button('Confirm').click();
  await suite.dashboard.heading('Set up a new second factor').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await suite.dashboard.inspect('recovery-enrolment');
  await page.goto(`${suite.server.url}/security`);
  await suite.dashboard.heading('Set up a new second factor').waitFor();
  await suite.dashboard.button('I have set it up elsewhere').click();
  await suite.dashboard.button(/Use an authenticator app/).click();
  const fresh = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  await page.getByLabel('Six-digit code').fill(suite.codeOf(fresh));
  const codes = page.getByRole('list', { name: 'Your backup codes' });
  expect(await codes.innerText()).not.toContain(lost);
  await expect.poll(() => codes.getByRole('listitem').count()).toBe(10);
  await page.getByLabel('I have saved these codes').check();
  await suite.dashboard.button('Done').click();
  await page.getByText('10 codes left').waitFor();
  const challenge = await challengeFor(suite.server.client(), login);
  const verify = (of: string) =>
    suite.server.client().code(VERIFY_CODE, {
      challenge: challenge.challenge,
      code: appCode(of, suite.server.clock.now()),
    });
  expect(await verify(secret)).toBe('INVALID_CODE');
  expect(await verify(fresh)).toBeUndefined();
});

test('with it one adds a key, and is then where one wanted to go', async () => {
  const { id } = await protectedAccount(suite.server, suite.admin, 'key@example.org');
  const page = await recover('key@example.org', await issue(id), '/security/devices');
  await suite.dashboard.plugIn(USB);
  await suite.dashboard.button(/Use a security key or passkey/).click();
  await suite.dashboard.button('Continue').click();
  await suite.dashboard.button('Save').click();
  await suite.dashboard.button('Sign out everywhere else').waitFor();
  expect(new URL(page.url()).pathname).toBe('/security/devices');
});

test('after ten minutes the lost factor would be asked for; cancelled, one is back at the choice', async () => {
  const { id } = await protectedAccount(suite.server, suite.admin, 'late@example.org');
  const page = await recover('late@example.org', await issue(id), '/');
  suite.letProofGoStale();
  await suite.dashboard.button(/Use an authenticator app/).click();
  await page.getByRole('dialog', { name: 'Confirm it’s you' }).waitFor();
  await suite.dashboard.button('Close').click();
  await suite.dashboard.button(/Use an authenticator app/).waitFor();
});
