import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startChromium } from '../support/browser.js';
import { Dashboard } from '../support/dashboard.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

let browser: Browser;
let server: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
});
beforeEach(async () => {
  dashboard = await Dashboard.open(browser, server, { path: '/settings' });
  await dashboard.enterPassword(ADMIN.login, ADMIN.password);
});
afterEach(async () => {
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test('unused sessions end after the minutes that are set, which only stored ones can', async () => {
  const { page } = dashboard;
  const minutes = page.getByRole('spinbutton', { name: 'Minutes until an unused session ends' });
  const stored = page.getByRole('switch', { name: 'Keep sessions in the database' });
  await minutes.fill('525601');
  await page.getByText('A whole number from 0 to 525600.').waitFor();
  await minutes.fill('30');
  await stored.uncheck();
  await page.getByText('Only sessions kept in the database can end unused', { exact: false }).waitFor();
  expect(await dashboard.button('Save').isDisabled()).toBe(true);
  await dashboard.inspect('settings-idle');
  await stored.check();
  await dashboard.button('Save').click();
  await page.getByText('The settings were saved.').waitFor();
  expect((await server.app.services.settings.current()).idleTimeoutMinutes).toBe(30);
});
