import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { backupCodes, protectedAccount } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

test.each(['de', 'fr', 'es'])(
  '%s: every page has its texts, and fits on a phone',
  async (locale) => {
    const { id, client } = await protectedAccount(suite.server, suite.admin, `${locale}@example.org`);
    await backupCodes(client);
    suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/', locale });
    const { page } = suite;
    await page.locator('input[name=login]').fill(ADMIN.login);
    await page.locator('input[name=password]').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    const titles = new Set<string>();
    for (const [name, path] of [
      ['home', '/'],
      ['accounts', '/accounts'],
      ['create', '/accounts/create'],
      ['account', `/accounts/${id}`],
      ['devices', '/devices'],
      ['tokens', '/tokens'],
      ['audit', '/audit'],
      ['settings', '/settings'],
      ['jobs', '/jobs'],
      ['security', '/security'],
      ['own-devices', '/security/devices'],
      ['app-passwords', '/security/app-passwords'],
      ['activity', '/security/activity'],
      ['set-up', '/security/authenticator-app'],
      ['backup-codes', '/security/backup-codes'],
    ] as const) {
      await page.goto(suite.server.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status').filter({ visible: true }).waitFor({ state: 'detached' });
      titles.add(await page.getByRole('heading', { level: 1 }).innerText());
      await suite.dashboard.fits(`${locale}-${name}`);
    }
    expect(titles).not.toContain('Overview');
    expect(titles.size).toBeGreaterThan(11);
  },
  120_000,
);
