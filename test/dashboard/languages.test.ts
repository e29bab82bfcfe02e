import { beforeAll, expect, test } from 'vitest';
import { LOCALES } from '../../server/platform/locale.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { administrator, backupCodes, protectedAccount } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();
const TRANSLATED = LOCALES.filter((locale) => locale !== 'en');

let account: string;
beforeAll(async () => {
  const { id, client } = await protectedAccount(
    suite.server,
    await administrator(suite.server),
    'maria@example.org',
  );
  await backupCodes(client);
  account = id;
});

const PAGES = [
  ['home', () => '/'],
  ['accounts', () => '/accounts'],
  ['create', () => '/accounts/create'],
  ['account', () => `/accounts/${account}`],
  ['devices', () => '/devices'],
  ['tokens', () => '/tokens'],
  ['audit', () => '/audit'],
  ['settings', () => '/settings'],
  ['jobs', () => '/jobs'],
  ['security', () => '/security'],
  ['own-devices', () => '/security/devices'],
  ['app-passwords', () => '/security/app-passwords'],
  ['activity', () => '/security/activity'],
  ['set-up', () => '/security/authenticator-app'],
  ['backup-codes', () => '/security/backup-codes'],
] as const;

// Each page in three of them, in turn: however many there are, no more pages are opened.
const pagesIn = (locale: string) =>
  PAGES.filter((_page, place) =>
    [0, 1, 2].some((next) => TRANSLATED[(place + next) % TRANSLATED.length] === locale),
  );

test.each(TRANSLATED)(
  '%s: pages have their texts, and fit on a phone',
  async (locale) => {
    suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/', locale });
    const { page } = suite;
    await page.locator('input[name=login]').fill(ADMIN.login);
    await page.locator('input[name=password]').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    const pages = pagesIn(locale);
    const titles = new Set<string>();
    for (const [name, pathOf] of pages) {
      await page.goto(suite.server.url + pathOf());
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status').filter({ visible: true }).waitFor({ state: 'detached' });
      expect(await page.getAttribute('html', 'lang')).toBe(locale);
      titles.add(await page.getByRole('heading', { level: 1 }).innerText());
      await suite.dashboard.fits(`${locale}-${name}`);
    }
    expect(await page.getByRole('navigation').innerText()).not.toMatch(/Overview|Security/);
    expect(titles.size).toBeGreaterThan(pages.length - 4);
  },
  120_000,
);
