import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount, ME, protectedAccount, signedIn } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

const select = (login: string) => suite.page.getByLabel(`Select ${login}`, { exact: true }).check();
const bulk = (name: string) =>
  suite.page
    .getByRole('group', { name: 'Selected accounts' })
    .getByRole('button', { name, exact: true })
    .click();

test('a second factor is required of several, and they are signed out everywhere', async () => {
  for (const login of ['one@example.org', 'two@example.org']) await createAccount(suite.admin, login);
  const client = suite.server.client();
  await signedIn(client, 'one@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await select('one@example.org');
  await select('two@example.org');
  await bulk('Require a second factor');
  await suite.question('Require a second factor of 2 accounts?').getByText('before anything else').waitFor();
  await suite.confirm(/^Require/, 'Require a second factor');
  await suite.told('Done for 2 accounts.');
  await suite.row('one@example.org').getByText('Required, missing').waitFor();
  await suite.row('two@example.org').getByText('Required, missing').waitFor();

  await select('one@example.org');
  await select('two@example.org');
  await bulk('Sign out everywhere');
  suite.letProofGoStale();
  await suite.confirm('Sign 2 accounts out everywhere?', 'Sign out everywhere');
  await page.getByLabel('Your password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await suite.told('Done for 2 accounts.');
  expect(await client.data(ME)).toEqual({ me: null });
});

test('all of a page are ticked at once, and let go again; what is refused is told, the rest is done', async () => {
  await createAccount(suite.admin, 'three@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await page.getByLabel('Select all on this page').check();
  await page.getByText(/^4 selected$/).waitFor();
  await bulk('Clear selection');
  await page.getByText(/selected$/).waitFor({ state: 'hidden' });
  const gone = await createAccount(suite.admin, 'gone@example.org');
  await page.reload();
  await select('gone@example.org');
  await select('three@example.org');
  await suite.admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id: gone });
  await bulk('Disable');
  await suite.confirm('Disable 2 accounts?', 'Disable');
  await suite.told('Done for 1 account. 1 was refused. No longer there: gone@example.org.');
  await suite.dashboard.inspect('bulk-refused');
  await suite.row('three@example.org').getByText('Disabled').waitFor();
  expect(await suite.row(ADMIN.login).first().getByText('Disabled').count()).toBe(0);
});

test('what is ticked but not shown is counted, told before anything is done, and let go of alone', async () => {
  for (const login of ['seen@example.org', 'unseen@example.org']) await createAccount(suite.admin, login);
  const page = await suite.open(ADMIN.login, '/accounts');
  await select('seen@example.org');
  await select('unseen@example.org');
  await page.getByLabel('Login or name').fill('seen');
  await page.getByText('2 selected · 1 is not shown here').waitFor();
  await suite.dashboard.inspect('bulk-unseen');
  await bulk('Disable');
  await suite.question('Disable 2 accounts?').getByText('1 is not shown here').waitFor();
  await page.keyboard.press('Escape');
  // Ticking the whole page leaves what is ticked elsewhere.
  await page.getByLabel('Select all on this page').uncheck();
  await page.getByText('1 selected · 1 is not shown here').waitFor();
  await page.getByLabel('Select all on this page').check();
  await bulk('Deselect those');
  await page.getByText(/^1 selected$/).waitFor();
  await bulk('Disable');
  await suite.confirm('Disable 1 account?', 'Disable');
  await suite.told('Done for 1 account.');
  await page.getByLabel('Login or name').fill('');
  await suite.row('seen@example.org').first().getByText('Disabled').waitFor();
  expect(await suite.row('unseen@example.org').getByText('Disabled').count()).toBe(0);
});

test('second factors of several are reset, whose they are is told before, and who has none stays as they are', async () => {
  for (const login of ['ada@example.org', 'bea@example.org'])
    await protectedAccount(suite.server, suite.admin, login);
  await createAccount(suite.admin, 'cyd@example.org');
  const page = await suite.open(ADMIN.login, '/accounts?perPage=100');
  for (const login of ['ada@example.org', 'bea@example.org', 'cyd@example.org', ADMIN.login])
    await select(login);
  await bulk('Reset second factors');
  const question = suite.question('Reset the second factors of 2 accounts?');
  await question.getByText('This affects ada@example.org, bea@example.org.').waitFor();
  await question.getByText('1 more has no second factor and stays as it is.').waitFor();
  await question.getByText('This is you').waitFor();
  await question.getByText('None of them has an app password.').waitFor();
  await suite.dashboard.inspect('bulk-reset');
  await suite.confirm(/^Reset/, 'Reset second factors');
  await suite.told('Done for 2 accounts.');
  await suite.row('ada@example.org').getByText('None').waitFor();
  expect(await page.getByText(/selected$/).count()).toBe(0);
  // Nobody is left to reset.
  await select('ada@example.org');
  await bulk('Reset second factors');
  const none = suite.question('Reset the second factors of 0 accounts?');
  await none.getByText('1 more has no second factor').waitFor();
  expect(await none.getByRole('button', { name: 'Reset second factors' }).isDisabled()).toBe(true);
});

test('those who are disabled are enabled, and what was so already is told', async () => {
  const ids = [];
  for (const login of ['dee@example.org', 'eve@example.org'])
    ids.push(await createAccount(suite.admin, login));
  await suite.admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', {
    id: ids[0],
  });
  await suite.open(ADMIN.login, '/accounts?perPage=100');
  await select('dee@example.org');
  await select('eve@example.org');
  await bulk('Enable');
  const question = suite.question('Enable 1 account?');
  await question.getByText('This affects dee@example.org.').waitFor();
  await question.getByText('1 more is enabled already.').waitFor();
  await suite.confirm('Enable 1 account?', 'Enable');
  await suite.told('Done for 1 account.');
  await suite.row('dee@example.org').getByText('Disabled').waitFor({ state: 'hidden' });
  await signedIn(suite.server.client(), 'dee@example.org');
});

test('what is ticked is exported, and nothing else', async () => {
  for (const login of ['fay@example.org', 'gil@example.org', 'hal@example.org'])
    await createAccount(suite.admin, login);
  const page = await suite.open(ADMIN.login, '/accounts?perPage=100');
  await select('fay@example.org');
  await select('hal@example.org');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('group', { name: 'Selected accounts' })
      .getByRole('link', { name: 'Export selection' })
      .click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv.match(/\w+@example\.org/g)).toEqual(['fay@example.org', 'hal@example.org']);
  await page.getByRole('link', { name: 'Audit log' }).click();
  await suite.row('Only 2 selected accounts.').waitFor();
});

test('the same on a phone', async () => {
  await createAccount(suite.admin, 'phone@example.org');
  const page = await suite.open(ADMIN.login, '/accounts');
  await page.setViewportSize({ width: 360, height: 800 });
  await select('phone@example.org');
  await page.getByText('1 selected').waitFor();
  await suite.dashboard.inspect('bulk-phone');
  await bulk('Disable');
  await suite.confirm('Disable 1 account?', 'Disable');
  await suite.told('Done for 1 account.');
  await page.getByRole('listitem').filter({ hasText: 'phone@example.org' }).getByText('Disabled').waitFor();
  await suite.dashboard.button('Menu').click();
  await page
    .getByRole('dialog')
    .or(page.getByRole('presentation'))
    .getByRole('link', { name: 'Jobs' })
    .click();
  await suite.dashboard.heading('All jobs').waitFor();
});
