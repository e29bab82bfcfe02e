import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { leaveChromium, startChromium } from '../support/browser.js';
import { Dashboard } from '../support/dashboard.js';
import { administrator, createAccount, PASSWORD } from '../support/flows.js';
import { freePort } from '../support/programs.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

const PATH = '/suite/auth';

let browser: Browser;
let server: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  const port = await freePort();
  [browser, server] = await Promise.all([
    startChromium(),
    startTestServer({ PORT: String(port), PUBLIC_URL: `http://localhost:${port}${PATH}` }),
  ]);
  await createAccount(await administrator(server), 'maria');
});
afterEach(async () => {
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await leaveChromium(browser);
  await server.stop();
});

/** Where the page is, and that nothing was asked for outside of the path. */
function expectWithin(asked: string[], path: string): void {
  expect(new URL(dashboard.page.url()).pathname).toBe(PATH + path);
  expect(asked.filter((url) => !new URL(url).pathname.startsWith(PATH))).toEqual([]);
}

test.each(['', '/'])('below a path, opened with “%s” at its end, everything stays below it', async (end) => {
  const asked: string[] = [];
  dashboard = await Dashboard.open(browser, server, { path: end });
  const { page } = dashboard;
  page.on('request', (request) => asked.push(request.url()));
  await dashboard.enterPassword(ADMIN.login, ADMIN.password);
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('link', { name: 'maria' }).click();
  await dashboard.heading('maria').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/suite\/auth\/accounts\/[\w-]{36}/);
  await page.reload();
  await dashboard.heading('maria').waitFor();
  await page.getByRole('link', { name: 'Accounts', exact: true }).first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toMatch(/^accounts-.*\.csv$/);
  expectWithin(asked, '/accounts');
  expect((await dashboard.context.cookies()).map(({ path }) => path)).toEqual([PATH, PATH]);
});

test('the connection that was lost is looked for below the path', async () => {
  const asked: string[] = [];
  dashboard = await Dashboard.open(browser, server, { path: '/sign-in' });
  const { page, context } = dashboard;
  page.on('request', (request) => asked.push(request.url()));
  await context.route('**/graphql', (route) => route.abort());
  await dashboard.enterPassword('maria', PASSWORD);
  await page.waitForRequest('**/healthz');
  await context.unroute('**/graphql');
  expectWithin(asked, '/sign-in');
  dashboard.forgive(/ERR_FAILED|Failed to load/);
});
