import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createAppPassword } from '../support/backends.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import {
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  VERIFY_BACKUP_CODE,
  waitingBackupCodes,
} from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

const DISCARD = 'Discard what you entered?';
const stay = async (title: string, button: string) => {
  await suite.question(title).getByRole('button', { name: button }).click();
  await suite.question(title).waitFor({ state: 'hidden' });
};
/** Whether the browser asks before the tab is closed; it stays. */
async function asksOnClosing(page: Page): Promise<boolean> {
  const asked = new Promise<boolean>((resolve) => {
    page.once('dialog', (dialog) => {
      resolve(dialog.type() === 'beforeunload');
      void dialog.dismiss();
    });
    page.once('close', () => resolve(false));
  });
  await page.close({ runBeforeUnload: true });
  return asked;
}
const link = (name: string) => suite.page.getByRole('link', { name, exact: true });

test('settings that are not saved are not lost by a link, Back, signing out or closing the tab', async () => {
  const page = await suite.open(ADMIN.login, '/accounts');
  await suite.dashboard.heading('Accounts').waitFor();
  await link('Settings').click();
  const days = page.getByRole('spinbutton', { name: 'Grace period (days)' });
  await days.fill('30');
  await link('Accounts').click();
  await suite.question(DISCARD).waitFor();
  await suite.dashboard.inspect('unsaved');
  await stay(DISCARD, 'Keep editing');
  expect(await days.inputValue()).toBe('30');
  await page.goBack();
  await stay(DISCARD, 'Keep editing');
  await suite.dashboard.button(/^Your account/).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await stay(DISCARD, 'Keep editing');
  expect(await days.inputValue()).toBe('30');
  expect(page.url()).toMatch(/\/settings$/);
  expect(await asksOnClosing(page)).toBe(true);

  await page.goBack();
  await suite.confirm(DISCARD, 'Discard');
  await suite.dashboard.heading('Accounts').waitFor();
  await link('Settings').click();
  expect(await days.inputValue()).toBe('0');
});

test('what is saved or discarded is asked about no more', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  const recommend = page.getByRole('switch', { name: 'Recommend a second factor' });
  await recommend.click();
  await suite.dashboard.button('Discard').click();
  await link('Jobs').click();
  await suite.dashboard.heading('All jobs').waitFor();
  await link('Settings').click();
  await recommend.click();
  await suite.dashboard.button('Save').click();
  await suite.told('The settings were saved.');
  await link('Jobs').click();
  await suite.dashboard.heading('All jobs').waitFor();
});

test('who is signed out in another tab is not kept by what is not saved', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  await page.getByRole('spinbutton', { name: 'Grace period (days)' }).fill('30');
  const other = await suite.dashboard.context.newPage();
  await other.goto(`${suite.server.url}/accounts`);
  await other.getByRole('button', { name: /^Your account/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await suite.isSignedOut();
});

test('an account that is being changed: Escape, a click beside it and Back ask, Cancel does not', async () => {
  const id = await createAccount(suite.admin, 'edited@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await link('edited@example.org').click();
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Display name').fill('Edith');
  await page.keyboard.press('Escape');
  await suite.question(DISCARD).waitFor();
  await suite.dashboard.inspect('unsaved-account');
  await stay(DISCARD, 'Keep editing');
  await page.mouse.click(5, 5);
  await stay(DISCARD, 'Keep editing');
  await page.goBack();
  await stay(DISCARD, 'Keep editing');
  expect(await dialog.getByLabel('Display name').inputValue()).toBe('Edith');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });

  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Display name').fill('Edith');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('The account was changed.');
  await page.goBack();
  await page.waitForURL('**/accounts');
  expect(page.url()).not.toContain(id);
});

test('a new account or application that is being entered is guarded, and not once it is made', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('half@example.org');
  await link('Jobs').click();
  await stay(DISCARD, 'Keep editing');
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  // The link is shown once.
  const shown = page.getByRole('dialog', { name: 'Link for half@example.org' });
  await shown.waitFor();
  await page.goto(`${suite.server.url}/accounts/create`).catch(() => undefined);
  await page.getByLabel('Login').fill('whole@example.org');
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  await page
    .getByRole('dialog', { name: 'Link for whole@example.org' })
    .getByRole('button', { name: 'Done' })
    .click();
  await suite.dashboard.heading('whole@example.org').waitFor();

  await link('Applications').click();
  await page.getByRole('link', { name: 'Add application' }).first().click();
  await page.getByRole('button', { name: /^Grafana/ }).click();
  await page.getByLabel('Name', { exact: true }).fill('Our Grafana');
  await link('Jobs').click();
  await stay(DISCARD, 'Keep editing');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await suite.dashboard.heading('Applications').waitFor();
});

