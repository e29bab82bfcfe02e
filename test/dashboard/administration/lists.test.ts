import { beforeAll, expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { UNATTENDED } from '../../support/acting.js';
import { administrator, createAccount, protectedAccount, signInWithCode } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();
beforeAll(async () => {
  const admin = await administrator(suite.server);
  const { secret } = await protectedAccount(suite.server, admin, 'trusting@example.org');
  await signInWithCode(suite.server, suite.server.client(), 'trusting@example.org', secret, true);
  for (let place = 1; place <= 26; place++) await createAccount(admin, `person-${place}@example.org`);
  const left = await createAccount(admin, 'left@example.org');
  await suite.server.app.services.accounts.update(UNATTENDED, left, { disabled: true });
});

const sorted = (label: string, direction: 'ascending' | 'descending') =>
  suite.page
    .locator(`th[aria-sort=${direction}]`)
    .getByRole('button', { name: label, exact: true })
    .waitFor();
const range = (text: string | RegExp) => suite.page.getByText(text).waitFor();

test.each([
  { list: 'accounts', column: 'Created', filter: 'Disabled', all: /^1–25 of 29$/, some: '1–1 of 1' },
  { list: 'devices', column: 'First seen', filter: 'Trusted', all: /^1–\d of \d$/, some: '1–1 of 1' },
  { list: 'tokens', column: 'Expires', filter: 'Live', all: /^1–\d of \d$/, some: /^1–\d of \d$/ },
])(
  '$list: order, rows per page and filter are in the address; back and reload keep their word',
  async ({ list, column, filter, all, some }) => {
    const page = await suite.open(ADMIN.login, `/${list}`);
    const chip = page.getByRole('button', { name: filter, exact: true });
    const pressed = (pressed: boolean) =>
      page.getByRole('button', { name: filter, exact: true, pressed }).waitFor();
    await range(all);
    await page.getByRole('button', { name: column, exact: true }).click();
    await sorted(column, 'ascending');
    await page.getByRole('button', { name: column, exact: true }).click();
    await sorted(column, 'descending');
    await chip.click();
    // Where all of them are of it, the range tells nothing.
    await pressed(true);
    await range(some);
    await page.waitForURL(/filter=%7B%22/);
    await page.getByRole('combobox', { name: 'Rows per page' }).click();
    await page.getByRole('option', { name: '50' }).click();
    await page.waitForURL(/perPage=50/);
    await page.reload();
    await sorted(column, 'descending');
    await range(some);
    await pressed(true);
    expect(await page.getByRole('combobox', { name: 'Rows per page' }).innerText()).toContain('50');
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('perPage=50'));
    await pressed(true);
    await page.goBack();
    await range(all);
    await pressed(false);
    await sorted(column, 'descending');
  },
);

test('pages of a list are in the address; one behind the last leads back to the first', async () => {
  const page = await suite.open(ADMIN.login, '/accounts?page=2');
  await range('26–29 of 29');
  await page.getByRole('button', { name: 'Previous page' }).click();
  await range('1–25 of 29');
  await page.goBack();
  await range('26–29 of 29');
  await page.goto(`${suite.server.url}/accounts?page=9`);
  await range('1–25 of 29');
});

test('an address with filters that nobody knows is refused on the page, and can be cleared', async () => {
  const page = await suite.open(ADMIN.login, '/accounts?filter=%7B%22nonsense%22%3Atrue%7D');
  await page.getByText('Check what you entered.').waitFor();
  await suite.dashboard.inspect('list-refused');
  await suite.dashboard.button('Clear filters').click();
  await range('1–25 of 29');
  await page.goto(`${suite.server.url}/accounts?filter=nothing-like-json`);
  await range('1–25 of 29');
  suite.dashboard.forgive(/400/);
});

test('a server that answers nonsense is told on a list, which goes on at a click', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  await suite.dashboard.heading('Settings').waitFor();
  const errors = [
    { message: 'Internal', extensions: { code: 'INTERNAL_SERVER_ERROR', reference: '4f1c-77' } },
  ];
  await page.route('**/graphql', (route) => route.fulfill({ status: 500, json: { errors } }));
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByText('Something went wrong on our side. Tell your administrator: 4f1c-77').waitFor();
  await suite.dashboard.inspect('list-failed');
  await page.unroute('**/graphql');
  await suite.dashboard.button('Try again').click();
  await range('1–25 of 29');
  suite.dashboard.forgive(/500/);
});

test('a list without a connection goes on by itself', async () => {
  const page = await suite.open(ADMIN.login, '/accounts');
  await range('1–25 of 29');
  await suite.dashboard.context.setOffline(true);
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('The server cannot be reached. Trying again …').waitFor();
  await suite.dashboard.context.setOffline(false);
  await range('26–29 of 29');
  await page.getByText('The server cannot be reached. Trying again …').waitFor({ state: 'hidden' });
  suite.dashboard.forgive(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
});

test('a form without a connection says so and keeps what was typed', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('offline@example.org');
  await page.getByRole('radio', { name: 'Type one in' }).check();
  await page.getByRole('textbox', { name: /^Password/ }).fill('nine purple elephants dance');
  const create = page.getByRole('main').getByRole('button', { name: 'Create account' });
  await page.route('**/graphql', (route) => route.abort());
  await create.click();
  await page.getByText('The server cannot be reached.', { exact: true }).waitFor();
  await suite.dashboard.inspect('form-offline');
  await page.unroute('**/graphql');
  await create.click();
  await suite.told('The account was created.');
  suite.dashboard.forgive(/ERR_FAILED|Failed to fetch/);
});

test.each([
  '/accounts/00000000-0000-7000-8000-000000000000',
  '/devices/none',
  '/settings/none',
  '/jobs/none',
])('%s: there is no such page', async (path) => {
  const page = await suite.open(ADMIN.login, path);
  await suite.dashboard.heading('There is no such page').waitFor();
  await suite.dashboard.inspect('not-found');
  await page.getByRole('link', { name: 'Go to the start page' }).click();
  await suite.dashboard.heading('Overview').waitFor();
});
