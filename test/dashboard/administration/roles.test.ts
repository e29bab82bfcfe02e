import { beforeAll, expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { administrator, createAccount, protectedAccount } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();
let helper: string;
let inside: string;
let outside: string;

beforeAll(async () => {
  const admin = await administrator(suite.server);
  helper = await createAccount(admin, 'helper@example.org');
  await createAccount(admin, 'auditor@example.org', 'AUDITOR');
  ({ id: inside } = await protectedAccount(suite.server, admin, 'inside@example.org'));
  outside = await createAccount(admin, 'outside@example.org');
  const { createGroup } = await admin.data<{ createGroup: { id: string } }>(
    'mutation { createGroup(input: { kind: MANUAL, name: "Berlin" }) { id } }',
  );
  await admin.data('mutation ($id: ID!, $ids: [ID!]!) { addToGroup(id: $id, accountIds: $ids) { done } }', {
    id: createGroup.id,
    ids: [inside],
  });
});

const navigation = () =>
  suite.page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link').allInnerTexts();
const acts = () => suite.page.getByRole('group', { name: 'Actions' }).getByRole('button').allInnerTexts();

test('an owner makes somebody help desk for one group, by the form', async () => {
  const page = await suite.open(ADMIN.login, `/accounts/${helper}`);
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit helper@example.org' });
  await dialog.getByLabel('Role').click();
  await page.getByRole('option', { name: 'Help desk' }).click();
  await dialog.getByText('Left empty, the role is for all accounts.').waitFor();
  await dialog.getByRole('combobox', { name: 'Only accounts in these groups' }).fill('Ber');
  await page.getByRole('option', { name: 'Berlin' }).click();
  await suite.dashboard.inspect('account-role');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Help desk · Berlin').waitFor();
  await page.getByText('The role is for the accounts of 1 group only.').waitFor();
  await suite.dashboard.inspect('account-help-desk');
});

test('the help desk of a group sees and helps its accounts, and nothing else', async () => {
  const page = await suite.open('helper@example.org', '/');
  await suite.row('inside@example.org').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/accounts');
  expect(await suite.row('outside@example.org').count()).toBe(0);
  expect(await navigation()).toEqual([
    'Accounts',
    'Groups',
    'Devices',
    'Sessions',
    'Security',
    'Devices',
    'App passwords',
    'Activity',
  ]);
  expect(await page.getByRole('link', { name: 'Create account' }).count()).toBe(0);
  await suite.dashboard.inspect('help-desk-accounts');
  await page.getByRole('link', { name: 'inside@example.org' }).click();
  await suite.dashboard.heading('inside@example.org').waitFor();
  await page.getByText('This account is protected by a second factor.').waitFor();
  expect(await acts()).toEqual([
    'Password link',
    'Give a temporary code',
    'Issue recovery code',
    'Reset second factors',
    'Sign out everywhere',
  ]);
  expect(await page.getByRole('button', { name: /^(Edit|Delete|Exempt|Add to)/ }).count()).toBe(0);
  await suite.dashboard.inspect('help-desk-account');
  for (const path of [
    '/settings',
    '/applications',
    '/audit',
    '/jobs',
    `/accounts/${outside}`,
    '/accounts/create',
  ]) {
    await page.goto(suite.server.url + path);
    await suite.dashboard.heading('There is no such page').waitFor();
  }
  await suite.dashboard.inspect('help-desk-elsewhere');
});

test('an auditor sees lists and accounts, with nothing to press that changes them', async () => {
  const page = await suite.open('auditor@example.org', '/accounts');
  await suite.row('outside@example.org').first().waitFor();
  expect(await page.getByRole('link', { name: /^(Create account|Import)/ }).count()).toBe(0);
  await page.getByLabel('Select outside@example.org', { exact: true }).check();
  const bulk = page.getByRole('group', { name: 'Selected accounts' });
  await bulk.getByRole('button', { name: 'Clear selection' }).waitFor();
  expect(
    await bulk.getByRole('button', { name: /Require|Remind|Invite|Reset|Sign out|able|group/ }).count(),
  ).toBe(0);
  await suite.dashboard.inspect('auditor-accounts');
  await page.getByRole('link', { name: 'inside@example.org' }).click();
  await page.getByText('This account is protected by a second factor.').waitFor();
  expect(await acts()).toEqual([]);
  const main = page.getByRole('main');
  expect(
    await main
      .getByRole('button', { name: /Edit|Delete|Remove|Exempt|Add|Sign out|Revoke|Change|Lost/ })
      .allInnerTexts(),
  ).toEqual([]);
  await suite.dashboard.inspect('auditor-account');
  await page.getByRole('button', { name: 'Berlin' }).click();
  await page.getByText('Everything is as in the settings.').waitFor();
  expect(await main.getByRole('button', { name: /Change policy|Rename|Delete|Add|Remove/ }).count()).toBe(0);
  await suite.dashboard.inspect('auditor-group');
  await page.goto(`${suite.server.url}/settings`);
  await suite.dashboard.heading('There is no such page').waitFor();
});
