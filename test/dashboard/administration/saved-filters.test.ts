import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  protectedAccount,
  signedIn,
  VERIFY_BACKUP_CODE,
} from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const DAY = 24 * 60 * 60 * 1000;
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';

const suite = new DashboardSuite();
beforeAll(async () => {
  const { server } = suite;
  const admin = await administrator(server);
  await createAccount(admin, 'second', 'ADMIN');
  await createAccount(admin, 'absent');
  await signedIn(server.client(), 'absent');
  server.clock.advance(100 * DAY);
  const again = await administrator(server);
  await createAccount(again, 'newcomer');
  const must = await createAccount(again, 'must');
  await again.data(UPDATE, { id: must, input: { requireTwoFactor: true } });
  const { client } = await protectedAccount(server, again, 'few');
  for (const code of (await backupCodes(client)).slice(3)) {
    const { challenge } = await challengeFor(server.client(), 'few');
    await server.client().data(VERIFY_BACKUP_CODE, { challenge, code });
  }
});

/** The logins that are shown, once they are these. */
const shows = (...logins: string[]) =>
  expect
    .poll(() => suite.page.locator('tbody tr td:nth-child(2) a').allInnerTexts())
    .toEqual(logins.map((login) => expect.stringMatching(new RegExp(`^${login}\\b`)) as string));
const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const heads = () => suite.page.locator('thead th').allInnerTexts();
const menu = (page: Page, name: 'Saved filters' | 'Columns') =>
  page.getByRole('button', { name, exact: true }).click();
/** Chooses from the saved filters. */
const view = async (page: Page, name: string) => {
  await menu(page, 'Saved filters');
  await page.getByRole('menuitemradio', { name, exact: true }).click();
};
const ALL = ['absent', 'admin', 'few', 'must', 'newcomer', 'second'];

test('accounts are filtered by method, backup codes and last sign-in, one choice in place of the other', async () => {
  const page = await suite.open(ADMIN.login, '/accounts');
  await shows(...ALL);
  await choose(page, 'Second factor', 'Authenticator app');
  await shows('few');
  await choose(page, 'Second factor', 'Only security keys');
  await page.getByText('Nothing matches these filters.').waitFor();
  await choose(page, 'Second factor', 'Any');
  await choose(page, 'Backup codes', 'Running low or used up');
  await shows('few');
  await choose(page, 'Backup codes', 'None were made');
  await shows(...ALL.filter((login) => login !== 'few'));
  await choose(page, 'Last sign-in', 'Never');
  await shows('must', 'newcomer', 'second');
  await choose(page, 'Last sign-in', 'Over 90 days ago');
  await shows('absent', 'second');
  await suite.dashboard.inspect('accounts-filtered');
  await page.reload();
  await shows('absent', 'second');
  expect(await page.getByRole('combobox', { name: 'Last sign-in' }).innerText()).toBe('Over 90 days ago');
  // What the address asks for is said, though the list does not offer it.
  await page.goto(`${suite.server.url}/accounts?filter=${encodeURIComponent('{"notSignedInForDays":99}')}`);
  await shows('absent', 'second');
  expect(await page.getByRole('combobox', { name: 'Last sign-in' }).innerText()).toBe('Over 99 days ago');
});

test('the saved filters that everybody has show whom they name; the one in use is marked', async () => {
  const page = await suite.open(ADMIN.login, '/accounts?sort=createdAt&order=ASC');
  await view(page, 'Must set up, has not');
  await shows('must');
  await view(page, 'Never signed in');
  await shows('must', 'newcomer', 'second');
  await view(page, 'Few backup codes left');
  await shows('few');
  await menu(page, 'Saved filters');
  await page.getByRole('menuitemradio', { name: 'Few backup codes left', checked: true }).waitFor();
  expect(await page.getByRole('menuitemradio', { checked: true }).count()).toBe(1);
  await suite.dashboard.inspect('saved-filters');
  await page.keyboard.press('Escape');
  await view(page, 'Locked out');
  await page.getByText('Nothing matches these filters.').waitFor();
  await page.goBack();
  await shows('few');
});

