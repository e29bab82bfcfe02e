import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify, UnsecuredJWT } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import { basicHeader } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../../support/flows.js';
import { Browser, REDIRECT_URI } from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';

/**
 * What the OpenID Foundation's conformance suite asks in the plans of its profiles “Basic OP” and “Config OP”
 * (gitlab.com/openid/conformance-suite, in its order of August 2026), by requests of our own: that suite is a program of
 * its own, with a browser and addresses under https. Each test has the name of the module that it stands for. What differs
 * is in docker/README.md.
 */
const SECOND = 1000;

let server: TestServer;
let admin: Client;
let made = 0;
let party: Party;
let second: Party;

/** A client as that suite has them: registered by hand, with a secret, and without PKCE but for one module. */
interface Party {
  clientId: string;
  secret: string;
  by: 'basic' | 'post';
}

async function registered(by: Party['by'], more: object = {}): Promise<Party> {
  const { application, clientSecret } = await createApplication(admin, {
    name: `Conformance ${++made}`,
    requirePkce: false,
    tokenEndpointAuthMethod: by === 'basic' ? 'CLIENT_SECRET_BASIC' : 'CLIENT_SECRET_POST',
    ...more,
  });
  return { clientId: application.clientId, secret: clientSecret, by };
}

beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  party = await registered('basic');
  second = await registered('basic');
  server.clock.advance(2 * SECOND);
});
afterAll(() => server.stop());

interface Person {
  id: string;
  client: Client;
  browser: Browser;
}

async function somebody(isSignedIn = true): Promise<Person & { login: string }> {
  admin = await administrator(server);
  const login = `buffy ${++made}`;
  const id = await createAccount(admin, login);
  const client = server.client();
  if (isSignedIn) await signedIn(client, login);
  return { id, login, client, browser: new Browser(server, client) };
}

interface Asked {
  parameters: Record<string, string>;
  state: string;
  nonce: string;
}

/** `undefined` leaves a parameter out. */
function asking(of: Party, more: Record<string, string | undefined> = {}): Asked {
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const all = {
    client_id: of.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid',
    state,
    nonce,
    ...more,
  };
  const given = Object.entries<string | undefined>(all).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { parameters: Object.fromEntries(given), state, nonce };
}

const addressOf = ({ parameters }: Asked): string =>
  `/oauth2/authorize?${new URLSearchParams(parameters).toString()}`;

/** The answer that the browser brings back, which is of the request and of this server. */
async function answered({ browser }: Person, asked: Asked): Promise<URLSearchParams> {
  const { left, response } = await browser.follow(addressOf(asked));
  if (!left) throw new Error(`Not sent back: ${response.status} ${await response.text()}`);
  return checked(asked, left);
}

function checked(asked: Asked, left: URL): URLSearchParams {
  expect(left.origin + left.pathname).toBe(REDIRECT_URI);
  expect(left.hash).toBe('');
  expect(left.searchParams.get('state')).toBe(asked.state);
  expect(left.searchParams.get('iss')).toBe(server.url);
  return left.searchParams;
}

interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
}

async function tokenEndpoint(
  { clientId, secret, by }: Party,
  fields: Record<string, string>,
): Promise<Response> {
  const body = new URLSearchParams(fields);
  const headers = new Headers();
  if (by === 'basic') headers.set('authorization', basicHeader(clientId, secret));
  else
    for (const [name, value] of Object.entries({ client_id: clientId, client_secret: secret }))
      body.set(name, value);
  return fetch(`${server.url}/oauth2/token`, { method: 'POST', body, headers });
}

const redeeming = (code: string, more: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  redirect_uri: REDIRECT_URI,
  code,
  ...more,
});

async function tokensOf(response: Response): Promise<Tokens> {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const tokens = (await response.json()) as Tokens;
  expect(tokens.token_type.toLowerCase()).toBe('bearer');
  expect(tokens.expires_in).toBeGreaterThan(0);
  return tokens;
}

const keys = async (): Promise<JSONWebKeySet> =>
  (await (await fetch(`${server.url}/oauth2/jwks`)).json()) as JSONWebKeySet;

/** As Core §3.1.3.7 has it. */
async function claimsOf(of: Party, idToken: string, nonce: string | undefined) {
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(await keys()), {
    issuer: server.url,
    audience: of.clientId,
    algorithms: ['RS256'],
    requiredClaims: ['sub', 'iat', 'exp'],
  });
  expect(payload['nonce']).toBe(nonce);
  return payload;
}

