import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OidcRecord } from '../../../server/integrations/openid-connect/oidc-record.entity.js';
import { MINUTE } from '../../../server/platform/clock.js';
import { sha256 } from '../../../server/platform/encryption/secrets.js';
import { createApplication } from '../../support/applications.js';
import { stopCall } from '../../support/barrier.js';
import { Client } from '../../support/client.js';
import { administrator, createAccount, ME, signedIn, updateSettings } from '../../support/flows.js';
import { ask, codeIn, NAVIGATION, pathOf, Visitor } from '../../support/forward.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const [A, B] = ['a.example.org', 'b.example.org:8443'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  const admin = await administrator(server);
  for (const host of [A, B]) {
    await createApplication(admin, { kind: 'FORWARD', name: host, hosts: [host], redirectUris: [] });
  }
  await createAccount(admin, 'maria');
  await createAccount(admin, 'mallory');
});
afterAll(() => server.stop());

async function visitor(login = 'maria'): Promise<Visitor> {
  const client = server.client();
  await signedIn(client, login);
  return new Visitor(server, client);
}

/** What a proxy for the host is answered when the browser has this for a pass. */
const statusWith = async (host: string, pass: string): Promise<number> => {
  const port = /:(\d+)$/.exec(host)?.[1];
  const cookie = `latchkey_pass${port === undefined ? '' : `_${port}`}=${pass}`;
  return (await new Visitor(server, server.client()).check(host, { headers: { cookie } })).status;
};

async function inMode(stored: boolean): Promise<void> {
  await updateSettings(await administrator(server), { storeAuthTokenInDB: stored });
}

for (const stored of [true, false]) {
  test(`a pass of A at B (${stored ? 'stored' : 'signed'} tokens)`, async () => {
    await inMode(stored);
    try {
      const maria = await visitor();
      await maria.enter(A);
      const pass = maria.pass(A);
      expect(await statusWith(A, pass)).toBe(200);
      expect(await statusWith(B, pass)).toBe(401);
    } finally {
      await inMode(true);
    }
  });

  test(`a pass as our own cookie or bearer token (${stored ? 'stored' : 'signed'} tokens)`, async () => {
    await inMode(stored);
    try {
      const maria = await visitor();
      const [[name, token]] = [...maria.client.cookies] as [[string, string]];
      await maria.enter(A);
      for (const value of [maria.pass(A), `lk_${maria.pass(A)}`]) {
        const thief = server.client();
        thief.cookies.set(name, value);
        expect(await thief.data(ME)).toEqual({ me: null });
        expect(await server.client({ bearer: value }).data(ME)).toEqual({ me: null });
      }
      // Nor the other way round.
      expect(await statusWith(A, token)).toBe(401);
      expect(await statusWith(A, token.slice('lk_'.length))).toBe(401);
    } finally {
      await inMode(true);
    }
  });
}

test('a forged host: neither in other spellings nor beside another', async () => {
  const maria = await visitor();
  await maria.enter(A);
  const cookie = `latchkey_pass=${maria.pass(A)}`;
  const status = async (host: string | string[]) =>
    (await maria.check(A, { headers: { cookie, 'x-forwarded-host': host } })).status;
  expect(await status('A.Example.org:80')).toBe(200);
  for (const host of [
    `${A}, ${B}`,
    [A, B],
    `${A}.`,
    `${A}:8443`,
    `${B}@${A}`,
    `${A}/`,
    `${A}#`,
    `${A}\\`,
    ` ${A}:`,
    `${A}%00`,
    '',
  ]) {
    expect(await status(host), JSON.stringify(host)).toBe(403);
  }
});

test('a code as a pass', async () => {
  const maria = await visitor();
  expect(await statusWith(A, codeIn((await maria.begin(A)).location))).toBe(401);
});

test('a malformed pass, and one for a session of somebody’s choice', async () => {
  const maria = await visitor();
  await maria.enter(A);
  const [tokenId, keyId, mac] = maria.pass(A).split('.') as [string, string, string];
  const mallory = await visitor('mallory');
  await mallory.enter(A);
  const [otherId] = mallory.pass(A).split('.') as [string];
  const flipped = (mac.startsWith('A') ? 'B' : 'A') + mac.slice(1);
  for (const pass of [
    '',
    'x',
    tokenId,
    `${tokenId}.${keyId}.`,
    `${tokenId}.${keyId}.${flipped}`,
    `${tokenId}.${keyId}.${mac}A`,
    `${tokenId}.00000000.${mac}`,
    `${otherId}.${keyId}.${mac}`,
    `${tokenId.toUpperCase()}.${keyId}.${mac}`,
    'eyJhbGciOiJub25lIn0.e30.',
    `${'x'.repeat(5000)}.y.z`,
  ]) {
    expect(await statusWith(A, pass), pass).toBe(401);
  }
  expect(await statusWith(A, `${tokenId}.${keyId}.${mac}`)).toBe(200);
});

