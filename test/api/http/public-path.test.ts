import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../../support/client.js';
import { administrator, createAccount, ME, SIGN_IN } from '../../support/flows.js';
import { linkSentTo } from '../../support/mail-links.js';
import { MailRelay } from '../../support/mail-relay.js';
import { ADMIN, startNotifyingServer, startTestServer, type TestServer } from '../../support/server.js';

const ORIGIN = 'https://example.org';
const PATH = '/suite/auth';

const relay = new MailRelay();
let server: TestServer;
let local: string;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, {
    PUBLIC_URL: `${ORIGIN}${PATH}/`,
    WEBAUTHN_ORIGINS: 'https://mail.example.org',
  });
  local = `http://localhost:${server.port}`;
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const browser = (url = local + PATH) => new Client(url, { origin: ORIGIN });
const page = (path: string) => fetch(local + path, { redirect: 'manual' });

test.each([
  ['that passes paths on as they are', PATH],
  ['that takes the path off', ''],
])('behind a proxy %s, everything is found', async (_name, prefix) => {
  const client = browser(local + prefix);
  await client.data(SIGN_IN, ADMIN);
  expect(await client.data(ME)).toMatchObject({ me: { login: ADMIN.login } });
  for (const path of ['/healthz', '/readyz', '/', '/sign-in', '/security/devices']) {
    expect((await page(prefix + path)).status, path).toBe(200);
  }
  expect((await page(`${prefix}/auth/basic?scope=dav`)).status).toBe(401);
  expect((await page(`${prefix}/nothing`)).status).toBe(404);
  expect((await page(`${prefix}/export/accounts.csv`)).status).toBe(401);
});

test('paths that only begin alike are others', async () => {
  for (const path of [`${PATH}healthz`, `${PATH}x/healthz`, '/suite/healthz']) {
    expect((await page(path)).status).toBe(404);
  }
  expect((await page(PATH)).status).toBe(200);
  expect((await page(`${PATH}?from=mail`)).status).toBe(200);
});

test('the page finds its files, and its script the path', async () => {
  const html = await (await page(`${PATH}/security/devices`)).text();
  expect(html).toContain(`data-root="${PATH}/"`);
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    expect(file.startsWith(`${PATH}/assets/`), file).toBe(true);
    const answer = await page(file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    await answer.body?.cancel();
  }
});

test('cookies go to the path alone, which __Host- does not allow', async () => {
  const answer = await browser().post(JSON.stringify({ query: SIGN_IN, variables: ADMIN }));
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Secure-latchkey/);
    expect(cookie).toContain(`; Path=${PATH};`);
    expect(cookie).toContain('; Secure');
    expect(cookie).not.toContain('Domain');
  }
});

test('links in mails, and what is looked up at the root of the host, lead below the path', async () => {
  const admin = browser();
  await admin.data(SIGN_IN, ADMIN);
  await admin.data('mutation { createAccount(input: { login: "linked@example.org" }) { id } }');
  await server.app.services.outbox.sendDue();
  expect(linkSentTo(relay, 'linked@example.org')).toMatch(/^https:\/\/example\.org\/suite\/auth\/activate#/);
  const { headers } = await page('/.well-known/change-password');
  expect(headers.get('location')).toBe(`${ORIGIN}${PATH}/security/password`);
  expect(await (await page('/.well-known/passkey-endpoints')).json()).toMatchObject({
    enroll: `${ORIGIN}${PATH}/security`,
  });
});

test('keys are of the host, whatever the path', async () => {
  expect(await (await page('/.well-known/webauthn')).json()).toEqual({
    origins: [ORIGIN, 'https://mail.example.org'],
  });
  const admin = browser();
  await admin.data(SIGN_IN, ADMIN);
  const { beginSecurityKeyRegistration: options } = await admin.data<{
    beginSecurityKeyRegistration: { rp: { id: string } };
  }>('mutation { beginSecurityKeyRegistration }');
  expect(options.rp.id).toBe('example.org');
});

test('a page of the host that is none of ours may not send mutations; no page of ours says so with its path', async () => {
  const { errors } = await new Client(local + PATH, { origin: 'https://evil.example' }).request(
    SIGN_IN,
    ADMIN,
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', publicUrl: ORIGIN + PATH });
});

test('without a path nothing has changed', async () => {
  const plain = await startTestServer();
  await createAccount(await administrator(plain), 'plain');
  const html = await (await fetch(plain.url)).text();
  expect(html).toContain('data-root="/"');
  expect(html).toContain('src="/assets/');
  await plain.stop();
});