/** The whole of a request: the answer, the tokens, and what the ID token says. */
async function entering(person: Person, more: Record<string, string | undefined> = {}, of = party) {
  const asked = asking(of, more);
  const answer = await answered(person, asked);
  expect(answer.get('error')).toBeNull();
  const tokens = await tokensOf(await tokenEndpoint(of, redeeming(answer.get('code')!)));
  const claims = await claimsOf(of, tokens.id_token, asked.parameters['nonce']);
  expect(claims.sub).toBe(person.id);
  return { code: answer.get('code')!, tokens, claims };
}

/** The same of somebody who is asked to do something first. */
async function enteringAfter(person: Person, asked: Asked, act: () => Promise<unknown>) {
  const { url, left } = await person.browser.follow(addressOf(asked));
  expect([left, url.pathname]).toEqual([undefined, '/sign-in']);
  await act();
  const back = await person.browser.follow(
    `/auth/continue?to=${encodeURIComponent(url.searchParams.get('continue')!)}`,
  );
  const answer = checked(asked, back.left!);
  const tokens = await tokensOf(await tokenEndpoint(party, redeeming(answer.get('code')!)));
  return { tokens, claims: await claimsOf(party, tokens.id_token, asked.nonce) };
}

const reauthenticate =
  ({ client }: Person) =>
  () => {
    server.clock.advance(SECOND);
    return client.data('mutation ($password: String) { reauthenticate(password: $password) }', {
      password: PASSWORD,
    });
  };

