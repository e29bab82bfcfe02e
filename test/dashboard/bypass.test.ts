import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { PASSWORD, protectedAccount, STEP } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

test('an administrator gives a temporary code, which signs in without the phone, and withdraws it', async () => {
  const login = 'at-home@example.org';
  const { id, secret } = await protectedAccount(suite.server, suite.admin, login);
  let page = await suite.open(ADMIN.login, `/accounts/${id}`);
  await suite.dashboard.button('Give a temporary code').click();
  const form = page.getByRole('dialog', { name: `Give ${login} a temporary code` });
  await form.getByLabel('How long').click();
  await page.getByRole('option', { name: '3 days' }).click();
  await form.getByLabel('How many sign-ins').click();
  await page.getByRole('option', { name: '2', exact: true }).click();
  await suite.dashboard.inspect('bypass-form');
  await form.getByRole('button', { name: 'Issue code' }).click();
  const shown = page.getByRole('dialog', { name: `Temporary code of ${login}` });
  const code = await shown.getByRole('code').innerText();
  expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await shown.getByText('Good for 2 sign-ins until', { exact: false }).waitFor();
  await shown.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await shown.getByRole('button', { name: 'Done' }).click();
  await page.getByText(code).waitFor({ state: 'detached' });
  await page.getByText('Temporary code issued').waitFor();
  await page.getByText('2 more times', { exact: false }).waitFor();
  await suite.dashboard.close();

  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security' });
  ({ page } = suite.dashboard);
  await suite.dashboard.enterPassword(login, PASSWORD);
  await suite.dashboard.button('Use a temporary code from an administrator').click();
  expect(await page.getByLabel('Trust this device for 30 days').count()).toBe(0);
  await page.getByLabel('Temporary code').fill('aaaa-bbbb-cccc-dddd');
  await suite.dashboard.button('Confirm').click();
  await page.getByText('Wrong code, or it is used up or has expired.').waitFor();
  await suite.dashboard.inspect('bypass-sign-in');
  await page.getByLabel('Temporary code').fill(code.toUpperCase());
  await suite.dashboard.button('Confirm').click();
  await page.getByText('1 more time.', { exact: false }).waitFor();
  await suite.dashboard.inspect('bypass-overview');
  // What needs a proof asks for the factor, which the code was not.
  await page.getByRole('link', { name: 'Generate codes' }).click();
  await suite.dashboard.button('Generate codes').click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  suite.server.clock.advance(STEP);
  await proof.getByLabel('Six-digit code').fill(suite.codeOf(secret));
  await page.getByText('These codes won’t be shown again.', { exact: false }).waitFor();
});