test('filters, order and columns are saved under a name, renamed, replaced and removed', async () => {
  const page = await suite.open(ADMIN.login, '/accounts');
  await choose(page, 'Last sign-in', 'Never');
  await page.getByRole('button', { name: 'Created', exact: true }).click();
  await page.waitForURL(/sort=createdAt/);
  await menu(page, 'Columns');
  await page.getByRole('menuitemcheckbox', { name: 'State' }).click();
  await page.keyboard.press('Escape');
  const dialog = page.getByRole('dialog');
  const save = async (name: string) => {
    await menu(page, 'Saved filters');
    await page.getByRole('menuitem', { name: 'Save these filters …' }).click();
    await dialog.getByLabel('Name').fill(name);
  };
  await save('Locked out');
  await dialog.getByText('These filters come with the list. Choose another name.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await suite.dashboard.inspect('save-filters');
  // What is being typed outlasts the change to a phone's width and back.
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Locked out');
  await dialog.getByLabel('Name').fill(' To be called ');
  await page.keyboard.press('Enter');
  await suite.told('The filters were saved.');

  // As it was before they were set.
  await menu(page, 'Columns');
  await page.getByRole('menuitem', { name: 'Default columns' }).click();
  await page.keyboard.press('Escape');
  await page.goto(`${suite.server.url}/accounts`);
  await shows(...ALL);
  await view(page, 'To be called');
  await shows('second', 'newcomer', 'must');
  await expect.poll(heads).not.toContain('State');
  expect(new URL(page.url()).searchParams.get('order')).toBe('ASC');

  await choose(page, 'Last sign-in', 'Any');
  await shows('admin', 'second', 'absent', 'newcomer', 'must', 'few');
  await save('To be called');
  await dialog.getByText('You have saved filters of this name. They are replaced.').waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.goto(`${suite.server.url}/accounts?filter=${encodeURIComponent('{"locked":true}')}`);
  await view(page, 'To be called');
  await shows('admin', 'second', 'absent', 'newcomer', 'must', 'few');

  await menu(page, 'Saved filters');
  await page.getByRole('menuitem', { name: 'Edit saved filters …' }).click();
  await dialog.getByRole('button', { name: 'Rename To be called' }).waitFor();
  await suite.dashboard.inspect('edit-saved-filters');
  await dialog.getByRole('button', { name: 'Rename To be called' }).click();
  await dialog.getByLabel('Name').fill('By age');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('The filters were renamed.');

  // Others who sign in with this browser have lists of their own.
  const mine = suite.dashboard.context;
  const cookies = await mine.cookies();
  const other = suite.server.client();
  await signedIn(other, 'second');
  await mine.clearCookies();
  await mine.addCookies([...other.cookies].map(([name, value]) => ({ name, value, url: suite.server.url })));
  await page.goto(`${suite.server.url}/accounts`);
  await menu(page, 'Saved filters');
  await page.getByRole('menuitemradio', { name: 'Locked out' }).waitFor();
  expect(await page.getByRole('menuitemradio').count()).toBe(4);
  expect(await heads()).toContain('State');
  await mine.clearCookies();
  await mine.addCookies(cookies);
  await page.goto(`${suite.server.url}/accounts`);

  await menu(page, 'Saved filters');
  await page.getByRole('menuitem', { name: 'Edit saved filters …' }).click();
  await dialog.getByRole('button', { name: 'Remove By age' }).click();
  await suite.question('Remove “By age”?').waitFor();
  await suite.confirm('Remove “By age”?', 'Remove');
  await suite.told('The filters were removed.');
  await page.reload();
  await menu(page, 'Saved filters');
  await page.getByRole('menuitem', { name: 'Save these filters …' }).waitFor();
  expect(await page.getByRole('menuitemradio').count()).toBe(4);
  expect(await page.getByRole('menuitem', { name: 'Edit saved filters …' }).count()).toBe(0);
}, 120_000);

test('columns are chosen by keyboard, remembered, and put back', async () => {
  const page = await suite.open(ADMIN.login, '/accounts');
  await shows(...ALL);
  const usual = await heads();
  expect(usual).not.toContain('Backup codes');
  await page.getByRole('button', { name: 'Columns', exact: true }).press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Second factor', checked: true }).waitFor();
  // What a row is about stays.
  expect(await page.getByRole('menuitemcheckbox', { name: 'Account' }).count()).toBe(0);
  await page.getByRole('menuitemcheckbox', { name: 'Second factor', checked: true }).press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByRole('menuitemcheckbox', { name: 'Second factor', checked: false }).waitFor();
  await page.getByRole('menuitemcheckbox', { name: 'Backup codes', checked: true }).waitFor();
  await page.keyboard.press('Escape');
  const changed = usual.map((head) => (head === 'Second factor' ? 'Backup codes' : head));
  expect(await heads()).toEqual(changed);
  expect(await suite.row('few').locator('td').nth(2).innerText()).toBe('3');
  await page.reload();
  await expect.poll(heads).toEqual(changed);
  // Cards have room for all, and leave out what is asked for on top.
  await page.setViewportSize({ width: 360, height: 800 });
  const card = page.getByRole('main').getByRole('listitem').filter({ hasText: 'few' });
  await card.getByText('Second factor', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Columns', exact: true }).count()).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await menu(page, 'Columns');
  await suite.dashboard.inspect('columns');
  if ((await page.getByRole('menu').count()) === 0) await menu(page, 'Columns');
  await page.getByRole('menuitem', { name: 'Default columns' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(heads).toEqual(usual);
});

test('on a phone saved filters are at hand', async () => {
  const page = await suite.open(ADMIN.login, '/accounts');
  await page.setViewportSize({ width: 360, height: 800 });
  await view(page, 'Few backup codes left');
  await page.getByText('1–1 of 1').waitFor();
  await page.getByRole('button', { name: 'Filters (2)' }).waitFor();
  await suite.dashboard.fits('saved-filters-narrow');
});

test.each([
  { list: 'audit', column: 'Details' },
  { list: 'devices', column: 'First seen' },
  { list: 'tokens', column: 'Expires' },
])('$list: filters can be saved and columns chosen, too', async ({ list, column }) => {
  const page = await suite.open(ADMIN.login, `/${list}`);
  await expect.poll(heads).toContain(column);
  await menu(page, 'Columns');
  await page.getByRole('menuitemcheckbox', { name: column, exact: true }).click();
  await page.keyboard.press('Escape');
  await expect.poll(heads).not.toContain(column);
  await menu(page, 'Saved filters');
  await page.getByRole('menuitem', { name: 'Save these filters …' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Mine');
  await page.keyboard.press('Enter');
  await menu(page, 'Saved filters');
  await page.getByRole('menuitemradio', { name: 'Mine', checked: true }).waitFor();
  await suite.dashboard.fits(`${list}-saved-filters`);
});

test('what was stored and is no longer understood is left aside', async () => {
  const page = await suite.open(ADMIN.login, '/security');
  const { me } = await suite.admin.data<{ me: { id: string } }>('{ me { id } }');
  await page.evaluate((id) => {
    localStorage.setItem(
      `latchkey.views.accounts.${id}`,
      '[{"name":"Old"},{"name":"Good","filter":{},"sort":{"field":"login"}}]',
    );
    localStorage.setItem(`latchkey.columns.accounts.${id}`, 'no JSON');
  }, me.id);
  await page.goto(`${suite.server.url}/accounts`);
  await shows(...ALL);
  await menu(page, 'Saved filters');
  await page.getByRole('menuitemradio', { name: 'Good', exact: true }).waitFor();
  expect(await page.getByRole('menuitemradio').count()).toBe(5);
});
