import { expect, test } from 'vitest';
import { DashboardSuite, LAPTOP } from '../support/dashboard-suite.js';
import { CREATE_APP_PASSWORD } from '../support/backends.js';
import { backupCodes, createAccount, PASSWORD, protectedAccount, signedIn } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

const proof = () => suite.page.getByRole('dialog', { name: 'Confirm it’s you' });

test('each of one’s means can be chosen, and a wrong code is said in place', async () => {
  const { secret, client } = await protectedAccount(suite.server, suite.admin, 'maria@example.org');
  const [code = ''] = await backupCodes(client);
  const page = await suite.open('maria@example.org', '/security', secret);
  await suite.dashboard.plugIn(LAPTOP);
  suite.letProofGoStale();
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await proof().getByLabel('Six-digit code').fill('000000');
  await proof().getByText('Wrong code.', { exact: false }).waitFor();
  await proof().getByRole('button', { name: 'Use a backup code' }).click();
  await suite.dashboard.inspect('proof-backup-code');
  await proof().getByLabel('Backup code').fill(code);
  await page.keyboard.press('Enter');
  await suite.dashboard.button('Save').click();
  await suite.told('The key was added.');
  // Now there is a key, too.
  suite.letProofGoStale();
  await page.getByRole('link', { name: 'New codes' }).click();
  await suite.dashboard.button('Generate codes').click();
  await proof().getByRole('button', { name: 'Use a passkey or security key' }).click();
  await proof().getByRole('button', { name: 'Use security key' }).click();
  await page.getByText('These codes won’t be shown again.', { exact: false }).waitFor();
});

test('what is sent twice in a hurry is done once, and a proof is asked for once', async () => {
  await createAccount(suite.admin, 'hurried@example.org');
  const page = await suite.open('hurried@example.org', '/security/app-passwords');
  await suite.dashboard.button('Create app password').click();
  await page.getByLabel('What it is for', { exact: false }).fill('Thunderbird');
  suite.letProofGoStale();
  const create = page.getByRole('dialog').getByRole('button', { name: 'Create app password' });
  await create.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await proof().getByLabel('Your password').fill(PASSWORD);
  await expect.poll(() => proof().count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.getByText('Your new app password').waitFor();
  await page.reload();
  await suite.dashboard.button('Actions for Thunderbird').first().waitFor();
  await expect.poll(() => suite.dashboard.button('Actions for Thunderbird').count()).toBe(1);
});

test('an app password is renamed by its owner, and revoked by an administrator', async () => {
  const id = await createAccount(suite.admin, 'programs@example.org');
  const client = suite.server.client();
  await signedIn(client, 'programs@example.org');
  await client.data(CREATE_APP_PASSWORD, { name: 'Mail', scopes: ['imap', 'smtp'] });
  await suite.open('programs@example.org', '/security/app-passwords');
  await suite.choose('Mail', 'Rename');
  const dialog = suite.page.getByRole('dialog', { name: 'Rename app password' });
  await dialog.getByLabel('Name').fill('Thunderbird');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('Renamed.');
  suite.dashboard.expectNoProblems();
  await suite.dashboard.close();
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  const section = page.getByRole('region', { name: 'App passwords' });
  await section.getByRole('button', { name: 'Revoke' }).click();
  await suite.question('Revoke the app password “Thunderbird”?').getByText('can no longer sign in').waitFor();
  await suite.confirm(/^Revoke the app password/, 'Revoke');
  await suite.told('The app password was revoked.');
  await section.waitFor({ state: 'detached' });
  expect(await client.data('{ me { appPasswords { id } } }')).toEqual({ me: { appPasswords: [] } });
});
