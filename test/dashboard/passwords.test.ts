import { expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { createAppPassword } from '../support/backends.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, ME, PASSWORD, signedIn, signInWithCode } from '../support/flows.js';
import { ADMIN } from '../support/server.js';
import { secretFromUri } from '../support/totp.js';

const CHOSEN = 'seven green kettles whistle';
const GIVEN = 'given by an administrator';

const suite = new DashboardSuite();

/** Opens a link as its receiver does, in a browser of their own. */
async function opened(link: string): Promise<Dashboard> {
  const { pathname, hash } = new URL(link);
  return Dashboard.open(suite.browser, suite.server, { path: pathname + hash });
}

test('an account without a password: the link is shown once, and its receiver chooses one', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill('invited@example.org');
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link for invited@example.org' });
  await dialog.waitFor();
  await suite.dashboard.inspect('password-link');
  const link = await dialog.locator('code').innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await suite.dashboard.heading('invited@example.org').waitFor();

  const theirs = await opened(link);
  await theirs.heading('Choose your password').waitFor();
  // It stands neither in the address nor in what one comes back to.
  expect(theirs.page.url()).toBe(`${suite.server.url}/activate`);
  await theirs.inspect('activate');
  await theirs.page.getByLabel('New password').fill('too short');
  await theirs.button('Set password').click();
  await theirs.page.getByText('Use at least 15 characters.').waitFor();
  await theirs.page.getByLabel('New password').fill(CHOSEN);
  await theirs.button('Set password').click();
  await theirs.page.getByText('You can now sign in as invited@example.org.').waitFor();
  await theirs.page.getByRole('link', { name: 'Sign in' }).click();
  await theirs.enterPassword('invited@example.org', CHOSEN);
  await theirs.heading(/^Security$/).waitFor();
  theirs.expectNoProblems();
  await theirs.close();

  const again = await opened(link);
  await again.page.getByLabel('New password').fill(CHOSEN);
  await again.button('Set password').click();
  await again.heading('This link no longer works').waitFor();
  await again.inspect('activate-over');
  await again.close();
});

test('an administrator issues a link for another password, told what follows', async () => {
  const id = await createAccount(suite.admin, 'forgetful');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await suite.dashboard.button('Password link').click();
  await suite.confirm(/^Issue a link/, 'Issue link');
  const dialog = page.getByRole('dialog', { name: 'Link for forgetful' });
  expect(await dialog.locator('code').innerText()).toMatch(/\/activate#[\w-]{43}$/);
  // Until it is used, nothing changes.
  await signedIn(suite.server.client(), 'forgetful');
});

test('who signs in with a password that somebody else chose can only change it, then goes on', async () => {
  await suite.server.app.services.newAccounts.create(
    { id: null, login: 'test', ipAddress: null },
    { login: 'given', password: GIVEN },
  );
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security/devices' });
  const { page } = suite;
  await suite.dashboard.enterPassword('given', GIVEN);
  await suite.dashboard.heading('Choose a password of your own').waitFor();
  await suite.dashboard.inspect('own-password');
  expect(await page.getByRole('navigation').count()).toBe(0);
  await page.getByLabel('Current password').fill(GIVEN);
  await page.getByLabel('New password').fill(GIVEN);
  await suite.dashboard.button('Change password').click();
  await page.getByText('This is your current password. Choose another.').waitFor();
  await page.getByLabel('New password').fill(CHOSEN);
  await suite.dashboard.button('Change password').click();
  await suite.dashboard.heading('Devices').waitFor();
});

test('who must choose a password of their own reads which app passwords go with the old one', async () => {
  const id = await createAccount(suite.admin, 'with-programs');
  const client = suite.server.client();
  await signedIn(client, 'with-programs');
  await createAppPassword(client, ['imap'], { name: 'Phone' });
  await createAppPassword(client, ['dav'], { name: 'Calendar' });
  await suite.server.app.database.manager.update(Account, { id }, { passwordState: 'GIVEN' });
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security' });
  const { page } = suite;
  await suite.dashboard.enterPassword('with-programs', PASSWORD);
  await suite.dashboard.heading('Choose a password of your own').waitFor();
  await page.getByText('2 app passwords stop working: Phone, Calendar.', { exact: false }).waitFor();
  await suite.dashboard.inspect('own-password-programs');
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByLabel('New password').fill(CHOSEN);
  await suite.dashboard.button('Change password').click();
  await page.getByRole('alert').filter({ hasText: 'Phone, Calendar' }).waitFor();
});

test('ending other sessions is offered after each factor change, and ends them', async () => {
  await createAccount(suite.admin, 'changing');
  const elsewhere = suite.server.client();
  await signedIn(elsewhere, 'changing');
  const page = await suite.open('changing', '/security');
  const offer = page.getByRole('alert').filter({ hasText: 'How you sign in has changed' });

  await page.getByRole('link', { name: 'Set up', exact: true }).click();
  const link = page.getByRole('link', { name: 'Open in an app on this device' });
  const secret = secretFromUri((await link.getAttribute('href'))!);
  await page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  // Sessions that rest on the password alone may have ended by themselves: this one has proved both.
  const both = suite.server.client();
  await signInWithCode(suite.server, both, 'changing', secret);
  await suite.dashboard.button('Done').click();
  await offer.waitFor();
  await suite.dashboard.inspect('end-others');
  await offer.getByRole('button', { name: 'Close' }).click();
  await offer.waitFor({ state: 'hidden' });

  await suite.dashboard.button('Remove').first().click();
  await suite.confirm('Remove your authenticator app?', 'Remove app');
  await offer.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await suite.told('You are signed out everywhere else.');
  await offer.waitFor({ state: 'hidden' });
  expect(await both.data(ME)).toEqual({ me: null });
  expect(await elsewhere.data(ME)).toEqual({ me: null });
});

test('the strict profile is shown, then applied with one click', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  const section = page.getByRole('region', { name: 'Strict profile' });
  await section.getByRole('button', { name: 'Apply strict profile' }).click();
  const question = suite.question('Apply the strict profile?');
  expect(await question.innerText()).toMatch(/: 1 instead of 2\n/);
  await suite.dashboard.inspect('strict-profile');
  await suite.confirm('Apply the strict profile?', 'Apply strict profile');
  await suite.told('The settings were saved.');
  await section.getByText('This profile holds.').waitFor();
  const { idleTimeoutMinutes, trustDevicesForDays } = await suite.server.app.services.settings.current();
  expect([idleTimeoutMinutes, trustDevicesForDays]).toEqual([60, 0]);
});
