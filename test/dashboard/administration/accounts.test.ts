import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Client } from '../../support/client.js';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount, PASSWORD, protectedAccount, SIGN_IN, signedIn } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const NEW_PASSWORD = 'seven green kettles whistle';

const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const updateAccount = (admin: Client, id: string, input: object) => admin.data(UPDATE, { id, input });

const suite = new DashboardSuite();

const field = (label: string) => suite.page.getByLabel(label, { exact: true });
/** Not the choice of how there comes to be one. */
const password = () => suite.page.getByRole('textbox', { name: /^Password/ });
const create = () => suite.page.getByRole('main').getByRole('button', { name: 'Create account' });

test('an account is created; what the server refuses is said at its field, and nothing typed is lost', async () => {
  await createAccount(suite.admin, 'taken@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await page.getByRole('link', { name: 'Create account' }).click();
  await suite.dashboard.heading('New account').waitFor();
  await suite.dashboard.inspect('account-create');
  await page.getByRole('radio', { name: 'Type one in' }).check();
  // The browser itself asks for what is required.
  await create().click();
  expect(await page.locator(':invalid:not(form):not(fieldset)').count()).toBeGreaterThan(0);
  await page.getByLabel('Login').fill('Taken@Example.org');
  await password().fill(PASSWORD);
  await create().click();
  await page.getByText('This login is taken or cannot be used.').waitFor();
  await suite.dashboard.inspect('account-create-taken');
  expect(await page.getByLabel('Login').getAttribute('aria-invalid')).toBe('true');
  await page.getByLabel('Login').fill('new@example.org');
  await password().fill('password');
  await create().click();
  await page.getByText('Use at least 15 characters.').waitFor();
  await password().fill(PASSWORD);
  await field('Display name').fill('Nora Neu');
  await page.getByLabel('Role').click();
  await page.getByRole('option', { name: 'Administrator' }).click();
  await page.getByLabel('Require a second factor').check();
  await create().click();
  await suite.told('The account was created.');
  await suite.dashboard.heading('new@example.org').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/accounts\/[0-9a-f-]{36}$/);
  await page.getByText('Nora Neu').waitFor();
  await page.getByText('Administrator', { exact: true }).waitFor();
  await page.getByText('A second factor is required of this account, and it has none.').waitFor();
  expect(page.url()).not.toContain(encodeURIComponent(PASSWORD));
  await signedIn(suite.server.client(), 'new@example.org');
});

test('a generated password is shown once, with the address and the language that were given', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('generated');
  await page.getByRole('radio', { name: 'Generate one' }).check();
  await field('E-mail address').fill('no address');
  await create().click();
  await page.locator('[aria-invalid=true]').waitFor();
  expect(await field('E-mail address').getAttribute('aria-invalid')).toBe('true');
  await field('E-mail address').fill('gerd@example.org');
  await field('Language').click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await create().click();
  const dialog = page.getByRole('dialog', { name: 'First password of generated' });
  await dialog.waitFor();
  await suite.dashboard.inspect('account-generated-password');
  const shown = await dialog.locator('code').innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await suite.dashboard.heading('generated').waitFor();
  await page.getByText('gerd@example.org', { exact: true }).waitFor();
  const client = suite.server.client();
  await signedIn(client, 'generated', shown);
  expect(await client.data('{ mustChangePassword }')).toEqual({ mustChangePassword: true });
});

test('creating asks for proof in place, and goes on with what was typed', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('proved@example.org');
  await page.getByRole('radio', { name: 'Type one in' }).check();
  await password().fill(PASSWORD);
  suite.letProofGoStale();
  await create().click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.waitFor();
  await page.keyboard.press('Escape');
  await proof.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('Login').inputValue()).toBe('proved@example.org');
  await create().click();
  await proof.getByLabel('Your password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await suite.told('The account was created.');
  await signedIn(suite.server.client(), 'proved@example.org');
});

