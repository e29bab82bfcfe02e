import { expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { createAccount } from '../../support/flows.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

test('the first steps tick themselves, take an administrator’s word for the key, and are gone for good once dismissed', async () => {
  const page = await suite.open(ADMIN.login, '/');
  const steps = page.getByRole('region', { name: 'First steps' });
  const step = (title: string) => steps.getByRole('listitem').filter({ hasText: title });
  await steps.getByText('0 of 7 done', { exact: false }).waitFor();
  await suite.dashboard.inspect('first-steps');

  await step('Create the first accounts').getByRole('link', { name: 'Create an account' }).click();
  await suite.dashboard.heading('New account').waitFor();
  await createAccount(suite.admin, 'maria@example.org');
  await page.goto(`${suite.server.url}/`);
  await step('Create the first accounts').getByText('Done', { exact: true }).waitFor();

  await steps.getByRole('button', { name: 'I have a copy' }).click();
  await suite.confirm('Is there a copy of the key?', 'There is a copy');
  await step('Keep a copy of the key').getByText('Done', { exact: true }).waitFor();
  await steps.getByRole('button', { name: 'Require it of nobody' }).click();
  await suite.confirm('Require a second factor of nobody?', 'Require it of nobody');
  await steps.getByText('3 of 7 done', { exact: false }).waitFor();

  await steps.getByRole('button', { name: 'Dismiss list' }).click();
  await suite.confirm('Dismiss the first steps?', 'Dismiss list');
  await steps.waitFor({ state: 'detached' });
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.getByText('Administrators without a second factor').first().waitFor();
  expect(await steps.count()).toBe(0);
});
