import { IsNull, Not } from 'typeorm';
import { expect, test } from 'vitest';
import { Device } from '../../server/sessions/devices/device.entity.js';
import { DashboardSuite, USB } from '../support/dashboard-suite.js';
import {
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signIn,
  signInWithCode,
  STEP,
} from '../support/flows.js';

const suite = new DashboardSuite();

test('activity is paged in the address, and what is suspicious or done by others stands out', async () => {
  const id = await createAccount(suite.admin, 'maria@example.org');
  await suite.admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id });
  for (let tries = 1; tries <= 30; tries++) {
    await suite.server.client().code(SIGN_IN, { login: 'maria@example.org', password: 'wrong' });
    suite.server.clock.advance(1000);
  }
  const page = await suite.open('maria@example.org', '/security/activity');
  const events = page.getByRole('region', { name: 'Latest first' }).getByRole('listitem');
  await page.getByText('Sign-in failed').first().waitFor();
  // Of the sign-in on this new device, too.
  await expect.poll(() => page.getByText('Was this you?').count()).toBe(25);
  // Nobody proved who they were, least of all an administrator.
  expect(await page.getByText('Not proven who').count()).toBe(24);
  expect(await page.getByText('By an administrator').count()).toBe(0);
  await suite.dashboard.inspect('activity-pages');
  await page.getByRole('link', { name: 'Go to page 2' }).click();
  await page.getByText('Account created').waitFor();
  expect(new URL(page.url()).search).toBe('?page=2');
  await page.getByText('By an administrator').first().waitFor();
  await page.reload();
  await page.getByText('Account created').waitFor();
  await page.goBack();
  await page.getByText('Signed in').waitFor();
  expect(await events.filter({ hasText: 'Account created' }).count()).toBe(0);
});

test('who signed in is told with the key, the device and the time to the second', async () => {
  await createAccount(suite.admin, 'named@example.org');
  const page = await suite.open('named@example.org', '/security');
  await suite.dashboard.plugIn(USB);
  await suite.dashboard.button('Add a key').click();
  await suite.dashboard.button('Continue').click();
  await page.getByRole('dialog').getByLabel('Name of the key').fill('YubiKey');
  await suite.dashboard.button('Save').click();
  await suite.told('The key was added.');
  await suite.dashboard.button(/^Your account/).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await suite.dashboard.enterPassword('named@example.org', PASSWORD);
  await suite.dashboard.button('Use security key').click();
  await suite.dashboard.button(/^Your account/).waitFor();
  await page.goto(`${suite.server.url}/security/activity`);
  const signIn = page
    .getByRole('listitem')
    .filter({ has: page.getByText('Signed in with “YubiKey” on Chrome on Linux', { exact: true }) });
  await signIn.getByText(/\d\d:\d\d:\d\d [A-Z]{3}/).waitFor();
  await page.getByText('Security key “YubiKey” added', { exact: true }).waitFor();
  await suite.dashboard.inspect('activity-named');
});

test('what was oneself is called so, and what was not ends other sessions and all trust before a new password is chosen', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'anna@example.org');
  const elsewhere = suite.server.client();
  await signInWithCode(suite.server, elsewhere, 'anna@example.org', secret, true);
  await suite.server.client().code(SIGN_IN, { login: 'anna@example.org', password: 'wrong' });
  const page = await suite.open('anna@example.org', '/security/activity', secret);
  const question = page.getByRole('dialog', { name: 'Was this you?' });

  await suite.dashboard.button(/^Was this you\? Sign-in failed/).click();
  await question.getByText('Sign-in failed').waitFor();
  await suite.dashboard.inspect('activity-was-this-you');
  await question.getByRole('button', { name: 'Yes, it was me' }).click();
  await suite.dashboard.button(/^Was this you\? Sign-in failed/).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('Sign-in failed').waitFor();
  expect(await suite.dashboard.button(/^Was this you\? Sign-in failed/).count()).toBe(0);

  await suite.server.client().code(SIGN_IN, { login: 'anna@example.org', password: 'wrong again' });
  await page.reload();
  await suite.dashboard.button(/^Was this you\? Sign-in failed/).click();
  await question.getByRole('button', { name: 'No, it wasn’t me' }).click();
  await suite.dashboard.inspect('activity-not-me');
  await suite.confirm('Secure your account?', 'Secure account');
  await page.waitForURL('**/security/password');
  await page.getByRole('dialog', { name: 'Change password' }).waitFor();
  expect(await elsewhere.data(ME)).toEqual({ me: null });
  suite.server.clock.advance(STEP);
  const again = await signIn(elsewhere, 'anna@example.org', PASSWORD);
  expect(again.__typename).toBe('SecondFactorRequired');
  const trusted = await suite.server.app.database.manager.countBy(Device, { trustedUntil: Not(IsNull()) });
  expect(trusted).toBe(0);
});