async function userinfo(init: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}/oauth2/userinfo`, init);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return (await response.json()) as Record<string, unknown>;
}

const bearer = ({ access_token: token }: Tokens) => ({ authorization: `Bearer ${token}` });

/** An error that is shown, since nobody can be sent back with it. */
async function shown({ browser }: Person, asked: Asked): Promise<void> {
  const response = await browser.open(addressOf(asked));
  expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
}

// ---- Basic OP

test('oidcc-server', async () => {
  const { tokens, claims } = await entering(await somebody());
  expect(claims.exp! - claims.iat!).toBeGreaterThan(0);
  expect(claims['auth_time']).toBeLessThanOrEqual(claims.iat! + 1);
  expect(tokens.scope).toBe('openid');
});

test('oidcc-response-type-missing', async () => {
  const asked = asking(party, { response_type: undefined });
  const answer = await answered(await somebody(), asked);
  expect(answer.get('error')).toMatch(/^(invalid_request|unsupported_response_type)$/);
  expect(answer.has('code')).toBe(false);
});

test('oidcc-idtoken-signature: RS256 where nothing else is chosen, and a key’s id', async () => {
  const { tokens } = await entering(await somebody());
  const { alg, kid } = decodeProtectedHeader(tokens.id_token);
  expect(alg).toBe('RS256');
  expect((await keys()).keys.map((key) => key.kid)).toContain(kid);
});

test('oidcc-idtoken-unsigned: none are given', async () => {
  const { id_token_signing_alg_values_supported: algorithms } = await discovered();
  expect(algorithms).not.toContain('none');
});

test('oidcc-userinfo-get', async () => {
  const person = await somebody();
  const { tokens } = await entering(person);
  expect(await userinfo({ headers: bearer(tokens) })).toEqual({ sub: person.id });
});

test('oidcc-userinfo-post-header', async () => {
  const person = await somebody();
  const { tokens } = await entering(person);
  expect(await userinfo({ method: 'POST', headers: bearer(tokens) })).toEqual({ sub: person.id });
});

test('oidcc-userinfo-post-body', async () => {
  const person = await somebody();
  const { tokens } = await entering(person);
  const body = new URLSearchParams({ access_token: tokens.access_token });
  expect(await userinfo({ method: 'POST', body })).toEqual({ sub: person.id });
});

test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
  const { claims } = await entering(await somebody(), { nonce: undefined });
  expect(claims).not.toHaveProperty('nonce');
});

test('oidcc-scope-profile', async () => {
  const person = await somebody();
  const { tokens, claims } = await entering(person, { scope: 'openid profile' });
  const { login } = person;
  expect(await userinfo({ headers: bearer(tokens) })).toEqual({
    sub: person.id,
    name: login,
    preferred_username: login,
  });
  expect(claims).not.toHaveProperty('name');
});

test('oidcc-scope-email', async () => {
  const person = await somebody();
  const { tokens } = await entering(person, { scope: 'openid email' });
  // It is told only once its owner has confirmed it, and here there is none.
  expect(await userinfo({ headers: bearer(tokens) })).toEqual({ sub: person.id });
});

test.each(['address', 'phone'])(
  'oidcc-scope-%s: there is no such scope, and so it is ignored',
  async (scope) => {
    expect((await discovered()).scopes_supported).not.toContain(scope);
    const person = await somebody();
    const { tokens } = await entering(person, { scope: `openid ${scope}` });
    expect(tokens.scope).toBe('openid');
    expect(await userinfo({ headers: bearer(tokens) })).toEqual({ sub: person.id });
  },
);

test('oidcc-scope-all: all that there are', async () => {
  const person = await somebody();
  const { tokens } = await entering(person, { scope: 'openid email profile' });
  expect(tokens.scope.split(' ').toSorted()).toEqual(['email', 'openid', 'profile']);
  expect(Object.keys(await userinfo({ headers: bearer(tokens) }))).toContain('preferred_username');
});

test('oidcc-alternate-happy-flow: parameters and scopes in another order', async () => {
  const person = await somebody();
  const asked = asking(party, { scope: 'email openid' });
  const parameters = Object.fromEntries(Object.entries(asked.parameters).toReversed());
  const answer = await answered(person, { ...asked, parameters });
  const tokens = await tokensOf(await tokenEndpoint(party, redeeming(answer.get('code')!)));
  expect((await claimsOf(party, tokens.id_token, asked.nonce)).sub).toBe(person.id);
});

test.each([
  ['oidcc-display-page', { display: 'page' }],
  ['oidcc-display-popup', { display: 'popup' }],
  ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
  ['oidcc-login-hint', { login_hint: 'buffy@example.org' }],
  ['oidcc-ui-locales', { ui_locales: 'se de' }],
  ['oidcc-claims-locales', { claims_locales: 'se' }],
])('%s', async (_, more: Record<string, string>) => {
  const person = await somebody(false);
  const asked = asking(party, more);
  const { claims } = await enteringAfter(person, asked, () => signedIn(person.client, person.login));
  expect(claims.sub).toBe(person.id);
});

test('oidcc-prompt-login', async () => {
  const person = await somebody();
  const { claims } = await entering(person);
  const again = await enteringAfter(person, asking(party, { prompt: 'login' }), reauthenticate(person));
  expect(again.claims.sub).toBe(claims.sub);
  expect(again.claims['auth_time']).toBeGreaterThan(Number(claims['auth_time']));
});

test('oidcc-prompt-none-not-logged-in', async () => {
  const answer = await answered(await somebody(false), asking(party, { prompt: 'none' }));
  expect(answer.get('error')).toMatch(/^(login_required|interaction_required)$/);
});

test('oidcc-prompt-none-logged-in', async () => {
  const person = await somebody();
  const { claims } = await entering(person);
  const again = await entering(person, { prompt: 'none' });
  expect(again.claims).toMatchObject({ sub: claims.sub, auth_time: claims['auth_time'] });
});

test('oidcc-max-age-1', async () => {
  const person = await somebody();
  const { claims } = await entering(person);
  server.clock.advance(2 * SECOND);
  const again = await enteringAfter(person, asking(party, { max_age: '1' }), reauthenticate(person));
  expect(again.claims['auth_time']).toBeGreaterThan(Number(claims['auth_time']));
});

test('oidcc-max-age-10000', async () => {
  const person = await somebody();
  const { claims } = await entering(person, { max_age: '15000' });
  expect(claims['auth_time']).toEqual(expect.any(Number));
  server.clock.advance(2 * SECOND);
  const again = await entering(person, { max_age: '10000' });
  expect(again.claims).toMatchObject({ sub: claims.sub, auth_time: claims['auth_time'] });
});

test('oidcc-id-token-hint', async () => {
  const person = await somebody();
  const { tokens, claims } = await entering(person);
  const again = await entering(person, { prompt: 'none', id_token_hint: tokens.id_token });
  expect(again.claims).toMatchObject({ sub: claims.sub, auth_time: claims['auth_time'] });
});

test('oidcc-id-token-hint: of somebody else, nobody enters, whether or not a page may be shown', async () => {
  const [person, other] = [await somebody(), await somebody()];
  const { tokens } = await entering(other);
  const hint = { id_token_hint: tokens.id_token };
  for (const more of [hint, { ...hint, prompt: 'none' }, { ...hint, max_age: '10000' }]) {
    const answer = await answered(person, asking(party, more));
    expect([answer.get('error'), answer.has('code')]).toEqual(['login_required', false]);
  }
  // Nor who signs in for it as somebody else.
  const stranger = new Browser(server, server.client());
  const asked = asking(party, hint);
  const { url } = await stranger.follow(addressOf(asked));
  await signedIn(stranger.client, person.login);
  const { left } = await stranger.follow(
    `/auth/continue?to=${encodeURIComponent(url.searchParams.get('continue')!)}`,
  );
  expect(checked(asked, left!).get('error')).toBe('login_required');
});

test('oidcc-id-token-hint: who is not signed in any more signs in, and enters', async () => {
  const person = await somebody();
  const { tokens } = await entering(person);
  await person.client.data('mutation { signOut }');
  const asked = asking(party, { id_token_hint: tokens.id_token });
  const again = await enteringAfter(person, asked, () => signedIn(person.client, person.login));
  expect(again.claims.sub).toBe(person.id);
});

test('oidcc-ensure-request-with-acr-values-succeeds', async () => {
  const { acr_values_supported: supported = [] } = await discovered();
  expect(supported).toHaveLength(2);
  const { claims } = await entering(await somebody(), { acr_values: supported.join(' ') });
  expect(supported).toContain(claims['acr']);
});

test('oidcc-codereuse', async () => {
  const { code } = await entering(await somebody());
  const response = await tokenEndpoint(party, redeeming(code));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
});

test('oidcc-codereuse-30seconds: and the access token that was given for it is revoked', async () => {
  const { code, tokens } = await entering(await somebody());
  await userinfo({ headers: bearer(tokens) });
  server.clock.advance(30 * SECOND);
  expect(await (await tokenEndpoint(party, redeeming(code))).json()).toMatchObject({
    error: 'invalid_grant',
  });
  const response = await fetch(`${server.url}/oauth2/userinfo`, { headers: bearer(tokens) });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
});

test('oidcc-ensure-registered-redirect-uri', async () => {
  await shown(await somebody(), asking(party, { redirect_uri: `${REDIRECT_URI}/Xyz` }));
});

test.each([true, false])('oidcc-ensure-post-request-succeeds (signed in: %j)', async (isSignedIn) => {
  const person = await somebody(isSignedIn);
  const asked = asking(party);
  // A form of another site: browsers send no cookie of ours with it, for these are SameSite=Lax.
  const sent = await fetch(`${server.url}/oauth2/authorize`, {
    method: 'POST',
    body: new URLSearchParams(asked.parameters),
    redirect: 'manual',
  });
  // By 303 it is a GET, with which they do.
  expect(sent.status).toBe(303);
  expect(sent.headers.getSetCookie()).toEqual([]);
  const follow = (to: string) => person.browser.follow(to);
  const { left: at, url } = await follow(sent.headers.get('location')!);
  let left = at;
  if (!isSignedIn) {
    expect(url.pathname).toBe('/sign-in');
    await signedIn(person.client, person.login);
    ({ left } = await follow(`/auth/continue?to=${encodeURIComponent(url.searchParams.get('continue')!)}`));
  }
  const answer = checked(asked, left!);
  const tokens = await tokensOf(await tokenEndpoint(party, redeeming(answer.get('code')!)));
  expect((await claimsOf(party, tokens.id_token, asked.nonce)).sub).toBe(person.id);
});

test('oidcc-ensure-post-request-succeeds: what is sent leads nowhere else, and is no longer than an address', async () => {
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    fetch(`${server.url}/oauth2/authorize`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
      redirect: 'manual',
    });
  const odd = await post('a=%0d%0aSet-Cookie:x=y&redirect_uri=//evil.example&a=2#//evil.example');
  expect(odd.headers.get('location')).toBe(
    '/oauth2/authorize?a=%0D%0ASet-Cookie%3Ax%3Dy&redirect_uri=%2F%2Fevil.example&a=2%23%2F%2Fevil.example',
  );
  expect((await post('{"client_id":"x"}', 'application/json')).headers.get('location')).toBe(
    '/oauth2/authorize?',
  );
  expect((await post(`state=${'x'.repeat(7000)}`)).status).toBe(413);
});

test('oidcc-server-client-secret-post', async () => {
  const posting = await registered('post');
  await entering(await somebody(), {}, posting);
  const response = await tokenEndpoint({ ...posting, secret: 'another' }, redeeming('x'));
  expect(await response.json()).toMatchObject({ error: 'invalid_client' });
});

test('oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported', async () => {
  const asked = asking(party, { request_uri: 'https://mail.example.org/request.jwt' });
  expect((await answered(await somebody(), asked)).get('error')).toBe('request_uri_not_supported');
});

/** The parameters, as a request object that nobody has signed. */
const unsigned = ({ parameters }: Asked): string =>
  new UnsecuredJWT(parameters).setIssuer(party.clientId).setAudience(server.url).encode();

test('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', async () => {
  const asked = asking(party);
  const { parameters } = asking(party, { state: asked.state, request: unsigned(asked) });
  const answer = await answered(await somebody(), { ...asked, parameters });
  expect(answer.get('error')).toBe('request_not_supported');
  const metadata = await discovered();
  // Left out, it is false (Discovery §3).
  expect(metadata['request_parameter_supported'] ?? false).toBe(false);
  expect(metadata.request_object_signing_alg_values_supported ?? []).not.toContain('none');
});

test('oidcc-claims-essential', async () => {
  const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
  const person = await somebody();
  const { tokens, claims: told } = await entering(person, { claims });
  expect(told).not.toHaveProperty('name');
  // It is told by its scope alone, which the administrator has allowed.
  expect(await userinfo({ headers: bearer(tokens) })).toEqual({ sub: person.id });
});

test('oidcc-ensure-request-object-with-redirect-uri', async () => {
  const asked = asking(party);
  const { parameters } = asking(party, {
    request: unsigned(asked),
    redirect_uri: `${REDIRECT_URI}/Xyz`,
  });
  await shown(await somebody(), { ...asked, parameters });
});

test('oidcc-refresh-token', async () => {
  expect((await discovered()).grant_types_supported).toContain('refresh_token');
  const scope = { scope: 'openid offline_access', prompt: 'consent' };
  const person = await somebody();
  const { tokens, claims } = await entering(person, scope);
  const nonce = String(claims['nonce']);
  const refreshing = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });
  const renewed = await tokensOf(await tokenEndpoint(party, refreshing(tokens.refresh_token)));
  const { sub, aud, iss, auth_time } = claims;
  // Core §12.2.
  expect(await claimsOf(party, renewed.id_token, nonce)).toMatchObject({ sub, aud, iss, auth_time });
  expect(renewed.access_token).not.toBe(tokens.access_token);
  expect(await userinfo({ headers: bearer(renewed) })).toEqual({ sub });
  // Of another client.
  const { tokens: others } = await entering(person, scope, second);
  const response = await tokenEndpoint(party, refreshing(others.refresh_token));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
});

test('oidcc-ensure-request-with-valid-pkce-succeeds', async () => {
  const verifier = oidc.randomPKCECodeVerifier();
  const asked = asking(party, {
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const code = (await answered(await somebody(), asked)).get('code')!;
  const tokens = await tokensOf(await tokenEndpoint(party, redeeming(code, { code_verifier: verifier })));
  await claimsOf(party, tokens.id_token, asked.nonce);
});

// ---- Config OP

type Metadata = Record<string, unknown> & Partial<Record<`${string}_supported`, string[]>>;

async function discovered(): Promise<Metadata> {
  const response = await fetch(`${server.url}/.well-known/openid-configuration`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return (await response.json()) as Metadata;
}

test('oidcc-discovery-endpoint-verification', async () => {
  const found = await discovered();
  expect(found).toMatchObject({
    issuer: server.url,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    request_uri_parameter_supported: false,
    claims_parameter_supported: false,
  });
  const endpoints = Object.entries(found).filter(([name]) => /(_endpoint|_uri)$/.test(name));
  expect(endpoints.map(([name]) => name)).toEqual(
    expect.arrayContaining(['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri']),
  );
  // Which are under https where PUBLIC_URL is.
  for (const [, address] of endpoints) expect(String(address)).toMatch(new RegExp(`^${server.url}/`));
  expect(found.claims_supported).toEqual(expect.arrayContaining(['sub', 'iss', 'auth_time', 'acr']));
  expect(found.scopes_supported).toContain('openid');
  for (const scope of found.scopes_supported!) expect(scope).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
  for (const key of (await keys()).keys) {
    expect(key).toMatchObject({ kid: expect.any(String) as string, use: 'sig' });
    expect(['RS256', 'ES256']).toContain(key.alg);
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret);
  }
});
