import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../support/browser.js';
import { Dashboard } from '../support/dashboard.js';
import { startDovecot } from '../support/dovecot.js';
import { signedIn } from '../support/flows.js';
import type { Program } from '../support/programs.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

const LOGIN = 'maria@example.org';
const IMAP_PASSWORD = 'kept by the mail server';
const WHERE = 'such as on the mail server: change it there.';

let dovecot: Program;
let browser: Browser;
let server: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  dovecot = await startDovecot((folder) => {
    const users = join(folder, 'users');
    writeFileSync(users, `${LOGIN}:{PLAIN}${IMAP_PASSWORD}\n`);
    chmodSync(users, 0o644);
    return `passdb {
  driver = passwd-file
  args = username_format=%Lu ${users}
}`;
  });
  [browser, server] = await Promise.all([
    startChromium(),
    startTestServer({
      PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
    }),
  ]);
});
afterEach(async () => {
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await dovecot.stop();
});

test('whose password is elsewhere is told where to change it, and has no form for it', async () => {
  dashboard = await Dashboard.open(browser, server, { path: '/security/password' });
  const { page } = dashboard;
  await dashboard.enterPassword(LOGIN, IMAP_PASSWORD);
  await page.getByRole('region', { name: 'Password' }).getByText(WHERE, { exact: false }).waitFor();
  expect(await page.getByLabel('Current password').count()).toBe(0);
  expect(await page.getByText('Change password').count()).toBe(0);
  await dashboard.inspect('password-elsewhere');
});

test('administrators cannot set it either', async () => {
  const { account } = await signedIn(server.client(), LOGIN, IMAP_PASSWORD);
  dashboard = await Dashboard.open(browser, server, { path: `/accounts/${account.id}` });
  const { page } = dashboard;
  await dashboard.enterPassword(ADMIN.login, ADMIN.password);
  await page.getByText('Password kept elsewhere').waitFor();
  await dashboard.inspect('password-elsewhere-account');
  await dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await dialog.getByText(WHERE, { exact: false }).waitFor();
  expect(await dialog.getByLabel('New password').count()).toBe(0);
  await dashboard.inspect('password-elsewhere-edit');
  await dialog.getByLabel('Display name').fill('Maria');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The account was changed.').waitFor();
});
