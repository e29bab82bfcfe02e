import { expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount, updateSettings } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite(() => ({ LATCHKEY_COMMIT: '0123abcd4567' }));

test('the About page says what runs here and how it is, and copies it for a report', async () => {
  const page = await suite.open(ADMIN.login, '/');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('navigation').getByRole('link', { name: 'About' }).click();
  await suite.dashboard.heading('About').waitFor();
  const facts = page.getByRole('region', { name: 'This installation' });
  await facts.getByText(/^\d+\.\d+\.\d+ \(commit 0123abcd4567\)$/).waitFor();
  await facts.getByText(process.versions.node).waitFor();
  await facts.getByText(/^SQLite \d/).waitFor();
  const health = page.getByRole('region', { name: 'Health' });
  await health.getByText('no migration is missing', { exact: false }).waitFor();
  await health.getByText('The nightly clean-up has not run yet.').waitFor();
  await suite.dashboard.inspect('about');
  await suite.dashboard.button('Copy for a bug report').click();
  await page.getByText('Copied').waitFor();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^Latchkey: \d+\.\d+\.\d+ \(commit: 0123abcd4567\)$/m);
  expect(report).toMatch(/^Schema: \w+\d{13}, missing: 0, newer: 0$/m);
  expect(report).toMatch(/^E-mail: not set up/m);
  expect(report).toMatch(/^Job clean-up: has not run$/m);
  expect(report).not.toContain(suite.server.secretKey);
  expect(report).not.toMatch(new RegExp(`\\b${ADMIN.login}\\b`));
  const links = page.getByRole('region', { name: 'Documents and licences' }).getByRole('link');
  const addresses = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(addresses.length).toBe(4);
  for (const address of addresses) expect((await fetch(address)).status, address).toBe(200);
});

test('what can only be mended on the server is explained, with the variables to set', async () => {
  const page = await suite.open(ADMIN.login, '/');
  const steps = page.getByRole('region', { name: 'First steps' });
  for (const [title, variable] of [
    ['Set up e-mail', 'SMTP_URL='],
    ['Serve it over https', 'PUBLIC_URL='],
  ] as const) {
    await steps.getByRole('button', { name: `How to fix it: ${title}` }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await dialog.getByText(variable, { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
  }
  await steps.getByRole('button', { name: 'How to fix it: Set up e-mail' }).click();
  await suite.dashboard.inspect('remedy');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  // The server's clock runs ahead of this browser's, as the About page notices.
  suite.server.clock.advance(120_000);
  await page.getByRole('navigation').getByRole('link', { name: 'About' }).click();
  await suite.dashboard.button('How to fix it: Set the clock right').click();
  await page.getByRole('dialog').getByText('timedatectl set-ntp true', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(/It differs from the clock of this computer by \d+ s/).waitFor();
});

test('whom to ask is in everybody’s account menu; what runs here in administrators’', async () => {
  await createAccount(suite.admin, 'reader@example.org');
  let page = await suite.open('reader@example.org', '/security');
  await suite.dashboard.button(/^Your account/).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  expect(await page.getByRole('menuitem').count()).toBe(1);
  await suite.dashboard.close();
  await updateSettings(suite.admin, { helpUrl: 'https://help.example.org/', helpText: 'Extension 42' });
  page = await suite.open('reader@example.org', '/security');
  await suite.dashboard.button(/^Your account/).click();
  const help = page.getByRole('menuitem', { name: 'Need help? Extension 42' });
  expect(await help.getAttribute('href')).toBe('https://help.example.org/');
  expect(await help.getAttribute('target')).toBe('_blank');
  expect(await page.getByRole('menuitem', { name: 'About' }).count()).toBe(0);
  await suite.dashboard.inspect('account-menu-help');
  await suite.dashboard.close();
  page = await suite.open(ADMIN.login, '/security');
  await suite.dashboard.button(/^Your account/).click();
  await page.getByRole('menuitem', { name: 'About' }).click();
  await suite.dashboard.heading('About').waitFor();
});