test('a dialog keeps what was typed in it from a stray click', async () => {
  await createAccount(suite.admin, 'typist@example.org');
  const page = await suite.open('typist@example.org', '/security');
  await link('App passwords').click();
  await suite.dashboard.button('Create app password').click();
  await page.getByLabel(/^What it is for/).fill('Laptop');
  await page.keyboard.press('Escape');
  await stay(DISCARD, 'Keep editing');
  await page.getByRole('dialog').getByRole('button', { name: 'Create app password' }).click();
  const shown = page.getByRole('dialog', { name: 'Your new app password' });
  await shown.waitFor();
  await page.goBack();
  await suite.question('Leave this page?').waitFor();
  await suite.dashboard.inspect('unsaved-secret');
  await stay('Leave this page?', 'Stay here');
  await shown.getByRole('button', { name: 'Done' }).click();
  await link('Activity').click();
  await suite.dashboard.heading('Activity').waitFor();
});

const LEAVE = 'Leave without these backup codes?';
const codesOnScreen = () => suite.page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem');
const used = async (login: string, code: string) => {
  const client = suite.server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_BACKUP_CODE, { challenge, code });
};

test('new backup codes are not lost by a stray click or Back, and the old ones are good until they are kept', async () => {
  const login = 'stray@example.org';
  const { secret, client } = await protectedAccount(suite.server, suite.admin, login);
  const [old = '', older = ''] = await backupCodes(client);
  const page = await suite.open(login, '/security', secret);
  await link('New codes').click();
  await suite.dashboard.button('Generate codes').click();
  await codesOnScreen().first().waitFor();
  const [fresh = ''] = await codesOnScreen().allInnerTexts();
  await link('Activity').click();
  await suite.question(LEAVE).waitFor();
  await suite.dashboard.inspect('unsaved-codes');
  await stay(LEAVE, 'Stay here');
  await page.goBack();
  await stay(LEAVE, 'Stay here');
  expect(await asksOnClosing(page)).toBe(true);
  expect(await codesOnScreen().allInnerTexts()).toContain(fresh);
  await page.goBack();
  await suite.confirm(LEAVE, 'Leave without them');
  await page.getByText('10 codes left').waitFor();
  expect(await used(login, fresh)).toBe('INVALID_CODE');
  expect(await used(login, old)).toBeUndefined();

  await link('New codes').click();
  await suite.dashboard.button('Generate codes').click();
  await codesOnScreen().first().waitFor();
  const [kept = ''] = await codesOnScreen().allInnerTexts();
  await page.getByLabel('I have saved these codes').check();
  await suite.dashboard.button('Done').click();
  await page.getByText('10 codes left').waitFor();
  expect(await used(login, older)).toBe('INVALID_CODE');
  expect(await used(login, kept)).toBeUndefined();
});

test('codes in whose place are newer ones cannot be confirmed: that is said, and new ones are made', async () => {
  const login = 'overtaken@example.org';
  const { secret } = await protectedAccount(suite.server, suite.admin, login);
  const page = await suite.open(login, '/security/backup-codes', secret);
  await suite.dashboard.button('Generate codes').click();
  await codesOnScreen().first().waitFor();
  const before = await codesOnScreen().allInnerTexts();
  const other = suite.server.client();
  const session = await suite.dashboard.context.cookies();
  for (const { name, value } of session) other.cookies.set(name, value);
  await waitingBackupCodes(other);
  await page.getByLabel('I have saved these codes').check();
  await suite.dashboard.button('Done').click();
  await page.getByText('These codes can no longer be confirmed', { exact: false }).waitFor();
  await suite.dashboard.inspect('backup-codes-outdated');
  await suite.dashboard.button('Generate codes').click();
  await expect.poll(async () => (await codesOnScreen().allInnerTexts())[0]).not.toBe(before[0]);
  await page.getByLabel('I have saved these codes').check();
  await suite.dashboard.button('Done').click();
  await page.getByText('10 codes left').waitFor();
});

test('the app passwords that a new password ends are named before, and after it with a way to new ones', async () => {
  const login = 'programs@example.org';
  await createAccount(suite.admin, login);
  const client = suite.server.client();
  await signedIn(client, login);
  for (const name of ['Phone', 'Laptop']) await createAppPassword(client, ['imap'], { name });
  const page = await suite.open(login, '/security/password');
  const dialog = page.getByRole('dialog', { name: 'Change password' });
  await dialog.getByText('2 app passwords stop working: Phone, Laptop.').waitFor();
  await suite.dashboard.inspect('password-app-passwords');
  await dialog.getByLabel('Current password').fill(PASSWORD);
  await dialog.getByLabel('New password').fill('seven green kettles whistle');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await page
    .getByText('2 app passwords stopped working with your old password: Phone, Laptop.', { exact: false })
    .waitFor();
  await suite.dashboard.inspect('password-app-passwords-ended');
  await page.getByRole('link', { name: 'Create new app passwords' }).click();
  await suite.dashboard.heading(/^App passwords$/).waitFor();
  await page.getByText('No app password yet.').waitFor();
});
