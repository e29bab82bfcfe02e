import { expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { ADMIN } from '../../support/server.js';
import { bearing, SHELL } from '../../support/service-accounts.js';

const suite = new DashboardSuite();
const COUNT = '{ accounts { total } }';

test('a service account is made, given a token, changed, its token rotated and revoked, and it is deleted', async () => {
  const page = await suite.open(ADMIN.login, '/service-accounts');
  await page.getByText('No service account yet.').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Create service account' }).click();
  await suite.dashboard.heading('Create a service account').waitFor();
  await suite.dashboard.inspect('create service account');
  // By keyboard alone: the name has the focus.
  await page.keyboard.type('Panel');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(
    await page
      .getByRole('checkbox', { name: /accounts:read/ })
      .first()
      .isChecked(),
  ).toBe(true);
  await page.getByRole('checkbox', { name: /groups:manage/ }).check();
  await page.getByRole('textbox', { name: 'Allowed networks' }).fill('not a network');
  await page.getByRole('button', { name: 'Create service account' }).click();
  await page.getByText('Each line must be an address or a network').waitFor();
  await page.getByRole('textbox', { name: 'Allowed networks' }).fill('127.0.0.1\n::1');
  await page.getByRole('button', { name: 'Create service account' }).click();
  await suite.dashboard.heading('Panel').waitFor();
  await page.getByText('No token yet.').waitFor();

  await page.getByRole('button', { name: 'Issue token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'It works for' }).click();
  await page.getByRole('option', { name: '7 days' }).click();
  await dialog.getByRole('button', { name: 'Issue token' }).click();
  await page.getByRole('heading', { name: 'New token of “Panel”' }).waitFor();
  await suite.dashboard.inspect('issued service token');
  const first = (await dialog.locator('code').innerText()).trim();
  expect(await bearing(suite.server, first).code(COUNT)).toBeUndefined();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText(`lks_…${first.slice(-4)}`).waitFor();
  await page.getByText('Ends soon').waitFor();
  expect(await page.content()).not.toContain(first);

  await page.getByRole('button', { name: `Rotate the token ending in ${first.slice(-4)}` }).click();
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await page.getByRole('heading', { name: 'New token of “Panel”' }).waitFor();
  const second = (await dialog.locator('code').innerText()).trim();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Being replaced').waitFor();
  await suite.dashboard.inspect('service account');
  for (const secret of [first, second]) {
    expect(await bearing(suite.server, secret).code(COUNT)).toBeUndefined();
  }
  await page.getByRole('button', { name: `Revoke the token ending in ${first.slice(-4)}` }).click();
  await suite.confirm(`Revoke the token ending in ${first.slice(-4)}?`, 'Revoke');
  await page.getByText('Being replaced').waitFor({ state: 'detached' });
  expect(await bearing(suite.server, first).code(COUNT)).toBe('UNAUTHENTICATED');

  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog
    .getByRole('checkbox', { name: /accounts:read/ })
    .first()
    .uncheck();
  const { serviceAccounts } = suite.server.app.services;
  const account = (await serviceAccounts.findByName('panel'))!;
  await serviceAccounts.update(SHELL, account.id, { permissions: ['accounts:read', 'audit:read'] });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog
    .getByText('Permissions: now See accounts, their factors, devices and sessions · Read the audit log')
    .waitFor();
  await dialog.getByRole('button', { name: 'Keep yours' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await serviceAccounts.find(account.id))?.permissions).toBe('groups:manage');

  await page.getByRole('link', { name: 'All service accounts' }).click();
  await page.getByText('1–1 of 1').waitFor();
  await suite.dashboard.inspect('service accounts');
  await page.getByRole('link', { name: 'Panel' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await suite.confirm('Delete the service account “Panel”?', 'Delete');
  await page.getByText('No service account yet.').waitFor();
  expect(await bearing(suite.server, second).code(COUNT)).toBe('UNAUTHENTICATED');
});
