import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, protectedAccount } from '../support/flows.js';

const suite = new DashboardSuite();
const SET_UP = '/security/authenticator-app';

/** The key that a set-up page shows, and how its QR code looks. */
async function shownOn(page: Page): Promise<{ secret: string; picture: string | null }> {
  const picture = await page.getByAltText('QR code for your authenticator app').getAttribute('src');
  const secret = (await page.getByLabel('Key for typing in').innerText()).replaceAll(' ', '');
  return { secret, picture };
}

/** The same page in another tab of the same browser. */
async function anotherTab(path: string): Promise<Page> {
  const tab = await suite.dashboard.context.newPage();
  await tab.goto(suite.server.url + path);
  return tab;
}

test.each([
  ['the first app', false],
  ['a replacement', true],
])('the set-up page of %s, reloaded, shows the QR code that was scanned', async (what, isReplacement) => {
  const login = `${what.replaceAll(' ', '-')}@example.org`;
  const person = isReplacement ? await protectedAccount(suite.server, suite.admin, login) : null;
  if (!person) await createAccount(suite.admin, login);
  const page = await suite.open(login, SET_UP, person?.secret);
  const scanned = await shownOn(page);
  await page.reload();
  expect(await shownOn(page)).toEqual(scanned);
  await page.getByLabel('Six-digit code').fill(suite.codeOf(scanned.secret));
  await page.getByRole('list', { name: 'Your backup codes' }).waitFor();
});

test('a set-up that was cancelled is not shown again', async () => {
  await createAccount(suite.admin, 'cancelled@example.org');
  const page = await suite.open('cancelled@example.org', SET_UP);
  const { secret } = await shownOn(page);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('link', { name: 'Set up now' }).click();
  await page.getByAltText('QR code for your authenticator app').waitFor();
  expect((await shownOn(page)).secret).not.toBe(secret);
});

test('two tabs show one set-up; the one that confirms second is told that it is set up already', async () => {
  await createAccount(suite.admin, 'tabs@example.org');
  const page = await suite.open('tabs@example.org', SET_UP);
  const scanned = await shownOn(page);
  const other = await anotherTab(SET_UP);
  expect(await shownOn(other)).toEqual(scanned);
  await other.getByLabel('Six-digit code').fill(suite.codeOf(scanned.secret));
  await other.getByRole('list', { name: 'Your backup codes' }).waitFor();
  await page.getByLabel('Six-digit code').fill(suite.codeOf(scanned.secret));
  await page.getByText('This app was set up already', { exact: false }).waitFor();
  await suite.dashboard.inspect('set-up-already');
  await suite.dashboard.button('Done').click();
  await page.getByText('Linked app').waitFor();
});
