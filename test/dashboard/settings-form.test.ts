import { expect, test } from 'vitest';
import { DashboardSuite } from '../support/dashboard-suite.js';
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
  expect(await suite.dashboard.button('Save').isDisabled()).toBe(true);
  await suite.dashboard.inspect('settings-idle');
  await stored.check();
  await suite.dashboard.button('Save').click();
  await page.getByText('The settings were saved.').waitFor();
  expect((await suite.server.app.services.settings.current()).idleTimeoutMinutes).toBe(30);
});
