import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount, SIGN_IN, updateSettings } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const DAY = 86_400_000;

const suite = new DashboardSuite();

const fail = async (login: string, times: number) => {
  for (let tries = 0; tries < times; tries++) {
    await suite.server.client().code(SIGN_IN, { login, password: 'wrong' });
  }
};
/** As a field for date and time shows a moment; the browser is in the time zone of this machine. */
const local = (time: number) =>
  new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

test('events are filtered by kind, account, address and time, paged, and all of it is in the address', async () => {
  const id = await createAccount(suite.admin, 'paged@example.org');
  const before = suite.server.clock.now();
  await fail('paged@example.org', 30);
  suite.server.clock.advance(2 * DAY);
  await fail('paged@example.org', 2);
  const page = await suite.open(ADMIN.login, '/audit');
  await suite.row('Sign-in failed').first().waitFor();
  await suite.dashboard.inspect('audit');
  await page.getByRole('combobox', { name: 'Event' }).fill('Sign-in f');
  await page.getByRole('option', { name: 'Sign-in failed' }).click();
  await page.getByRole('combobox', { name: 'Account' }).fill('paged');
  await page.getByRole('option', { name: 'paged@example.org' }).click();
  await page.getByText('1–25 of 32').waitFor();
  const filter = JSON.parse(new URL(page.url()).searchParams.get('filter') ?? '') as unknown;
  expect(filter).toEqual({ action: 'sign_in.failed', accountId: id });

  await suite.dashboard.button('Next page').click();
  await page.getByText('26–32 of 32').waitFor();
  await expect.poll(() => suite.row('paged@example.org').count()).toBe(7);
  await page.reload();
  await page.getByText('26–32 of 32').waitFor();
  await page.goBack();
  await page.getByText('1–25 of 32').waitFor();

  await page.getByLabel('From').fill(local(before + DAY));
  await page.getByText('1–2 of 2').waitFor();
  await page.reload();
  await page.getByText('1–2 of 2').waitFor();
  expect(await page.getByLabel('From').inputValue()).toBe(local(before + DAY));
  await page.getByLabel('From').fill('');
  await page.getByLabel('Until').fill(local(before + DAY));
  await page.getByText('1–25 of 30').waitFor();
  await suite.dashboard.inspect('audit-filtered');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
  const rows = parse<Record<string, string>>(readFileSync(await download.path()), {
    columns: true,
    bom: true,
  });
  expect(rows.length).toBe(30);
  expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(['sign_in.failed']));

  await page.getByLabel('Address').fill('192.0.2.1');
  await page.getByText('Nothing matches these filters.').waitFor();
  await suite.dashboard.button('Clear filters').click();
  await suite.row('Audit log exported').waitFor();
  expect(await page.getByLabel('Address').inputValue()).toBe('');
  expect(await page.getByLabel('Until').inputValue()).toBe('');
}, 120_000);

test('who did it leads to their account, and a filter by who did it leads there too', async () => {
  const id = await createAccount(suite.admin, 'subject@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await page.getByRole('link', { name: 'See the whole trail' }).click();
  await suite.row('Account created').getByRole('link', { name: ADMIN.login }).click();
  await page.getByRole('heading', { name: ADMIN.login, exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('combobox', { name: 'Account' }).clear();
  await suite.row('Signed in').first().waitFor();
  await page.getByRole('combobox', { name: 'By' }).fill('subject');
  await page.getByRole('option', { name: 'subject@example.org' }).click();
  await page.getByText('Nothing matches these filters.').waitFor();
});

test('a failed sign-in is not said to be by the person whose account it is', async () => {
  await createAccount(suite.admin, 'victim@example.org');
  await fail('victim@example.org', 1);
  await suite.open(ADMIN.login, '/audit');
  const row = suite.row('sign_in.failed').filter({ hasText: 'victim@example.org' });
  await row.getByRole('cell', { name: 'Not proven', exact: true }).waitFor();
  expect(await row.getByText('victim@example.org').count()).toBe(1);
  await suite.dashboard.inspect('audit-not-proven');
});

test('an event is told in sentences with its data behind them, to the second and with the time zone', async () => {
  await createAccount(suite.admin, 'told@example.org');
  await updateSettings(suite.admin, { idleTimeoutMinutes: 45 });
  const page = await suite.open(ADMIN.login, '/audit');
  const row = suite.row('Settings changed').first();
  await row.getByText('Sign out after inactivity (minutes): 45 minutes instead of 0 minutes.').waitFor();
  await row.getByText(/\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d (UTC|GMT|[A-Z]{3,4})/).waitFor();
  const data = row.locator('pre');
  expect(await data.isVisible()).toBe(false);
  await row.getByText('Details', { exact: true }).click();
  expect(JSON.parse(await data.innerText())).toEqual({ idleTimeoutMinutes: { from: 0, to: 45 } });
  await suite.dashboard.inspect('audit-told');
  await suite
    .row('Account created')
    .filter({ hasText: 'told@example.org' })
    .getByText('Role: User.')
    .waitFor();
  await page.setViewportSize({ width: 360, height: 800 });
  await page.getByText('Sign out after inactivity (minutes): 45 minutes instead of 0 minutes.').waitFor();
});
