import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { leaveChromium, startChromium } from '../support/browser.js';
import { Client } from '../support/client.js';
import { createAccount, PASSWORD, setUpApp, signedIn } from '../support/flows.js';
import { ADMIN, startTestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

test('a front end of one page and one script signs in from its own origin, and trusts the device', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-example-'));
  await build({
    root: 'test/client/example',
    configFile: false,
    logLevel: 'silent',
    build: { outDir: folder, target: 'es2023' },
  });
  const site = createServer(sirv(folder)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`;
  const server = await startTestServer({ ALLOWED_ORIGINS: origin });
  const browser = await startChromium();

  const admin = server.client();
  await signedIn(admin, ADMIN.login, ADMIN.password);
  await createAccount(admin, 'front@example.org');
  const person = new Client(server.url);
  await signedIn(person, 'front@example.org');
  const secret = await setUpApp(server, person);

  const page = await browser.newPage();
  await page.goto(`${origin}/?latchkey=${server.url}`);
  const status = page.getByRole('status');
  const enterPassword = async (password: string) => {
    await page.getByLabel('Login').fill('front@example.org');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await enterPassword('wrong');
  await status.getByText('INVALID_CREDENTIALS: Wrong login or password.').waitFor();
  await enterPassword(PASSWORD);
  await status.getByText('One of: AUTHENTICATOR_APP').waitFor();
  await page.getByLabel('Code').fill(appCode(secret, server.clock.now()));
  await page.getByLabel('Trust this device').check();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await status.getByText('Signed in as front@example.org').waitFor();
  await page.reload();
  await status.getByText('Signed in as front@example.org').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await status.getByText('Signed out').waitFor();
  await enterPassword(PASSWORD);
  await status.getByText('Signed in as front@example.org').waitFor();
  expect(await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage }))).toBe('{}');

  await leaveChromium(browser);
  site.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});
