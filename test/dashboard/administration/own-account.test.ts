import { expect, test } from 'vitest';
import { createAppPassword } from '../../support/backends.js';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount, ME, protectedAccount, signedIn } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

const act = (name: string) =>
  suite.page.getByRole('group', { name: 'Actions' }).getByRole('button', { name });

const YOU = 'This is you: you lose access now.';
const OUT = 'This is you: you are signed out here, too.';

test.each([
  ['Disable', /^Disable/, YOU],
  ['Delete', /^Delete/, YOU],
  ['Sign out everywhere', /^Sign/, OUT],
])('“%s” says that it is one’s own account, and does not of others', async (name, title, warning) => {
  const login = `own-${name.replaceAll(' ', '-').toLowerCase()}@example.org`;
  const own = await createAccount(suite.admin, login, 'ADMIN');
  const other = await createAccount(suite.admin, `other-${login}`);
  const page = await suite.open(login, `/accounts/${other}`);
  await act(name).click();
  await suite.question(title).waitFor();
  expect(await page.getByText(warning).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.goto(`${suite.server.url}/accounts/${own}`);
  await act(name).click();
  await suite.question(title).getByText(warning).waitFor();
  if (name === 'Disable') await suite.dashboard.inspect('own-disable');
  await suite.confirm(title, name);
  await suite.isSignedOut();
});

test('who takes the administrator’s role from themselves is told so, and leaves the administration', async () => {
  const id = await createAccount(suite.admin, 'steps-down@example.org', 'ADMIN');
  const page = await suite.open('steps-down@example.org', `/accounts/${id}`);
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await dialog.getByLabel('Role').click();
  await page.getByRole('option', { name: 'User', exact: true }).click();
  await dialog.getByText('This is you: you lose access to the administration now.').waitFor();
  await suite.dashboard.inspect('own-demotion');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/security');
  await suite.dashboard.heading(/^Security$/).waitFor();
  expect(await page.getByRole('link', { name: 'Accounts', exact: true }).count()).toBe(0);
});

test('one’s own account is marked in the list, left out of what is done to many, and stays signed in', async () => {
  for (const login of ['quits@example.org', 'beside@example.org']) {
    await createAccount(suite.admin, login, 'ADMIN');
  }
  const beside = suite.server.client();
  await signedIn(beside, 'beside@example.org');
  for (const name of ['Phone', 'Laptop']) await createAppPassword(beside, ['imap'], { name });
  const page = await suite.open('quits@example.org', '/accounts');
  await suite.row('quits@example.org').getByText('You', { exact: true }).waitFor();
  expect(await suite.row('beside@example.org').getByText('You', { exact: true }).count()).toBe(0);
  const bulk = page.getByRole('group', { name: 'Selected accounts' });
  await page.getByLabel('Select quits@example.org', { exact: true }).check();
  await bulk.getByRole('button', { name: 'Disable' }).click();
  const question = page.getByRole('alertdialog');
  await question.getByText('This is you: your own account', { exact: false }).waitFor();
  expect(await question.getByRole('button', { name: 'Disable' }).isDisabled()).toBe(true);
  await question.getByRole('button', { name: 'Cancel' }).click();

  await page.getByLabel('Select beside@example.org', { exact: true }).check();
  await bulk.getByRole('button', { name: 'Sign out everywhere' }).click();
  await suite.question('Sign 1 account out everywhere?').waitFor();
  await question.getByText('This is you: your own account', { exact: false }).waitFor();
  await question.getByText('2 app passwords stop working: beside@example.org (Phone, Laptop).').waitFor();
  await suite.dashboard.inspect('bulk-own-and-app-passwords');
  await suite.confirm(/^Sign/, 'Sign out everywhere');
  await suite.told('Done for 1 account.');
  expect(await beside.data(ME)).toEqual({ me: null });
  await page.reload();
  await suite.row('quits@example.org').getByText('You', { exact: true }).waitFor();
});

test.each([
  ['Disable', /^Disable/],
  ['Reset second factors', /^Reset/],
  ['Sign out everywhere', /^Sign/],
  ['Delete', /^Delete/],
  ['Password link', /^Issue a link/],
])('“%s” names the app passwords that stop working', async (name, title) => {
  const login = `${name.replaceAll(' ', '-').toLowerCase()}-programs@example.org`;
  const { id, client } = await protectedAccount(suite.server, suite.admin, login);
  for (const each of ['Phone', 'Laptop']) await createAppPassword(client, ['imap'], { name: each });
  await createAppPassword(client, ['imap'], {
    name: 'Expired',
    expiresAt: new Date(suite.server.clock.now() + 1),
  });
  await suite.open(ADMIN.login, `/accounts/${id}`);
  const opener = name === 'Password link' ? suite.dashboard.button(name) : act(name);
  await opener.click();
  await suite
    .question(title)
    .getByText('app passwords stop working: Phone, Laptop', { exact: false })
    .waitFor();
  if (name === 'Disable') await suite.dashboard.inspect('account-disable-app-passwords');
});

test('who gives an account a password is told what ends with the old one', async () => {
  const { id, client } = await protectedAccount(suite.server, suite.admin, 'set-programs@example.org');
  await createAppPassword(client, ['imap'], { name: 'Phone' });
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await dialog.getByLabel('New password').waitFor();
  expect(await dialog.getByText('stops working').count()).toBe(0);
  await dialog.getByLabel('New password').fill('given by an administrator');
  await dialog.getByText('1 app password stops working: Phone.').waitFor();
  await suite.dashboard.inspect('account-password-app-passwords');
});
