import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/browser.js';
import { Dashboard } from '../support/dashboard.js';
import { createAccount, PASSWORD } from '../support/flows.js';
import { administratorOf } from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';

// Neither encrypted nor this computer's own: browsers give such pages no clipboard.
const PLAIN = 'mail.example';

let browser: Browser;
let server: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: `http://${PLAIN}` });
  browser = await launchChromium(`--host-resolver-rules=MAP ${PLAIN}:80 127.0.0.1:${server.port}`);
});
afterEach(async () => {
  // Browsers heed it over HTTPS only, and say so.
  dashboard.forgive(/Cross-Origin-Opener-Policy/);
  dashboard.expectNoProblems();
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function open(login: string): Promise<Dashboard> {
  await createAccount(await administratorOf(server), login);
  dashboard = await Dashboard.open(browser, server, { path: '/security/app-passwords' });
  await dashboard.enterPassword(login, PASSWORD);
  await dashboard.button('Create app password').click();
  await dashboard.page.getByLabel('What it is for', { exact: false }).fill('Phone');
  await dashboard.page.getByRole('dialog').getByRole('button', { name: 'Create app password' }).click();
  await dashboard.page.getByText('Your new app password').waitFor();
  return dashboard;
}

/** What a person gets who pastes. */
async function pasted(): Promise<string> {
  const { page } = dashboard;
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.querySelector('[role=dialog]')?.append(field);
    field.focus();
  });
  await page.keyboard.press('Control+V');
  return page.locator('#pasted').inputValue();
}

test('over plain http, what is shown once can be copied, also from a dialog', async () => {
  const { page } = await open('plain@example.org');
  expect(await page.evaluate(() => [window.isSecureContext, 'clipboard' in navigator])).toEqual([
    false,
    false,
  ]);
  const password = await page.getByRole('dialog').locator('code').innerText();
  await dashboard.button('Copy').click();
  await dashboard.button('Copied').waitFor();
  expect(await pasted()).toBe(password);
});

test('where the browser copies nothing, that is said, and the text is selected for Ctrl+C', async () => {
  const { page } = await open('refused@example.org');
  await page.evaluate(() => {
    Object.assign(document, { execCommand: () => false });
  });
  const password = await page.getByRole('dialog').locator('code').innerText();
  await dashboard.button('Copy').click();
  await page.getByText('press Ctrl+C', { exact: false }).waitFor();
  expect(await dashboard.button('Copied').count()).toBe(0);
  await dashboard.inspect('copy-by-hand');
  await page.getByLabel('Copy by hand').focus();
  await page.keyboard.press('Control+C');
  expect(await pasted()).toBe(password);
});
