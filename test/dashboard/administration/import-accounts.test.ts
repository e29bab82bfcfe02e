import { expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

const file = (text: string | Buffer, name = 'people.csv') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text as string),
});
const choose = (text: string | Buffer) => suite.page.locator('input[type=file]').setInputFiles(file(text));

test('a table of accounts is previewed row by row, and imported once that is confirmed', async () => {
  await createAccount(suite.admin, 'there@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await page.getByRole('link', { name: 'Import CSV' }).click();
  await suite.dashboard.heading('Import accounts').waitFor();

  await choose(Buffer.from([0xff, 0x00, 0xe9]));
  await page.getByText('This file is not UTF-8.', { exact: false }).waitFor();
  await choose('name,mail\nMaria,maria@example.org');
  await page.getByText('This table cannot be read.', { exact: false }).waitFor();

  // Who exists is only added to groups, which are made when that is wished for.
  await choose('login,groups\nthere@example.org,Sales;Berlin');
  await page.getByText('A group does not exist, or its name cannot be used.').waitFor();
  await page.getByLabel('Create groups that are missing').check();
  await page.getByText('Line 2 · Sales, Berlin').waitFor();
  await page.getByRole('button', { name: 'Add 1 account to groups' }).click();
  await suite.confirm('Add 1 account to groups?', 'Add 1 account to groups');
  await page.getByRole('region', { name: 'Imported: people.csv' }).waitFor();
  const { groups } = suite.server.app.services;
  const made = await groups.page(UNATTENDED, {}, { page: 1, perPage: 10 });
  expect(made.items.map(({ name }) => name)).toEqual(['Berlin', 'Sales']);
  const counts = await groups.memberCounts(made.items.map(({ id }) => id));
  expect([...counts.values()]).toEqual([1, 1]);

  await choose(
    'login,displayName,email,locale,role\nmaria,Maria Meier,maria@example.org,de,ADMIN\nthere@example.org,,,,\nbroken,,nowhere,,',
  );
  const preview = page.getByRole('region', { name: 'Preview of people.csv' });
  await preview.getByText('New: 1 · already there: 1 · refused: 1').waitFor();
  const row = (login: string) => preview.getByRole('listitem').filter({ hasText: login });
  await row('maria')
    .getByText('Line 2 · Maria Meier · maria@example.org · Deutsch · Administrator')
    .waitFor();
  await row('there@example.org').getByText('Already there').waitFor();
  await row('broken').getByText('This is not an e-mail address.').waitFor();
  await suite.dashboard.inspect('import-preview');
  expect(await suite.server.app.services.accounts.findByLogin('maria')).toBeNull();

  await preview.getByRole('button', { name: 'Create 1 account' }).click();
  suite.letProofGoStale();
  await suite.confirm('Create 1 account?', 'Create 1 account');
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  const done = page.getByRole('region', { name: 'Imported: people.csv' });
  await done.getByText('Created').waitFor();
  await suite.dashboard.inspect('import-done');
  expect(await suite.server.app.services.accounts.findByLogin('maria')).toMatchObject({ role: 'ADMIN' });
  expect(await suite.server.app.services.accounts.findByLogin('broken')).toBeNull();
});