test('an account is changed: name, login, role and password; a cancelled change is none', async () => {
  await createAccount(suite.admin, 'other@example.org');
  const id = await createAccount(suite.admin, 'before@example.org');
  const client = suite.server.client();
  await signedIn(client, 'before@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await suite.dashboard.button('Edit').click();
  await suite.dashboard.inspect('account-edit');
  await dialog.getByLabel('Login').fill('never@example.org');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await suite.dashboard.heading('before@example.org').waitFor();

  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Login').fill('other@example.org');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('This login is taken or cannot be used.').waitFor();
  await dialog.getByLabel('Login').fill('after@example.org');
  await dialog.getByLabel('Display name').fill('Anna After');
  await dialog.getByLabel('New password').fill(NEW_PASSWORD);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await suite.told('The account was changed.');
  await suite.dashboard.heading('after@example.org').waitFor();
  await page.getByText('Anna After', { exact: true }).waitFor();
  expect(await client.data('{ me { id } }')).toEqual({ me: null });
  await signedIn(suite.server.client(), 'after@example.org', NEW_PASSWORD);
  const old = { login: 'before@example.org', password: PASSWORD };
  expect(await suite.server.client().code(SIGN_IN, old)).toBe('INVALID_CREDENTIALS');

  // The name can be taken away again.
  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Display name').fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Anna After', { exact: true }).waitFor({ state: 'detached' });
});

test('what others change while a dialog is open stays, and what both change is asked about', async () => {
  const id = await createAccount(suite.admin, 'demoted@example.org');
  const update = (input: object) => updateAccount(suite.admin, id, input);
  const stored = async () =>
    (
      await suite.admin.data<{ account: object }>(
        'query ($id: ID!) { account(id: $id) { role displayName } }',
        { id },
      )
    ).account;
  await update({ role: 'ADMIN' });
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  const save = () => dialog.getByRole('button', { name: 'Save' }).click();
  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Display name').fill('Mine');
  await update({ role: 'USER' });
  await save();
  await suite.told('The account was changed.');
  expect(await stored()).toEqual({ role: 'USER', displayName: 'Mine' });

  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Display name').fill('Mine again');
  await update({ displayName: 'Theirs' });
  await save();
  await dialog.getByText('Display name: now “Theirs”').waitFor();
  await suite.dashboard.inspect('account-changed-meanwhile');
  expect(await stored()).toEqual({ role: 'USER', displayName: 'Theirs' });
  await dialog.getByRole('button', { name: 'Keep yours' }).click();
  expect(await dialog.getByLabel('Display name').inputValue()).toBe('Mine again');
  await save();
  await suite.told('The account was changed.');
  expect(await stored()).toEqual({ role: 'USER', displayName: 'Mine again' });

  await suite.dashboard.button('Edit').click();
  await dialog.getByLabel('Display name').fill('Never');
  await update({ displayName: 'Theirs' });
  await save();
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  await expect.poll(() => dialog.getByLabel('Display name').inputValue()).toBe('Theirs');
  await save();
  await dialog.waitFor({ state: 'hidden' });
  expect(await stored()).toEqual({ role: 'USER', displayName: 'Theirs' });
});

test('the last owner cannot step down, and is told why', async () => {
  const { accounts } = await suite.admin.data<{ accounts: { items: { id: string; login: string }[] } }>(
    '{ accounts(filter: { administers: true }) { items { id login } } }',
  );
  for (const { id, login } of accounts.items) {
    if (login !== ADMIN.login)
      await suite.admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id });
  }
  const own = accounts.items.find(({ login }) => login === ADMIN.login)!;
  const page = await suite.open(ADMIN.login, `/accounts/${own.id}`);
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await dialog.getByLabel('Role').click();
  await page.getByRole('option', { name: 'User' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('This is the last owner. Make someone else one first.').waitFor();
  await suite.dashboard.inspect('account-last-administrator');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await suite.dashboard.button('Delete').click();
  await suite.confirm('Delete admin?', 'Delete');
  await suite.told('This is the last owner. Make someone else one first.');
  await page.reload();
  await page.getByText('Owner', { exact: true }).waitFor();
});

test('the CSV holds what the filters match, no more and no less', async () => {
  await protectedAccount(suite.server, suite.admin, 'csv-protected@example.org');
  await createAccount(suite.admin, 'csv-plain@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await suite.row('csv-protected@example.org').waitFor();
  // At once: neither waits for the other.
  await page.getByLabel('Login or name').fill('csv-');
  await suite.dashboard.button('No second factor').click();
  await suite.row('csv-protected@example.org').waitFor({ state: 'detached' });
  await suite.row(ADMIN.login).first().waitFor({ state: 'detached' });
  await suite.row('csv-plain@example.org').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  const rows = parse<Record<string, string>>(readFileSync(await download.path()), {
    columns: true,
    bom: true,
  });
  expect(rows.map(({ login }) => login)).toEqual(['csv-plain@example.org']);
  expect(rows[0]).toMatchObject({ role: 'USER', disabled: 'false', authenticatorApp: 'false' });
});
