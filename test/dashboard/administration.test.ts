import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { leaveChromium, startChromium } from '../support/browser.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import {
  administrator,
  backupCodes,
  createAccount,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  signInWithCode,
} from '../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

let browser: Browser;
let server: TestServer;
let admin: Client;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
  admin = await administrator(server);
  const maria = await protectedAccount(server, admin, 'maria@example.org');
  await backupCodes(maria.client);
  await signInWithCode(
    server,
    server.client({ userAgent: FIREFOX }),
    'maria@example.org',
    maria.secret,
    true,
  );
  await createAccount(admin, 'deputy@example.org', 'ADMIN');
  for (const login of ['anna@example.org', 'ben@example.org', 'carla@example.org']) {
    await createAccount(admin, login);
    await signedIn(server.client({ userAgent: IPHONE }), login);
  }
  await server.client().code(SIGN_IN, { login: 'anna@example.org', password: 'not the password' });
});
afterEach(async () => {
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await leaveChromium(browser);
  await server.stop();
});

async function open(path: string): Promise<Dashboard> {
  dashboard = await Dashboard.open(browser, server, { path });
  await dashboard.enterPassword(ADMIN.login, ADMIN.password);
  return dashboard;
}
const cell = (text: string) => dashboard.page.getByRole('cell', { name: text }).first();
const confirm = (name: string) =>
  dashboard.page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click();

test('the overview tells how accounts are protected, and leads to those that are not', async () => {
  const { page } = await open('/');
  await dashboard.heading('Overview').waitFor();
  await page.getByText('Administrators without a second factor').first().waitFor();
  await page.getByText('failures: 1', { exact: false }).waitFor();
  await dashboard.inspect('home');
  await page.getByText('Show as a table').click();
  const today = page.getByRole('table').getByRole('row').nth(1);
  expect(await today.getByRole('cell').last().innerText()).toBe('1');
  await page
    .getByRole('definition')
    .filter({ hasText: 'of 2 administrators' })
    .getByRole('link')
    .first()
    .click();
  await cell('deputy@example.org').waitFor();
  await expect.poll(() => page.getByRole('row').count()).toBe(3);
});

test('accounts are searched and filtered in the address, and back goes back', async () => {
  const { page } = await open('/accounts');
  await cell('anna@example.org').waitFor();
  await dashboard.inspect('accounts');
  await dashboard.button('No second factor').click();
  await cell('maria@example.org').waitFor({ state: 'detached' });
  expect(decodeURIComponent(page.url())).toContain('"twoFactorEnabled":false');
  await page.getByLabel('Login or name').fill('ben');
  await cell('anna@example.org').waitFor({ state: 'detached' });
  await cell('ben@example.org').waitFor();
  expect(decodeURIComponent(page.url())).toContain('"search":"ben"');
  await page.reload();
  await cell('ben@example.org').waitFor();
  expect(await page.getByLabel('Login or name').inputValue()).toBe('ben');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^accounts-.*\.csv$/);
  await page.goBack();
  await cell('anna@example.org').waitFor();
  await page.getByLabel('Login or name').fill('nobody like this');
  await page.getByText('Nothing matches these filters.').waitFor();
  await dashboard.inspect('accounts-empty');
});

test('many accounts at once: told what will happen, and how it went', async () => {
  const { page } = await open('/accounts');
  await page.getByLabel('Select ben@example.org').check();
  await page.getByLabel('Select carla@example.org').check();
  await page.getByText('2 selected').waitFor();
  await dashboard.inspect('accounts-selected');
  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  await dashboard.inspect('bulk-disable');
  await confirm('Disable');
  await page.getByText('Done for 2 accounts.').waitFor();
  await page.getByRole('button', { name: 'Disabled', exact: true }).click();
  await cell('anna@example.org').waitFor({ state: 'detached' });
  await cell('carla@example.org').waitFor();
  await expect.poll(() => page.getByRole('row').count()).toBe(3);
});

test('settings: what contradicts is said before it is saved, and who changed what last', async () => {
  const { page } = await open('/settings');
  const trust = page.getByRole('spinbutton', { name: 'Days a device can be trusted' });
  await trust.fill('14');
  await page.getByText('Trust must last longer than a session', { exact: false }).waitFor();
  await dashboard.button('Save').click();
  expect(await trust.evaluate((field) => field === document.activeElement)).toBe(true);
  await dashboard.inspect('settings-contradiction');
  await trust.fill('45');
  await page.getByRole('switch', { name: 'Recommend a second factor' }).click();
  await dashboard.button('Save').click();
  await page.getByText('The settings were saved.').waitFor();
  await page
    .getByText(/Last changed by admin/)
    .first()
    .waitFor();
  await expect.poll(() => page.getByText(/Last changed by admin/).count()).toBe(2);
  await dashboard.inspect('settings');
  expect(await admin.data('{ publicSettings { trustDevicesForDays } }')).toEqual({
    publicSettings: { trustDevicesForDays: 45 },
  });
});

test('whoever is no administrator has none of these pages', async () => {
  dashboard = await Dashboard.open(browser, server, { path: '/accounts' });
  await dashboard.enterPassword('anna@example.org', PASSWORD);
  await dashboard.heading('There is no such page').waitFor();
  expect(await dashboard.page.getByRole('link', { name: 'Accounts', exact: true }).count()).toBe(0);
});
