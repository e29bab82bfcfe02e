import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { startDovecot } from '../support/dovecot.js';
import { signedIn } from '../support/flows.js';
import type { Program } from '../support/programs.js';
import { ADMIN } from '../support/server.js';

const LOGIN = 'maria@example.org';
const IMAP_PASSWORD = 'kept by the mail server';
const WHERE = 'such as on the mail server: change it there.';

let dovecot: Program;
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
});
const suite = new DashboardSuite(() => ({
  PASSWORD_SERVER: `imap://127.0.0.1:${dovecot.port}`,
  PASSWORD_SERVER_STARTTLS: 'off',
  LOGIN_DOMAIN: 'insist',
}));
afterAll(() => dovecot.stop());

test('whose password is elsewhere is told where to change it, and has no form for it', async () => {
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security/password' });
  const { page } = suite;
  await suite.dashboard.enterPassword(LOGIN, IMAP_PASSWORD);
  await page.getByRole('region', { name: 'Password' }).getByText(WHERE, { exact: false }).waitFor();
  expect(await page.getByLabel('Current password').count()).toBe(0);
  expect(await page.getByText('Change password').count()).toBe(0);
  await suite.dashboard.inspect('password-elsewhere');
});

test('administrators cannot set it either', async () => {
  const { account } = await signedIn(suite.server.client(), LOGIN, IMAP_PASSWORD);
  const page = await suite.open(ADMIN.login, `/accounts/${account.id}`);
  await page.getByText('Password kept elsewhere').waitFor();
  await suite.dashboard.inspect('password-elsewhere-account');
  await suite.dashboard.button('Edit').click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await dialog.getByText(WHERE, { exact: false }).waitFor();
  expect(await dialog.getByLabel('New password').count()).toBe(0);
  await suite.dashboard.inspect('password-elsewhere-edit');
  await dialog.getByLabel('Display name').fill('Maria');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The account was changed.').waitFor();
});
