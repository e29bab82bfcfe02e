import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { administrator, createAccount, PASSWORD, protectedAccount } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

const dialog = () => suite.page.getByRole('dialog', { name: 'Sign in again' });
const endSessions = (id: string) =>
  suite.admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id });

async function confirmPassword(password: string): Promise<void> {
  await dialog().getByLabel('Your password').fill(password);
  await dialog().getByRole('button', { name: 'Confirm' }).click();
}

test('settings that are being edited when the session ends are saved after signing in again in place', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  const minutes = page.getByRole('spinbutton', { name: 'Sign out after inactivity (minutes)' });
  await minutes.fill('42');
  await suite.admin.data('mutation { revokeOtherTokens }');
  await suite.dashboard.button('Save').click();
  await dialog().waitFor();
  // Whoever comes to the computer now sees nothing of it, nor its dialogs, nor whom it is about.
  expect(await page.locator('#root').isVisible()).toBe(false);
  expect(await page.title()).toBe('Sign in again');
  await suite.dashboard.inspect('sign-in-again');
  await confirmPassword('not this one');
  await dialog().getByText('That password is not right.').waitFor();
  await confirmPassword(ADMIN.password);
  await suite.told('The settings were saved.');
  await page.reload();
  await expect.poll(() => minutes.inputValue()).toBe('42');
});

test('a dialog is hidden as well, and goes on with the second factor of its owner', async () => {
  const { id, secret } = await protectedAccount(suite.server, suite.admin, 'contact@example.org');
  const page = await suite.open('contact@example.org', '/security', secret);
  await suite.dashboard.button('Change the address').click();
  const address = page.getByLabel('E-mail address');
  await address.fill('maria@example.org');
  await endSessions(id);
  await suite.dashboard.button('Save').click();
  await dialog().waitFor();
  await address.waitFor({ state: 'hidden' });
  await confirmPassword(PASSWORD);
  await dialog().getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await address.waitFor({ state: 'detached' });
  await page.getByText('maria@example.org').first().waitFor();
});

test('who declines lands on the sign-in page, and what was typed is gone', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('late@example.org');
  await suite.admin.data('mutation { revokeOtherTokens }');
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  await dialog().getByRole('button', { name: 'Discard it and leave' }).click();
  await page.getByText('Your session has ended.', { exact: false }).waitFor();
  await suite.dashboard.enterPassword(ADMIN.login, ADMIN.password);
  await suite.dashboard.heading('New account').waitFor();
  expect(await page.getByLabel('Login').inputValue()).toBe('');
});

test('a proof that is asked for when the session has ended is given by signing in again', async () => {
  const id = await createAccount(suite.admin, 'proof@example.org');
  const page = await suite.open('proof@example.org', '/security/app-passwords');
  await suite.dashboard.button('Create app password').click();
  await page.getByLabel('What it is for', { exact: false }).fill('Phone');
  suite.letProofGoStale();
  await page.getByRole('dialog').getByRole('button', { name: 'Create app password' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(PASSWORD);
  suite.admin = await administrator(suite.server);
  await endSessions(id);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await dialog().waitFor();
  await proof.waitFor({ state: 'hidden' });
  await confirmPassword(PASSWORD);
  await page.getByText('Your new app password').waitFor();
});

test('who signs out in one tab leaves nothing in another', async () => {
  await createAccount(suite.admin, 'out@example.org');
  const page = await suite.open('out@example.org', '/security/app-passwords');
  await suite.dashboard.button('Create app password').click();
  await page.getByLabel('What it is for', { exact: false }).fill('Secret phone');
  const tab = await suite.dashboard.context.newPage();
  await tab.goto(`${suite.server.url}/security`);
  await tab.getByRole('button', { name: /^Your account/ }).click();
  await tab.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await dialog().count()).toBe(0);
  expect(await page.locator('input[value="Secret phone"]').count()).toBe(0);
});

test('when another account signs in, the page and what was typed there are gone, and nothing is sent for it', async () => {
  await createAccount(suite.admin, 'other@example.org');
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('secretly@example.org');
  await suite.admin.data('mutation { revokeOtherTokens }');
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  await dialog().waitFor();
  const tab = await suite.dashboard.context.newPage();
  await tab.goto(`${suite.server.url}/security`);
  await tab.getByLabel('Login').fill('other@example.org');
  await tab.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  await suite.dashboard.button('Your account: other@example.org').waitFor();
  expect(new URL(page.url()).pathname).toBe('/security');
  expect(await page.locator('body').innerText()).not.toContain('secretly');
});

test.each(['de', 'fr', 'es'])('it speaks %s', async (locale) => {
  const login = `again-${locale}@example.org`;
  const id = await createAccount(suite.admin, login);
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security', locale });
  const { page } = suite;
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
  await endSessions(id);
  // It may be raised before, by what the page has still to ask, and then covers the link.
  await page.locator('a[href="/security/devices"]').first().dispatchEvent('click');
  await page.locator('.sign-in-again input[name=password]').waitFor();
  await suite.dashboard.inspect(`sign-in-again-${locale}`);
});
