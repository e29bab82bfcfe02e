import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../support/authenticator.js';
import { CREATE_APP_PASSWORD } from '../support/backends.js';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, PASSWORD, protectedAccount, signInWithCode } from '../support/flows.js';
import { registerKey } from '../support/security-keys.js';
import { ADMIN } from '../support/server.js';

/** What a page would run, or fill in, if it took a name for anything but text. */
const PAYLOADS = [
  '<img src=x onerror="window.pwned=1">',
  '<script>window.pwned=1</script>',
  '"><svg onload=window.pwned=1>',
  'javascript:window.pwned=1',
  '</textarea><iframe srcdoc="<script>parent.pwned=1</script>">',
  '%{login} |||| $& {{1+1}} ${1+1}',
];

const suite = new DashboardSuite();

let attacker: Server;
let attackerUrl: string;
beforeAll(async () => {
  attacker = createServer((request, response) => {
    const framed = new URL(request.url ?? '/', 'http://localhost').searchParams.get('frame');
    response.setHeader('Content-Type', 'text/html');
    response.end(
      framed === null
        ? '<p>Of the attacker</p>'
        : `<iframe src="/?own"></iframe><iframe id="framed" src="${framed}" width="900" height="600"></iframe>`,
    );
  }).listen(0, 'localhost');
  await once(attacker, 'listening');
  attackerUrl = `http://localhost:${(attacker.address() as AddressInfo).port}`;
});
afterAll(() => attacker.close());

/** Nothing has run; a breach of the content security policy has failed the test besides. */
const expectHarmless = async () => {
  expect(await suite.page.evaluate(() => (window as { pwned?: unknown }).pwned)).toBeUndefined();
  expect(await suite.page.locator('svg[onload], img[onerror], iframe, script:not([src])').count()).toBe(0);
  expect(await suite.page.locator('a[href^="javascript:"]').count()).toBe(0);
};

test('clickjacking: a page of another origin that frames the dashboard of someone signed in shows nothing', async () => {
  await createAccount(suite.admin, 'framed@example.org');
  const page = await suite.open('framed@example.org', '/security');
  for (const path of ['/security', '/sign-in', '/healthz']) {
    await page.goto(`${attackerUrl}/?frame=${encodeURIComponent(suite.server.url + path)}`);
    const [, own, framed] = page.frames();
    expect(await own?.locator('p').innerText()).toBe('Of the attacker');
    expect(framed?.url()).toBe('chrome-error://chromewebdata/');
  }
  suite.dashboard.forgive(/frame-ancestors|X-Frame-Options|chrome-error|ERR_BLOCKED_BY_RESPONSE/);
});

test('a page that opens the dashboard has no hold of its window', async () => {
  await createAccount(suite.admin, 'opened@example.org');
  const page = await suite.open('opened@example.org', '/security');
  await page.goto(attackerUrl);
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((url) => void Object.assign(window, { opened: window.open(url) }), suite.server.url),
  ]);
  await opened.getByRole('button', { name: /^Your account/ }).waitFor();
  expect(await opened.evaluate(() => window.opener as unknown)).toBeNull();
  expect(await page.evaluate(() => (window as unknown as { opened: Window }).opened.closed)).toBe(true);
  // Browsers ask every origin for an icon.
  suite.dashboard.forgive(/404/);
});