test('login CSRF: a callback with a code of the attacker’s, in a browser that began itself or did not', async () => {
  const mallory = await visitor('mallory');
  const { location } = await mallory.begin(A);
  const stranger = new Visitor(server, server.client());
  const cold = await stranger.there(A, pathOf(location));
  expect([cold.status, cold.headers['set-cookie']]).toEqual([400, undefined]);
  const maria = await visitor();
  await maria.begin(A);
  const warm = await maria.there(A, pathOf(location));
  expect([warm.status, maria.pass(A)]).toEqual([400, '']);
  // It was the attacker's, and still is.
  expect((await mallory.there(A, pathOf(location))).status).toBe(302);
});

test('a code at another host, at another time, or twice', async () => {
  const maria = await visitor();
  const first = await maria.begin(A);
  const code = codeIn(first.location);
  // The secret of this browser is B's as well.
  maria.jar(B).set('latchkey_pass_8443_nonce', maria.jar(A).get('latchkey_pass_nonce')!);
  expect((await maria.there(B, `/.latchkey/callback?code=${code}&to=/`)).status).toBe(400);
  expect((await maria.there(A, pathOf(first.location))).status).toBe(302);
  maria.jar(A).delete('latchkey_pass');
  const again = await maria.there(A, pathOf(first.location));
  expect([again.status, again.body.includes('has been used')]).toEqual([400, true]);
  expect(maria.pass(A)).toBe('');
  const late = await maria.begin(A);
  server.clock.advance(MINUTE);
  expect((await maria.there(A, pathOf(late.location))).status).toBe(400);
});

test('parallel redemption: both have found the code, one gets a pass', async () => {
  const maria = await visitor();
  const { location } = await maria.begin(A);
  const { guard } = server.app.services;
  const barrier = stopCall(guard, 'own');
  const one = maria.there(A, pathOf(location));
  await barrier.reached;
  const two = await maria.there(A, pathOf(location));
  barrier.release();
  expect([(await one).status, two.status].sort()).toEqual([302, 400]);
});

test('the code is nowhere at rest, and a session’s codes do not pile up', async () => {
  const maria = await visitor();
  await maria.enter(B);
  const [sessionId] = maria.pass(B).split('.') as [string];
  const code = codeIn((await maria.begin(A)).location);
  const rows = await server.app.database.manager.findBy(OidcRecord, { kind: 'ForwardCode' });
  expect(JSON.stringify(rows)).not.toContain(code);
  server.clock.advance(MINUTE);
  await maria.begin(A);
  await maria.begin(A);
  expect(await server.app.database.manager.countBy(OidcRecord, { sessionId, kind: 'ForwardCode' })).toBe(2);
});

test('open redirects: wherever it is asked to go, it stays on the host or here', async () => {
  const maria = await visitor();
  for (const to of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '@evil.example',
    '.evil.example',
    ':8443@evil.example/',
    '/%0d%0aSet-Cookie:x=1',
    '/\r\nSet-Cookie: x=1',
    '/.latchkey/sign-out',
  ]) {
    const back = await maria.enter(A, to);
    expect(new URL(back.location).origin, to).toBe(`http://${A}`);
    expect(back.location).not.toContain('sign-out');
    const checked = await new Visitor(server, server.client()).check(A, {
      uri: encodeURI(to).replace(/%5C/gi, '\\'),
      headers: NAVIGATION,
    });
    expect(new URL(checked.location).origin, to).toBe(`http://${A}`);
    const on = await maria.here(`/auth/continue?to=${encodeURIComponent(to)}`);
    expect(on.location, to).toBe('/');
    const out = await maria.there(A, `/.latchkey/sign-out?to=${encodeURIComponent(to)}`);
    expect(out.location).toBe(`${server.url}/auth/sign-out`);
  }
  const challenge = sha256('of nobody');
  for (const host of ['evil.example', `${A}@evil.example`, `evil.example/${A}`, `${A}.evil.example`]) {
    const query = new URLSearchParams({ host, challenge, to: '/' });
    const { status, location } = await maria.here(`/auth/forward/start?${query.toString()}`);
    expect([status >= 400, location], host).toEqual([true, '']);
  }
  for (const to of [
    '/auth/forward/start/../../graphql',
    '/auth/forward/startle',
    '/graphql',
    '/auth/forward/start#x',
  ]) {
    const on = await maria.here(`/auth/continue?to=${encodeURIComponent(to)}`);
    expect(on.location, to).toBe('/');
  }
});

