import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, PASSWORD, protectedAccount } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

/** The name of what has the focus. */
const focused = () =>
  suite.page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
  });
async function tabTo(name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await suite.page.keyboard.press('Tab');
    const current = await focused();
    if (typeof name === 'string' ? current === name : name.test(current)) return;
  }
  throw new Error(`Tab never comes to ${String(name)}`);
}

test('a whole sign-in with a code, and the way past the navigation', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'maria@example.org');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security/devices' });
  const { page } = suite;
  await suite.dashboard.button('Sign in with a passkey').waitFor();
  await page.locator('[name=login]:focus').waitFor();
  await page.keyboard.type('maria@example.org');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await suite.dashboard.heading('Enter the code from your app').waitFor();
  await page.keyboard.type(suite.codeOf(secret));
  await suite.dashboard.button('Sign out everywhere else').waitFor();
  await tabTo('Skip to content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Sign out everywhere else');
});

test('a menu and its dialog: Enter, arrows and Escape, and the focus comes back', async () => {
  await createAccount(suite.admin, 'olga@example.org');
  const { keyboard } = await suite.open('olga@example.org', '/security/devices');
  await suite.page.getByRole('button', { name: /^Actions for/ }).waitFor();
  await tabTo(/^Actions for/);
  const menu = await focused();
  await keyboard.press('Enter');
  await suite.page.getByRole('menu').waitFor();
  expect(await focused()).toBe('Rename');
  await keyboard.press('Escape');
  await suite.page.getByRole('menu').waitFor({ state: 'hidden' });
  expect(await focused()).toBe(menu);

  await keyboard.press('Enter');
  await keyboard.press('Enter');
  const dialog = suite.page.getByRole('dialog', { name: 'Rename device' });
  await dialog.waitFor();
  expect(await dialog.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
  // The focus does not leave the dialog.
  for (let presses = 0; presses < 5; presses++) {
    await keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await focused()).toBe(menu);

  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await dialog.getByLabel('Name').waitFor();
  await keyboard.press('Control+A');
  await keyboard.type('The laptop');
  await keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await suite.dashboard.heading('The laptop').waitFor();
  expect(await focused()).toBe('Actions for The laptop');
});

test('a question: Tab to the answer, Enter; Escape is no', async () => {
  const id = await createAccount(suite.admin, 'nora@example.org');
  const { keyboard } = await suite.open(ADMIN.login, `/accounts/${id}`);
  await suite.dashboard.heading('nora@example.org').waitFor();
  await tabTo('Disable');
  await keyboard.press('Enter');
  await suite.question('Disable nora@example.org?').waitFor();
  await keyboard.press('Escape');
  await suite.question('Disable nora@example.org?').waitFor({ state: 'hidden' });
  expect(await focused()).toBe('Disable');
  await keyboard.press('Space');
  await suite.question('Disable nora@example.org?').waitFor();
  await keyboard.press('Tab');
  expect(await focused()).toBe('Cancel');
  await keyboard.press('Tab');
  expect(await focused()).toBe('Disable');
  await keyboard.press('Enter');
  await suite.told('The account was disabled.');
});
