import { expect, test } from 'vitest';
import { DashboardSuite } from '../../support/dashboard-suite.js';
import { ADMIN } from '../../support/server.js';

const suite = new DashboardSuite();

const job = (name: string) => suite.page.getByRole('listitem').filter({ hasText: name });

test('a job is run by a click after proof, and what it came to is shown', async () => {
  const page = await suite.open(ADMIN.login, '/jobs');
  await job('Clean-up').getByText('Has not run yet').waitFor();
  await suite.dashboard.inspect('jobs');
  suite.letProofGoStale();
  await suite.dashboard.button('Run now: Clean-up').click();
  await page.getByLabel('Your password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await suite.told('The job will run in a moment.');
  await job('Clean-up').getByText('Result').waitFor();
  await job('Clean-up')
    .getByText(/^(\d+ expired rows? removed|There was nothing to do)\.$/)
    .waitFor();
  await job('Clean-up').getByText('Details', { exact: true }).click();
  const data = JSON.parse(await job('Clean-up').locator('pre').innerText()) as object;
  expect(data).toHaveProperty('rows');
  expect(await job('Clean-up').getByText('Has not run yet').count()).toBe(0);
  await suite.dashboard.inspect('jobs-done');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('region', { name: 'Clean-up' }).getByText(/^Ran /).waitFor();
});

test('a job that failed says why, here and on the overview', async () => {
  const { jobs } = suite.server.app.services;
  const run = () => Promise.reject(new Error('no space left on device'));
  jobs.define({ name: 'clean-up', schedule: '0 1 * * *', run });
  const page = await suite.open(ADMIN.login, '/jobs');
  await suite.dashboard.button('Run now: Clean-up').click();
  await job('Clean-up').getByText('The last run failed: no space left on device').waitFor();
  await suite.dashboard.inspect('jobs-failed');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page
    .getByRole('region', { name: 'Clean-up' })
    .getByText(/^Failed /)
    .waitFor();
});