test('forged X-Forwarded-*: two values, another scheme, none', async () => {
  const maria = await visitor();
  await maria.enter(A);
  const headers = maria.proxied(A);
  const status = async (more: Record<string, string | string[]>) =>
    (await ask(server, '/auth/forward', { ...headers, ...more })).status;
  expect(await status({})).toBe(200);
  expect(await status({ 'x-forwarded-proto': 'ws' })).toBe(200);
  expect(await status({ 'x-forwarded-proto': 'https' })).toBe(403);
  expect(await status({ 'x-forwarded-proto': 'http, https' })).toBe(403);
  expect(await status({ 'x-forwarded-host': [B, A] })).toBe(403);
  // A host of the request's own says nothing.
  const { 'x-forwarded-host': _, ...without } = headers;
  expect((await ask(server, '/auth/forward', { ...without, host: A })).status).toBe(403);
  expect((await ask(server, '/auth/forward', headers, 'POST')).status).toBe(405);
});

test('header spoofing: ours says who it is, and spellings that a proxy may pass on are refused', async () => {
  const maria = await visitor();
  await maria.enter(A);
  const check = (headers: Record<string, string>) => maria.check(A, { headers });
  const replaced = await check({ 'x-latchkey-user': 'admin', 'X-LATCHKEY-GROUPS': 'admins' });
  expect(replaced.headers).toMatchObject({ 'x-latchkey-user': 'maria', 'x-latchkey-groups': '' });
  for (const name of [
    'X_Latchkey_User',
    'X-Latchkey_User',
    'x_latchkey-user',
    'X.Latchkey.User',
    'X-Latchkey.Groups',
    'X_LATCHKEY_EMAIL',
  ]) {
    expect((await check({ [name]: 'admin' })).status, name).toBe(403);
  }
  expect((await check({ 'X-Latch': 'x', X_Other_Header: 'x' })).status).toBe(200);
});

test('a WebSocket: without a pass, with one, and opened by a page of another site', async () => {
  const maria = await visitor();
  await maria.enter(A);
  const socket = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-version': '13',
    'sec-fetch-mode': 'websocket',
  };
  const nobody = new Visitor(server, server.client());
  const refused = await nobody.check(A, { headers: { ...socket, origin: `http://${A}` } });
  expect([refused.status, refused.location]).toEqual([401, '']);
  const status = async (headers: Record<string, string>) => (await maria.check(A, { headers })).status;
  expect(await status({ ...socket, origin: `http://${A}` })).toBe(200);
  // Programs have no origin.
  expect(await status(socket)).toBe(200);
  expect(await status({ ...socket, origin: `http://${B}` })).toBe(403);
  const { connection: _c, upgrade: _u, ...passedOn } = socket;
  expect(await status({ ...passedOn, origin: 'https://evil.example' })).toBe(403);
});

test('an untrusted proxy is refused wherever X-Forwarded-* counts, by a page and a line in the log', async () => {
  const untrusting = await startTestServer();
  try {
    const mallory = new Visitor(untrusting, untrusting.client());
    const refused = await mallory.check(A, { headers: NAVIGATION });
    expect([refused.status, refused.location]).toEqual([403, '']);
    expect(refused.body).toContain('TRUSTED_PROXIES');
    for (const page of ['start', 'callback', 'sign-out']) {
      const { status, headers } = await mallory.there(A, `/.latchkey/${page}`);
      expect([status, headers['set-cookie']]).toEqual([403, undefined]);
    }
    const line = untrusting.logLines.find((logged) => logged.includes('UNTRUSTED_PROXY'));
    expect(JSON.parse(line!)).toMatchObject({
      level: 40,
      proxy: expect.stringContaining('127.0.0.1') as string,
    });
  } finally {
    await untrusting.stop();
  }
});

test('with https, cookies are __Host- and Secure, and a proxy that says http is refused', async () => {
  const secure = await startTestServer({
    TRUSTED_PROXIES: 'loopback',
    PUBLIC_URL: 'https://auth.example.org',
  });
  try {
    const client = new Client(`http://127.0.0.1:${secure.port}`, { origin: 'https://auth.example.org' });
    await signedIn(client, 'admin', 'correct horse battery staple');
    await createApplication(client, { kind: 'FORWARD', name: 'A', hosts: [A], redirectUris: [] });
    const admin = new Visitor(secure, client, 'https');
    const back = await admin.enter(A);
    expect(back.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-latchkey_pass=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(await admin.status(A)).toBe(200);
    const plain = await admin.check(A, { headers: { 'x-forwarded-proto': 'http' } });
    expect(plain.status).toBe(403);
  } finally {
    await secure.stop();
  }
});
