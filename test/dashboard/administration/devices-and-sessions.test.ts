import { beforeAll, expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount, ME, protectedAccount, signedIn, signInWithCode } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const DAY = 86_400_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

const suite = new DashboardSuite();
beforeAll(async () => {
  // The clean-up would take away what has expired.
  await suite.server.app.services.jobs.stop(10_000);
});

/** Signed in and trusted on one device. */
async function trusting(login: string) {
  const { id, secret } = await protectedAccount(suite.server, suite.admin, login);
  const client = suite.server.client({ userAgent: FIREFOX });
  await signInWithCode(suite.server, client, login, secret, true);
  return { id, client };
}

async function onlyOf(login: string): Promise<void> {
  const field = suite.page.getByRole('combobox', { name: 'Account' });
  await field.fill(login.slice(0, 5));
  await suite.page.getByRole('option', { name: login }).click();
  await suite.row(ADMIN.login).first().waitFor({ state: 'detached' });
}

test('devices of all accounts are filtered in the address; an administrator ends trust, signs out and forgets', async () => {
  const { id, client } = await trusting('maria@example.org');
  const page = await suite.open(ADMIN.login, '/devices');
  await suite.row('maria@example.org').first().waitFor();
  await suite.row(ADMIN.login).first().waitFor();
  await onlyOf('maria@example.org');
  expect(decodeURIComponent(page.url())).toContain(`"accountId":"${id}"`);
  await expect.poll(() => suite.row('maria@example.org').count()).toBe(2);
  await page.getByRole('button', { name: 'Trusted', exact: true }).click();
  await suite.row('Unknown device').waitFor({ state: 'detached' });
  const row = suite.row('Firefox on Linux');
  await row.getByText('Signed in').waitFor();
  await suite.dashboard.inspect('administration-devices');

  await suite.choose('Firefox on Linux, maria@example.org', 'Stop trusting');
  await suite.question('Stop trusting Firefox on Linux?').getByText('Sessions go on.').waitFor();
  await suite.confirm('Stop trusting Firefox on Linux?', 'Stop trusting');
  await suite.told('The device is no longer trusted.');
  await page.getByText('Nothing matches these filters.').waitFor();
  expect(await client.data(ME)).not.toEqual({ me: null });
  await suite.dashboard.button('Clear filters').click();
  await suite.row(ADMIN.login).first().waitFor();
  expect(page.url()).not.toContain('accountId');

  await suite.choose('Firefox on Linux, maria@example.org', 'Sign out');
  await suite.question('Sign out Firefox on Linux?').getByText('and so does its trust').waitFor();
  await suite.confirm('Sign out Firefox on Linux?', 'Sign out');
  await suite.told('The device was signed out.');
  await row.getByText('Signed out').waitFor();
  expect(await client.data(ME)).toEqual({ me: null });

  suite.letProofGoStale();
  await suite.choose('Firefox on Linux, maria@example.org', 'Forget device');
  await suite.dashboard.inspect('administration-device-forget');
  await suite.confirm('Forget Firefox on Linux?', 'Forget device');
  await page
    .getByRole('dialog', { name: 'Confirm it’s you' })
    .getByLabel('Your password')
    .fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await suite.told('The device was forgotten.');
  await row.waitFor({ state: 'detached' });
});

test('from an account one comes to its devices and sessions, and the same can be done there', async () => {
  const { id, client } = await trusting('nadia@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await suite.choose('Firefox on Linux', 'Stop trusting');
  await suite.confirm('Stop trusting Firefox on Linux?', 'Stop trusting');
  await suite.told('The device is no longer trusted.');
  await page.getByText(/^Trusted until/).waitFor({ state: 'detached' });
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await sessions.getByRole('listitem').filter({ hasText: 'Firefox on Linux' }).getByRole('button').click();
  await suite.confirm('Sign out this session?', 'Sign out');
  await suite.told('The session was signed out.');
  expect(await client.data(ME)).toEqual({ me: null });
  await page.getByRole('link', { name: 'See all devices' }).click();
  await suite.row('nadia@example.org').first().waitFor();
  await expect.poll(() => suite.row('@example.org').count()).toBe(2);
  await page.goBack();
  await page.getByRole('link', { name: 'See all sessions' }).click();
  await suite.row('nadia@example.org').first().waitFor();
  await expect.poll(() => suite.row('@example.org').count()).toBe(1);
});

test('sessions, live and expired; one is ended at once', async () => {
  await createAccount(suite.admin, 'olga@example.org');
  await signedIn(suite.server.client({ userAgent: FIREFOX }), 'olga@example.org');
  suite.server.clock.advance(15 * DAY);
  const phone = suite.server.client({ userAgent: IPHONE });
  await signedIn(phone, 'olga@example.org');
  const page = await suite.open(ADMIN.login, '/tokens');
  await onlyOf('olga@example.org');
  await expect.poll(() => suite.row('olga@example.org').count()).toBe(2);
  await suite.dashboard.button('Expired').click();
  await suite.row('Safari on iOS').waitFor({ state: 'detached' });
  await suite.row('Firefox on Linux').waitFor();
  await suite.dashboard.button('Live').click();
  await suite.row('Firefox on Linux').waitFor({ state: 'detached' });
  const row = suite.row('Safari on iOS');
  await suite.dashboard.inspect('administration-sessions');
  await row.getByRole('button', { name: /^Actions for olga@example.org/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  const question = suite.question('Sign out this session?');
  await question.getByText('signed out immediately').waitFor();
  expect(await question.getByText('It is your own').count()).toBe(0);
  await suite.confirm('Sign out this session?', 'Sign out');
  await suite.told('The session was signed out.');
  await row.waitFor({ state: 'detached' });
  expect(await phone.data(ME)).toEqual({ me: null });
});

test('one’s own session: said before, and then the sign-in page', async () => {
  const page = await suite.open(ADMIN.login, '/tokens');
  const own = suite.row('This session');
  await own.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await suite.question('Sign out this session?').getByText('It is your own').waitFor();
  await suite.dashboard.inspect('administration-own-session');
  await suite.confirm('Sign out this session?', 'Sign out');
  await page.waitForURL('**/sign-in');
  await suite.dashboard.enterPassword(ADMIN.login, ADMIN.password);
  await suite.row('This session').waitFor();
  expect(new URL(page.url()).pathname).toBe('/tokens');
});

test('everyone is signed out, and it is said before that oneself is, too', async () => {
  await createAccount(suite.admin, 'paul@example.org');
  const paul = suite.server.client();
  await signedIn(paul, 'paul@example.org');
  const page = await suite.open(ADMIN.login, '/tokens');
  await suite.dashboard.button('Sign everyone out').click();
  const question = suite.question('Sign everyone out?');
  await question.getByText('All sessions of all accounts end').waitFor();
  await question.getByText('Yours too').waitFor();
  await suite.dashboard.inspect('administration-everyone');
  await suite.confirm('Sign everyone out?', 'Sign everyone out');
  await page.waitForURL('**/sign-in');
  expect(await paul.data(ME)).toEqual({ me: null });
  expect(await suite.admin.data(ME)).toEqual({ me: null });
});

test('one’s own device signed out: the sign-in page follows', async () => {
  await createAccount(suite.admin, 'quits@example.org', 'ADMIN');
  const page = await suite.open('quits@example.org', '/devices');
  await suite.row('quits@example.org').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await suite.confirm(/^Sign out/, 'Sign out');
  await suite.isSignedOut();
});
