import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { PASSWORD, protectedAccount, updateSettings } from '../support/flows.js';

const suite = new DashboardSuite();

test('who does not tick the box is signed in until the browser is closed, also after a second step', async () => {
  await updateSettings(suite.admin, { keepSignedIn: 'ASK' });
  const { secret } = await protectedAccount(suite.server, suite.admin, 'library@example.org');
  const endOfSession = async (tick: boolean): Promise<number> => {
    suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security' });
    const { page } = suite.dashboard;
    const box = page.getByLabel('Keep me signed in');
    expect(await box.isChecked()).toBe(false);
    if (tick) await box.check();
    else await suite.dashboard.inspect('keep-signed-in');
    await suite.dashboard.enterPassword('library@example.org', PASSWORD);
    await page.getByLabel('Six-digit code').fill(suite.codeOf(secret));
    await page.getByRole('button', { name: /^Your account/ }).waitFor();
    const cookie = (await page.context().cookies()).find(({ name }) => name === 'latchkey');
    return cookie!.expires;
  };
  // As Chromium tells of a cookie that ends with it.
  expect(await endOfSession(false)).toBe(-1);
  await suite.dashboard.close();
  expect(await endOfSession(true)).toBeGreaterThan(0);
});
