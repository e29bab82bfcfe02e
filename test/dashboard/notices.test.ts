import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../server/platform/clock.js';
import { leaveChromium, startChromium } from '../support/browser.js';
import type { Client } from '../support/client.js';
import { Dashboard } from '../support/dashboard.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../support/flows.js';
import { MailRelay } from '../support/mail-relay.js';
import { linkSentTo } from '../support/mail-links.js';
import { ADMIN, startNotifyingServer, startTestServer, type TestServer } from '../support/server.js';

const relay = new MailRelay();
let browser: Browser;
let silent: TestServer;
let telling: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  await relay.start();
  browser = await startChromium();
  silent = await startTestServer();
  telling = await startNotifyingServer(relay.url);
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
  await leaveChromium(browser);
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

const contact = () => dashboard.page.getByRole('region', { name: 'Security alerts' });

test('one says where one wants to be told and confirms it; what is no address is refused, and the earlier one is told', async () => {
  await createAccount(admin, 'first@example.org');
  const { page } = await open(telling, 'first@example.org', PASSWORD, '/security');
  await contact().getByText('first@example.org').waitFor();
  await dashboard.inspect('contact');
  await dashboard.button('Change the address').click();
  const dialog = page.getByRole('dialog', { name: 'Security alerts' });
  const email = dialog.getByLabel('E-mail address');
  await email.fill('second@');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('That is not an e-mail address.').waitFor();
  await dashboard.inspect('contact-mistyped');
  await email.fill('second@example.net');
  await dialog.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  telling.clock.advance(11 * MINUTE);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await proof.getByLabel('Your password').fill(PASSWORD);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await contact().getByText('second@example.net').waitFor();
  expect(await contact().getByText('Language: Deutsch').isVisible()).toBe(true);
  await contact().getByText('Waiting until somebody there opens the link', { exact: false }).waitFor();
  await dashboard.inspect('contact-pending');

  await telling.app.services.outbox.sendDue();
  await page.goto(linkSentTo(relay, 'second@example.net'));
  await dashboard.inspect('confirm-address');
  await dashboard.button('Confirm').click();
  await page.getByText('From now on messages about the account are sent there', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Go on' }).click();
  await page.goto(`${telling.url}/security`);
  await contact().getByText('Notices go here', { exact: false }).waitFor();
  expect(await contact().getByText('second@example.net').isVisible()).toBe(true);
  await telling.app.services.outbox.sendDue();
  const told = relay.received.filter(({ mail }) => mail.subject!.includes('geändert'));
  expect(told.flatMap(({ to }) => to).toSorted()).toEqual(['first@example.org', 'second@example.net']);
});

test('where no e-mail is sent one is told so, and where there is no address', async () => {
  await createAccount(await administrator(silent), 'told@example.org');
  await createAccount(admin, 'nowhere');
  await open(silent, 'told@example.org', PASSWORD, '/security');
  await contact().getByText('This service does not send e-mail yet', { exact: false }).waitFor();
  await dashboard.inspect('contact-silent');
  await dashboard.close();
  await open(telling, 'nowhere', PASSWORD, '/security');
  await contact().getByText('No address').waitFor();
  await contact().getByText('Without an address, nobody is alerted.').waitFor();
});

test('an administrator sees and changes where an account is written to', async () => {
  const id = await createAccount(admin, 'helped');
  const { page } = await open(telling, ADMIN.login, ADMIN.password, `/accounts/${id}`);
  await page.getByText('No address').waitFor();
  await dashboard.button('Change the address').click();
  await page.getByLabel('E-mail address').fill('helped@example.org');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('helped@example.org').first().waitFor();
  await page.getByText('Address for notices to be confirmed').waitFor();
  await dashboard.inspect('contact-of-account');
});
