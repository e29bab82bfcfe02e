import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../server/database/clock.js';
import { startChromium } from '../support/browser.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import { administrator, createAccount, signedIn } from '../support/flows.js';
import { MailRelay } from '../support/mail-relay.js';
import { ADMIN, startTestServer, type TestServer } from '../support/server.js';

const relay = new MailRelay();
let browser: Browser;
let silent: TestServer;
let telling: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  await relay.start();
  browser = await startChromium();
  silent = await startTestServer();
  telling = await startTestServer({ SMTP_URL: relay.url, MAIL_FROM: 'noreply@example.org' });
  // The tests say when it is time.
  await telling.app.services.outbox.stop();
  await telling.app.services.jobs.stop(MINUTE);
});
let admin: Client;
beforeEach(async () => {
  admin = await administrator(telling);
});
afterEach(async () => {
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await silent.stop();
  await telling.stop();
  await relay.stop();
});

async function open(server: TestServer, login: string, password: string, path: string): Promise<Dashboard> {
  dashboard = await Dashboard.open(browser, server, { path });
  await dashboard.enterPassword(login, password);
  return dashboard;
}
const notices = () => dashboard.page.getByRole('region', { name: 'Notices' });

test('administrators see that nobody is told of anything while e-mail is not set up', async () => {
  await open(silent, ADMIN.login, ADMIN.password, '/');
  await notices().getByText('E-mail is not set up').waitFor();
  await dashboard.inspect('notices-off');
});

test('administrators see how many notices wait, and how many were given up', async () => {
  await createAccount(admin, 'refused@example.org');
  relay.refuseRecipients = 550;
  await signedIn(telling.client(), 'refused@example.org');
  await telling.app.services.outbox.sendDue();
  relay.refuseRecipients = undefined;
  await signedIn(telling.client(), 'refused@example.org');
  await open(telling, ADMIN.login, ADMIN.password, '/');
  await notices().getByText('E-mail is sent').waitFor();
  expect(await notices().getByText('1 waits to be sent.').isVisible()).toBe(true);
  expect(await notices().getByText('1 not sent').isVisible()).toBe(true);
  await dashboard.inspect('notices-failed');
  await telling.app.services.outbox.sendDue();
});
