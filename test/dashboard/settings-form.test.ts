import { expect, test } from 'vitest';
import { SETTINGS } from '../../server/settings/declarations.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, protectedAccount, signedIn, updateSettings } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

test('unused sessions end after the minutes that are set, which only stored ones can', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  const minutes = page.getByRole('spinbutton', { name: 'Sign out after inactivity (minutes)' });
  const stored = page.getByRole('switch', { name: 'Keep sessions in the database' });
  await minutes.fill('525601');
  await page.getByText('A whole number from 0 to 525600.').waitFor();
  await minutes.fill('30');
  await stored.uncheck();
  await page.getByText('Only sessions kept in the database can end unused', { exact: false }).waitFor();
  await suite.dashboard.button('Save').click();
  expect(await minutes.evaluate((field) => field === document.activeElement)).toBe(true);
  expect((await suite.server.app.services.settings.current()).storeAuthTokenInDB).toBe(true);
  await suite.dashboard.inspect('settings-idle');
  await stored.check();
  await suite.dashboard.button('Save').click();
  await page.getByText('The settings were saved.').waitFor();
  expect((await suite.server.app.services.settings.current()).idleTimeoutMinutes).toBe(30);
});

const demand = async (whom: string) => {
  await suite.page.getByRole('combobox', { name: 'Require a second factor' }).click();
  await suite.page.getByRole('option', { name: whom, exact: true }).click();
};

test('whom a demand would shut out is said before it is saved, and time for them is a click away', async () => {
  await createAccount(suite.admin, 'unprotected@example.org');
  const page = await suite.open(ADMIN.login, '/settings');
  await demand('Everyone');
  await page.getByText('2 accounts, yours included, have no second factor.', { exact: false }).waitFor();
  await page.getByText('From the next click on', { exact: false }).waitFor();
  await suite.dashboard.inspect('settings-demand');
  await suite.dashboard.button('Allow 14 days').click();
  await page.getByText('That leaves 14 days to set one up.', { exact: false }).waitFor();
  expect(await suite.dashboard.button('Allow 14 days').count()).toBe(0);
  await demand('Administrators');
  await page.getByText('1 account, your own, has no second factor.', { exact: false }).waitFor();
  await demand('Everyone');
  await suite.dashboard.button('Save').click();
  await suite.told('The settings were saved.');
  expect(await suite.server.app.services.settings.current()).toMatchObject({
    requireTwoFactor: 'EVERYONE',
    enrolmentGraceDays: 14,
  });
  // Still at work: the time has only begun.
  await signedIn(suite.server.client(), 'unprotected@example.org');
  await page.getByRole('spinbutton', { name: 'Grace period (days)' }).fill('0');
  await page.getByText('2 accounts, yours included, have no second factor.', { exact: false }).waitFor();
  const days = page.getByRole('spinbutton', { name: 'Grace period (days)' });
  await days.fill('15');
  await page.getByText('1 change not saved').waitFor();
  expect(await page.getByText('have no second factor.', { exact: false }).count()).toBe(0);
  await days.fill('7');
  await page.getByText('2 accounts, yours included, have no second factor.', { exact: false }).waitFor();
  await page.getByText('required 7 days ago or earlier must set one up', { exact: false }).waitFor();
  await suite.dashboard.button('Discard').click();
  await updateSettings(suite.admin, { requireTwoFactor: 'NOBODY', enrolmentGraceDays: 0 });
});

test('beside each setting stands what it is at first, with its unit, and what it is called elsewhere', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  await page.getByText('Default: 2 steps of 30 s · On the command line: clockTolerance').waitFor();
  await page.getByText('Default: 14 days · On the command line: authTokenExpirationLifetimeDays').waitFor();
  await page.getByText('Default: Nobody · On the command line: requireTwoFactor').waitFor();
  await page.getByText('Not set by default · On the command line: helpUrl').waitFor();
  for (const name of Object.keys(SETTINGS)) {
    expect(await page.getByText(new RegExp(`On the command line: ${name}$`)).count(), name).toBe(1);
  }
  await suite.dashboard.inspect('settings-help');
});

test('switching two-factor authentication off is last on the page, and asked once more', async () => {
  await protectedAccount(suite.server, suite.admin, 'protected@example.org');
  const page = await suite.open(ADMIN.login, '/settings');
  const off = page.getByRole('switch', { name: 'Switch two-factor authentication off' });
  await off.waitFor();
  const switches = await page.getByRole('switch').all();
  const names = await Promise.all(switches.map((each) => each.getAttribute('aria-labelledby')));
  expect(names.at(-1)).toBe(await off.getAttribute('aria-labelledby'));
  await off.check();
  await suite.dashboard.button('Save').click();
  const question = suite.question('Switch two-factor authentication off?');
  await question.getByText('1 account is protected now and will sign in by password alone.').waitFor();
  await suite.dashboard.inspect('settings-switch-off');
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect((await suite.server.app.services.settings.current()).disabled).toBe(false);
  await suite.dashboard.button('Save').click();
  await suite.confirm('Switch two-factor authentication off?', 'Switch it off');
  await suite.told('The settings were saved.');
  expect((await suite.server.app.services.settings.current()).disabled).toBe(true);
  await updateSettings(suite.admin, { disabled: false });
});

test('where nobody has time, whoever requires a second factor of one account is told so', async () => {
  const id = await createAccount(suite.admin, 'no-time@example.org');
  const page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await page.getByRole('button', { name: 'Require a second factor' }).click();
  await suite
    .question(/^Require a second factor/)
    .getByText('The grace period is 0 days', { exact: false })
    .waitFor();
});