test('stored XSS: names of accounts, devices, keys and app passwords are text to their owner and to administrators', async () => {
  const { server } = suite;
  const login = '<b onmouseover=window.pwned=1>xss@example.org';
  const { id, secret, client } = await protectedAccount(server, suite.admin, login);
  await suite.admin.data(
    'mutation ($id: ID!, $name: String) { updateAccount(id: $id, input: { displayName: $name }) { id } }',
    { id, name: PAYLOADS[0] },
  );
  const { myDevices } = await client.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
  for (const [place, name] of PAYLOADS.entries()) {
    await registerKey(client, new SoftAuthenticator(server.url), name);
    await client.data(CREATE_APP_PASSWORD, { name, scopes: ['imap'] });
    if (place > 0) {
      const { device } = await signInWithCode(server, server.client(), login, secret);
      myDevices.push(device);
    }
    await client.data('mutation ($id: ID!, $name: String!) { renameDevice(id: $id, name: $name) { id } }', {
      id: myDevices.at(-1)?.id,
      name,
    });
  }
  const expectShown = async (paths: string[]) => {
    for (const path of paths) {
      await suite.page.goto(server.url + path);
      for (const name of PAYLOADS) await suite.page.getByText(name, { exact: true }).first().waitFor();
      await expectHarmless();
    }
  };

  const page = await suite.open(login, '/security', secret);
  await expectShown(['/security', '/security/devices', '/security/app-passwords']);
  for (const name of PAYLOADS) {
    await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await suite.question(`Revoke “${name}”?`).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  }
  await suite.dashboard.inspect('hostile-names');
  await page.goto(`${server.url}/security/activity`);
  await page
    .getByText(/^App password “.*” created$/)
    .first()
    .waitFor();
  await expectHarmless();
  await suite.dashboard.close();

  await suite.open(ADMIN.login, '/accounts');
  await expectShown(['/devices', '/tokens']);
  await suite.page.goto(`${server.url}/accounts/${id}`);
  await suite.page.getByRole('heading', { name: login, exact: true }).waitFor();
  await suite.page
    .getByText(PAYLOADS[5] ?? '', { exact: true })
    .first()
    .waitFor();
  await expectHarmless();
  await suite.dashboard.inspect('hostile-account');
  for (const path of ['/accounts', '/audit']) {
    await suite.page.goto(server.url + path);
    await suite.page.getByText(login).first().waitFor();
    await expectHarmless();
  }
}, 120_000);

test('a script in the address does not run: not as filter, not as page to go on to', async () => {
  const page = await suite.open(ADMIN.login, '/');
  const filter = encodeURIComponent(JSON.stringify({ search: PAYLOADS[1] }));
  await page.goto(`${suite.server.url}/accounts?filter=${filter}`);
  await page.getByText('Nothing matches these filters.').waitFor();
  await expectHarmless();
  await page.goto(`${suite.server.url}/security/%3Cscript%3Ewindow.pwned=1%3C%2Fscript%3E`);
  await suite.dashboard.heading('There is no such page').waitFor();
  await expectHarmless();
});

test('after a full sign-in no secret is in an address, in storage, in the history or within reach of scripts', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'secret@example.org');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/security/devices' });
  const { page } = suite;
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url(), request.headers()['referer'] ?? ''));
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  await suite.dashboard.enterPassword('secret@example.org', PASSWORD);
  await page.getByLabel('Trust this device for 30 days').check();
  const code = suite.codeOf(secret);
  await page.getByLabel('Six-digit code').fill(code);
  await page.getByText(/^Trusted until/).waitFor();
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Signed in').first().waitFor();
  const kept = await page.evaluate(async () =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      history.state,
      location.href,
      await indexedDB.databases(),
      await caches.keys(),
    ]),
  );
  const cookies = await suite.dashboard.context.cookies();
  expect(cookies.length).toBe(2);
  for (const value of [PASSWORD, code, secret, ...cookies.map((cookie) => cookie.value)]) {
    expect(kept).not.toContain(value);
    expect(decodeURIComponent(addresses.join('\n'))).not.toContain(value);
  }
  for (const { httpOnly, sameSite } of cookies) {
    expect(httpOnly).toBe(true);
    expect(sameSite).not.toBe('None');
  }
});

test('after signing out, back shows nothing of the account', async () => {
  await createAccount(suite.admin, 'leaver@example.org');
  const page = await suite.open('leaver@example.org', '/security/devices');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Account created').waitFor();
  await suite.dashboard.button(/^Your account/).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await page.goBack();
  await suite.dashboard.heading('Sign in').waitFor();
  expect(await page.getByText('leaver@example.org').count()).toBe(0);
  expect(await page.getByText('Account created').count()).toBe(0);
});
