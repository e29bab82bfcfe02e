import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, createAccount, ME, PASSWORD, SIGN_IN, signedIn } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const FRIEND = 'https://mail.example.org';
const FOE = 'https://evil.example';
const SIGN_OUT = 'mutation { signOut }';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ ALLOWED_ORIGINS: FRIEND });
  await createAccount(await administrator(server), 'maria');
});
afterAll(() => server.stop());

/** A client that carries another's cookies, as a browser does for a forged request. */
async function withCookies(origin: string | null) {
  const victim = server.client();
  await signedIn(victim, 'maria');
  const forged = server.client({ origin });
  for (const [name, value] of victim.cookies) forged.cookies.set(name, value);
  return { victim, forged };
}

test.each([
  ['a foreign origin', FOE],
  ['no origin', null],
  ['a null origin', 'null'],
])('CSRF: a mutation by cookie with %s is refused and changes nothing', async (_name, origin) => {
  const { victim, forged } = await withCookies(origin);
  expect(await forged.code(SIGN_OUT)).toBe('FORBIDDEN');
  expect(await victim.data(ME)).toMatchObject({ me: { login: 'maria' } });
});

test('login CSRF: signing in from a foreign origin is refused and sets no cookie', async () => {
  const foe = server.client({ origin: FOE });
  expect(await foe.code(SIGN_IN, { login: 'maria', password: PASSWORD })).toBe('FORBIDDEN');
  expect(foe.cookies.size).toBe(0);
});

test('CSRF by form post, text/plain and GET: simple requests that need no preflight are not GraphQL requests', async () => {
  const { victim, forged } = await withCookies(server.url);
  const body = JSON.stringify({ query: SIGN_OUT });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const response = await forged.post(body, { 'content-type': type });
    expect(response.status).toBeGreaterThanOrEqual(400);
  }
  const get = await fetch(`${server.url}/graphql?query=${encodeURIComponent(SIGN_OUT)}`, {
    headers: { cookie: [...victim.cookies].map((pair) => pair.join('=')).join('; ') },
  });
  expect(get.status).toBeGreaterThanOrEqual(400);
  expect(await victim.data(ME)).toMatchObject({ me: { login: 'maria' } });
});

test('an allowed origin may call, with and without cookies, and gets CORS leave', async () => {
  const preflight = await fetch(`${server.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: FRIEND, 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(FRIEND);
  const friend = server.client({ origin: FRIEND });
  await signedIn(friend, 'maria');
  expect(await friend.data(SIGN_OUT)).toEqual({ signOut: true });
  const foreign = await server.client({ origin: FOE }).request(ME);
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  'capacitor://localhost',
  'ionic://localhost',
  'app://-',
  'app://obsidian.md',
  'tauri://localhost',
])('an app in a web view, %s, is an origin that can be allowed', async (origin) => {
  const apps = await startTestServer({ ALLOWED_ORIGINS: `${FRIEND},${origin}` });
  const app = apps.client({ origin });
  await signedIn(app, ADMIN.login, ADMIN.password);
  const answer = await app.request(SIGN_OUT);
  expect(answer.data).toEqual({ signOut: true });
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  const other = apps.client({ origin: 'capacitor://elsewhere' });
  expect(await other.code(SIGN_IN, ADMIN)).toBe('FORBIDDEN');
  await apps.stop();
});

test('`null`, when it is allowed by name, is good for bearer tokens and never for cookies', async () => {
  const apps = await startTestServer({ ALLOWED_ORIGINS: 'null' });
  const file = apps.client({ origin: 'null' });
  const { token } = await signedIn(file, ADMIN.login, ADMIN.password);
  const byCookie = await file.request(SIGN_OUT);
  expect(byCookie.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(byCookie.headers.get('access-control-allow-origin')).toBe('null');
  expect(byCookie.headers.get('access-control-allow-credentials')).toBeNull();
  const withToken = apps.client({ origin: 'null', bearer: token });
  expect(await withToken.data(SIGN_OUT)).toEqual({ signOut: true });
  await apps.stop();
});

test('a page that was opened at another address of ours is told which to open', async () => {
  const here = server.client({ origin: server.url.replace('localhost', '127.0.0.1') });
  const { errors } = await here.request(SIGN_IN, { login: 'maria', password: PASSWORD });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', publicUrl: server.url });
  expect(errors?.[0]?.message).toContain(server.url);
});

test('a bearer token needs no origin', async () => {
  const { token } = await signedIn(server.client({ origin: null }), 'maria');
  const app = server.client({ origin: null, bearer: token });
  expect(await app.data(SIGN_OUT)).toEqual({ signOut: true });
});

test('cookies are HttpOnly, SameSite=Lax, for the whole site, and gone after signing out', async () => {
  const client = server.client();
  const response = await client.post(
    JSON.stringify({ query: SIGN_IN, variables: { login: 'maria', password: PASSWORD } }),
  );
  const cookies = response.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^latchkey/);
    expect(cookie).toContain('; HttpOnly');
    expect(cookie).toContain('; SameSite=Lax');
    expect(cookie).toContain('; Path=/');
    expect(cookie).not.toContain('Secure');
  }
  await client.data(SIGN_OUT);
  expect(client.cookies.has('latchkey')).toBe(false);
});

test('under https cookies are Secure and carry the __Host- prefix', async () => {
  const https = await startTestServer({ PUBLIC_URL: 'https://auth.example.org' });
  const response = await fetch(`http://localhost:${https.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://auth.example.org' },
    body: JSON.stringify({
      query: SIGN_IN,
      variables: { login: 'admin', password: 'correct horse battery staple' },
    }),
  });
  const cookies = response.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-latchkey/);
    expect(cookie).toContain('; Secure');
    expect(cookie).not.toContain('Domain');
  }
  // Of domains below ours, which may be other people's, nothing is promised unless that is asked for.
  expect(response.headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/);
  await https.stop();
  const all = await startTestServer({ PUBLIC_URL: 'https://auth.example.org', HSTS_SUBDOMAINS: 'on' });
  const { headers } = await fetch(`http://localhost:${all.port}/healthz`);
  expect(headers.get('strict-transport-security')).toMatch(/; includeSubDomains$/);
  await all.stop();
});
