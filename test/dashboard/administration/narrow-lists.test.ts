import { beforeAll, expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { UNATTENDED } from '../../support/acting.js';
import { administrator, createAccount } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();
beforeAll(async () => {
  const admin = await administrator(suite.server);
  await createAccount(admin, 'anna@example.org');
  const zoe = await createAccount(admin, 'zoe@example.org');
  await suite.server.app.services.accounts.update(UNATTENDED, zoe, { disabled: true });
});

const open = async (path: string) => {
  const page = await suite.open(ADMIN.login, path);
  await page.setViewportSize({ width: 360, height: 800 });
  return page;
};

test('on a phone filters are folded behind a button that counts those in use', async () => {
  const page = await open('/accounts');
  const filters = page.getByRole('button', { name: /^Filters/ });
  await filters.waitFor();
  const disabled = page.getByRole('button', { name: 'Disabled', exact: true });
  expect(await disabled.isVisible()).toBe(false);
  // What is used most stays at hand.
  expect(await page.getByLabel('Login or name').isVisible()).toBe(true);
  expect(await page.getByRole('link', { name: 'Export CSV' }).isVisible()).toBe(true);
  expect([await filters.innerText(), await filters.getAttribute('aria-expanded')]).toEqual([
    'Filters',
    'false',
  ]);
  await filters.click();
  await disabled.click();
  await page.getByText('1–1 of 1').waitFor();
  expect([await filters.innerText(), await filters.getAttribute('aria-expanded')]).toEqual([
    'Filters (1)',
    'true',
  ]);
  await suite.dashboard.fits('accounts-filters');
  await page.reload();
  await expect.poll(() => filters.innerText()).toBe('Filters (1)');
  await page.getByText('1–1 of 1').waitFor();
  expect(await disabled.isVisible()).toBe(false);
});

test('on a phone lists are sorted by a menu', async () => {
  const page = await open('/accounts');
  const logins = async () => {
    const links = await page.getByRole('main').getByRole('listitem').getByRole('link').allInnerTexts();
    return links.map((name) => name.replace(/\s*You$/, ''));
  };
  await expect.poll(logins).toEqual([ADMIN.login, 'anna@example.org', 'zoe@example.org']);
  const menu = page.getByRole('combobox', { name: 'Sort by' });
  expect(await menu.innerText()).toBe('Account, ascending');
  await menu.click();
  await page.getByRole('option', { name: 'Account, descending' }).click();
  await expect.poll(logins).toEqual(['zoe@example.org', 'anna@example.org', ADMIN.login]);
  await page.waitForURL(/order=DESC/);
  await page.reload();
  await expect.poll(() => menu.innerText()).toBe('Account, descending');
});

test.each(['audit', 'devices', 'tokens', 'applications'])(
  '%s has both, where there is anything to choose',
  async (list) => {
    const page = await open(`/${list}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (list !== 'applications') {
      await page.getByRole('button', { name: 'Filters', exact: true }).click();
      await page.getByRole('combobox', { name: 'Sort by' }).waitFor();
    }
    await suite.dashboard.fits(`narrow-${list}`);
  },
);
