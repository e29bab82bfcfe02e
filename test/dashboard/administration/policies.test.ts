import { beforeAll, expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { administrator, createAccount } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();
let group: string;
let anna: string;

beforeAll(async () => {
  const admin = await administrator(suite.server);
  anna = await createAccount(admin, 'anna@example.org');
  const { createGroup } = await admin.data<{ createGroup: { id: string } }>(
    'mutation { createGroup(input: { kind: MANUAL, name: "Finance" }) { id } }',
  );
  group = createGroup.id;
  await admin.data('mutation ($id: ID!, $ids: [ID!]!) { addToGroup(id: $id, accountIds: $ids) { done } }', {
    id: group,
    ids: [anna],
  });
});

test('a group is made stricter by the dialog, shows it, and its members are told because of what', async () => {
  const page = await suite.open(ADMIN.login, `/groups/${group}`);
  await page.getByText('Everything is as in the settings.').waitFor();
  await page.getByRole('button', { name: 'Change policy' }).click();
  const dialog = page.getByRole('dialog', { name: 'Policy of “Finance”' });
  // Nothing but the keyboard: the first field has the focus.
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Required' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Days of grace').fill('7');
  await dialog.getByLabel('Backup codes').click();
  await page.getByRole('option', { name: 'Not allowed' }).click();
  await suite.dashboard.inspect('group-policy-dialog');
  const allowed = dialog.getByLabel('Allowed networks');
  await allowed.fill('everywhere');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Each line must be an address or a network').waitFor();
  await suite.dashboard.inspect('group-policy-refused');
  await allowed.fill('127.0.0.0/8\n::1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('The policy was saved.');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('127.0.0.0/8, ::1').waitFor();
  await page.getByText('Not allowed').waitFor();
  await suite.dashboard.inspect('group-policy');

  await page.goto(`${suite.server.url}/accounts/${anna}`);
  await page.getByText('Second factor: Required').waitFor();
  expect(await page.getByText('Because of group Finance.').count()).toBe(3);
  await page.getByText('To be set up by').waitFor();
  await suite.dashboard.inspect('account-rules');
});

test('a policy that contradicts the settings is refused in the dialog; one that is emptied is none', async () => {
  const page = await suite.open(ADMIN.login, `/groups/${group}`);
  await page.getByRole('button', { name: 'Change policy' }).click();
  const dialog = page.getByRole('dialog', { name: 'Policy of “Finance”' });
  for (const method of ['Authenticator apps', 'Security keys and passkeys']) {
    await dialog.getByLabel(method).click();
    await page.getByRole('option', { name: 'Not allowed' }).click();
  }
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('This contradicts itself or the settings').waitFor();
  for (const field of ['Second factor', 'Authenticator apps', 'Security keys and passkeys', 'Backup codes']) {
    await dialog.getByLabel(field, { exact: true }).click();
    await page.getByRole('option', { name: 'As in the settings' }).click();
  }
  await dialog.getByLabel('Allowed networks').clear();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('The policy was saved.');
  await page.getByText('Everything is as in the settings.').waitFor();
});

test('an account is exempted with a reason and an end, and the exemption is withdrawn', async () => {
  await suite.admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
    {
      id: anna,
    },
  );
  const page = await suite.open(ADMIN.login, `/accounts/${anna}`);
  await page.getByText('Because of this account itself.').waitFor();
  await page.getByRole('button', { name: 'Exempt …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Exempt anna@example.org' });
  await page.keyboard.type('On leave');
  const end = await dialog.getByLabel('Last day').inputValue();
  expect(end).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  await suite.dashboard.inspect('account-exempt');
  await page.keyboard.press('Enter');
  await suite.told('The account is exempted.');
  await page.getByText('Second factor: Required').waitFor();
  await page.getByText(`On leave · until`).waitFor();
  await suite.dashboard.inspect('account-exempted');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await suite.confirm('Withdraw the exemption of anna@example.org?', 'Withdraw');
  await suite.told('The exemption was withdrawn.');
  await page.getByText('Second factor: Required').waitFor();
  expect(await page.getByText('On leave · until').count()).toBe(0);
});
