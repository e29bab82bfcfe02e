import { beforeAll, expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { administrator, createAccount } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();
beforeAll(async () => {
  const admin = await administrator(suite.server);
  for (const name of ['anna', 'zoe']) await createAccount(admin, `${name}@example.org`);
});

test('a group is made, filled, seen on the account and in its list, emptied and deleted', async () => {
  const page = await suite.open(ADMIN.login, '/groups');
  await page.getByText('No group yet.').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Create group' }).click();
  await suite.dashboard.heading('Create a group').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Sales|Berlin');
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByText('without commas, semicolons or vertical bars').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Sales');
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByText('Nobody is in this group yet.').waitFor();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Account', { exact: true }).fill('anna');
  await page.getByRole('option', { name: 'anna@example.org' }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Members: 1' }).waitFor();
  await suite.dashboard.inspect('group');
  await page.getByRole('link', { name: 'See all' }).click();
  await page.getByText('1–1 of 1').waitFor();
  await page.getByRole('link', { name: 'anna@example.org' }).click();
  const chip = page.getByRole('button', { name: 'Sales' });
  await chip.click();
  await page.getByRole('button', { name: 'Remove anna@example.org from the group' }).click();
  await page.getByText('Nobody is in this group yet.').waitFor();
  await page.getByRole('button', { name: 'Rename' }).click();
  const renaming = page.getByRole('dialog', { name: 'Rename “Sales”' });
  const name = renaming.getByRole('textbox', { name: 'Name' });
  await name.clear();
  // No more than a group can have, though the names of other things may be longer.
  await name.pressSequentially('S'.repeat(65));
  const longest = 'S'.repeat(64);
  expect(await name.inputValue()).toBe(longest);
  await renaming.getByRole('button', { name: 'Save' }).click();
  await suite.dashboard.heading(longest).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await suite.confirm(`Delete the group “${longest}”?`, 'Delete');
  await page.getByText('No group yet.').waitFor();
  expect(await suite.server.app.services.groups.page(UNATTENDED, {}, { page: 1, perPage: 10 })).toMatchObject(
    {
      total: 0,
    },
  );
});
