import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Application } from '../../../server/integrations/applications/application.entity.js';
import { OidcKey } from '../../../server/integrations/openid-connect/oidc-key.entity.js';
import { OidcRecord } from '../../../server/integrations/openid-connect/oidc-record.entity.js';
import { createApplication, updateApplication } from '../../support/applications.js';
import { basicHeader } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  signInWithCode,
  STEP,
  updateSettings,
} from '../../support/flows.js';
import {
  begin,
  type Begun,
  Browser,
  enter,
  redeem,
  REDIRECT_URI,
  type RelyingParty,
  relyingParty,
} from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

let server: TestServer;
let admin: Client;
let party: RelyingParty;
let other: RelyingParty;
let publicParty: RelyingParty;
let application: { id: string; clientId: string };
let secret: string;
let made = 0;

beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  const created = await createApplication(admin, { scopes: ['openid', 'profile', 'mail'] });
  application = created.application;
  secret = created.clientSecret;
  const another = await createApplication(admin, { name: 'Files', scopes: ['openid', 'files'] });
  const open = await createApplication(admin, { name: 'Phone', tokenEndpointAuthMethod: 'NONE' });
  party = await relyingParty(server, { clientId: application.clientId, secret });
  other = await relyingParty(server, {
    clientId: another.application.clientId,
    secret: another.clientSecret,
  });
  publicParty = await relyingParty(server, { clientId: open.application.clientId, secret: null });
});
afterAll(() => server.stop());

const SCOPE = { scope: 'openid profile' };

interface Person {
  id: string;
  login: string;
  client: Client;
  browser: Browser;
}
async function person(role: 'USER' | 'ADMIN' = 'USER'): Promise<Person> {
  // Time passes here, and proofs last ten minutes.
  admin = await administrator(server);
  const login = `person ${++made}`;
  const id = await createAccount(admin, login, role);
  const client = server.client();
  await signedIn(client, login);
  return { id, login, client, browser: new Browser(server, client) };
}

/** The code that an application is sent. */
async function codeFor(browser: Browser, to = party, more: Record<string, string> = SCOPE) {
  const begun = await begin(to, more);
  const { left } = await browser.follow(begun.url.href);
  if (!left) throw new Error('not sent back');
  return { begun, left };
}

const works = async (accessToken: string): Promise<boolean> => {
  const response = await fetch(`${server.url}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect([200, 401]).toContain(response.status);
  return response.status === 200;
};

const refused = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  );
  return error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError
    ? error.error
    : String(error);
};

const latest = async (
  action: string,
): Promise<{ accountId: string | null; login: string | null; details: unknown } | null> => {
  const { manager } = server.app.database;
  const [row] = await manager.query<{ accountId: string; login: string; details: string }[]>(
    'SELECT accountId, accountLogin AS login, details FROM audit_events WHERE action = ? ORDER BY id DESC LIMIT 1',
    [action],
  );
  return row ? { ...row, details: JSON.parse(row.details) } : null;
};

// ---- codes

test('codes: a replay is refused, and revokes what the first use was given', async () => {
  const { id, login, browser } = await person();
  const { begun, left } = await codeFor(browser);
  const tokens = await redeem(party, begun, left);
  expect(await works(tokens.access_token)).toBe(true);
  expect(await refused(redeem(party, begun, left))).toBe('invalid_grant');
  expect(await works(tokens.access_token)).toBe(false);
  expect(await refused(oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!))).toBe(
    'invalid_grant',
  );
  expect(await latest('oidc.code_replayed')).toEqual({
    accountId: id,
    login,
    details: { applicationId: application.id, name: 'Webmail' },
  });
});

test('codes: parallel redemption: one at most is good, and none stays so', async () => {
  const { browser } = await person();
  const { begun, left } = await codeFor(browser);
  const all = await Promise.allSettled([1, 2, 3].map(() => redeem(party, begun, left)));
  const given = all.filter((one) => one.status === 'fulfilled');
  expect(given.length).toBeLessThanOrEqual(1);
  for (const { value } of given) expect(await works(value.access_token)).toBe(false);
});

test('codes: injection: one that was given to another client is refused', async () => {
  const { browser } = await person();
  const { begun, left } = await codeFor(browser);
  // As the other one would see it, had it been injected there.
  expect(await refused(redeem(other, begun, left))).toBe('invalid_grant');
  expect(await works((await redeem(party, begun, left)).access_token)).toBe(true);
});

test('codes: a wrong verifier is refused, and so is none', async () => {
  const { browser } = await person();
  const { begun, left } = await codeFor(browser);
  const wrong = { ...begun, verifier: oidc.randomPKCECodeVerifier() };
  expect(await refused(redeem(party, wrong, left))).toBe('invalid_grant');
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: left.searchParams.get('code')!,
    redirect_uri: REDIRECT_URI,
  });
  const response = await fetch(`${server.url}/oauth2/token`, {
    method: 'POST',
    body,
    headers: { authorization: basicHeader(application.clientId, secret) },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
});

test('codes: PKCE downgrade: it cannot be left out, nor be made plain', async () => {
  const { browser } = await person();
  const begun = await begin(party, SCOPE);
  for (const name of ['code_challenge', 'code_challenge_method']) begun.url.searchParams.delete(name);
  const { left } = await browser.follow(begun.url.href);
  expect(left?.searchParams.get('error')).toBe('invalid_request');
  expect(left?.searchParams.has('code')).toBe(false);
  const plain = await begin(party, { ...SCOPE, code_challenge_method: 'plain' });
  expect((await browser.follow(plain.url.href)).left?.searchParams.get('error')).toBe('invalid_request');
});

test('codes: PKCE downgrade: of a client that may do without it, a verifier for no challenge is refused', async () => {
  const { browser } = await person();
  const { application: old, clientSecret } = await createApplication(admin, { requirePkce: false });
  const roundcube = await relyingParty(server, { clientId: old.clientId, secret: clientSecret });
  const begun = await begin(roundcube, SCOPE);
  for (const name of ['code_challenge', 'code_challenge_method']) begun.url.searchParams.delete(name);
  const { left } = await browser.follow(begun.url.href);
  expect(await refused(redeem(roundcube, begun, left!))).toBe('invalid_grant');
});

test('codes: mix-up: each answer says who gave it (RFC 9207)', async () => {
  const { browser } = await person();
  const { left } = await codeFor(browser);
  expect(left.searchParams.get('iss')).toBe(server.url);
  const bad = await begin(party, { ...SCOPE, prompt: 'none', response_type: 'token' });
  const { left: error } = await browser.follow(bad.url.href);
  expect(error?.searchParams.get('iss') ?? new URLSearchParams(error?.hash.slice(1)).get('iss')).toBe(
    server.url,
  );
});

// ---- redirects

test.each([
  'https://mail.example.org/callback/',
  'https://mail.example.org/callback?x=1',
  'https://mail.example.org/callback#x',
  'https://mail.example.org/Callback',
  'https://mail.example.org/callback/../callback',
  'https://mail.example.org/%63allback',
  'https://mail.example.org:443/callback',
  'https://mail.example.org.evil.example/callback',
  'https://mail.example.org@evil.example/callback',
  'https://evil.example/https://mail.example.org/callback',
  'http://mail.example.org/callback',
  'https://mail.example.org',
  '//mail.example.org/callback',
  '',
])('redirects: look-alike: nobody is sent to %j', async (uri) => {
  const { browser } = await person();
  const { url } = await begin(party, { ...SCOPE, redirect_uri: uri });
  const response = await browser.open(url.href);
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/oauth2/interaction/../../evil',
  '/oauth2/interaction/aaaaaaaaaaaaaaaaaaaaaaaa?to=//evil.example',
  '/oauth2/interaction/aaaaaaaaaaaaaaaaaaaaaaaa#',
  'javascript:alert(1)',
  '/sign-in',
  '',
])('redirects: open redirects: the way back from the sign-in page does not lead to %j', async (to) => {
  const response = await fetch(`${server.url}/auth/continue?to=${encodeURIComponent(to)}`, {
    redirect: 'manual',
  });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
});

test('redirects: open redirects: signing out leads only to addresses that the application has', async () => {
  const { browser } = await person();
  const tokens = await enter(party, browser, SCOPE);
  const url = oidc.buildEndSessionUrl(party.configuration, {
    id_token_hint: tokens.id_token!,
    post_logout_redirect_uri: 'https://evil.example/',
  });
  const response = await browser.open(url.href);
  expect(response.status).toBe(400);
  expect(await response.text()).not.toContain('evil.example');
  const nameless = await browser.open('/oauth2/sign-out?post_logout_redirect_uri=https://evil.example/');
  expect(await nameless.text()).not.toContain('evil.example');
});

// ---- sessions

test('sessions: interaction fixation: a link to the sign-in that somebody else began signs nobody in to it', async () => {
  const attacker = new Browser(server, server.client());
  const begun = await begin(party, SCOPE);
  const { url } = await attacker.follow(begun.url.href);
  const to = url.searchParams.get('continue')!;
  const { browser } = await person();
  const { response, left } = await browser.follow(`/auth/continue?to=${encodeURIComponent(to)}`);
  expect(left).toBeUndefined();
  expect(response.status).toBe(400);
  // Nor did it help whoever began it.
  expect((await attacker.follow(to)).url.pathname).toBe('/sign-in');
});

test('sessions: account swapped in the browser: the application is told who is signed in then', async () => {
  const [first, second] = [await person(), await person()];
  const { browser, client } = first;
  expect((await enter(party, browser, SCOPE)).claims()?.sub).toBe(first.id);
  // The second one signs in in the same browser, without the first one having signed out.
  await signedIn(client, second.login);
  expect((await enter(party, browser, SCOPE)).claims()?.sub).toBe(second.id);
});

test('sessions: account swapped in the browser while one is asked to prove oneself again: it begins anew', async () => {
  const [first, second] = [await person(), await person()];
  const begun = await begin(party, { ...SCOPE, prompt: 'login' });
  const { url } = await first.browser.follow(begun.url.href);
  await signedIn(first.client, second.login);
  server.clock.advance(1);
  const { left, url: at } = await first.browser.follow(
    `/auth/continue?to=${encodeURIComponent(url.searchParams.get('continue')!)}`,
  );
  expect(left).toBeUndefined();
  expect(at.pathname).toBe('/sign-in');
});

const ENDINGS: Record<string, (of: Person, tokens: { id_token?: string }) => Promise<unknown>> = {
  'sign-out': ({ client }) => client.data('mutation { signOut }'),
  'revocation of the session': async ({ id }) =>
    admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id }),
  'a change of the password by somebody else': ({ id }) =>
    admin.data(
      'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "seven green giraffes sing" }) { id } }',
      { id },
    ),
  'a reset of two-factor authentication': ({ id }) =>
    admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id }),
  'disabling the account': ({ id }) =>
    admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', { id }),
  'deleting the account': ({ id }) => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id }),
  'forgetting the device': async ({ client }) => {
    const { myDevices } = await client.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
    await client.data('mutation ($id: ID!) { removeDevice(id: $id) }', { id: myDevices[0]!.id });
  },
  'everyone being signed out': async () => {
    await admin.data('mutation { revokeAllTokens(confirm: true) }');
    admin = await administrator(server);
  },
};

test.each(
  Object.keys(ENDINGS).flatMap((ending) => ['stored', 'signed'].map((mode) => [ending, mode] as const)),
)('sessions: tokens after %s: none works (%s sessions)', async (ending, mode) => {
  await updateSettings(await administrator(server), { storeAuthTokenInDB: mode === 'stored' });
  const subject = await person();
  await updateSettings(admin, { storeAuthTokenInDB: true });
  const tokens = await enter(party, subject.browser, SCOPE);
  const { left, begun } = await codeFor(subject.browser);
  expect(await works(tokens.access_token)).toBe(true);
  await ENDINGS[ending]!(subject, tokens);
  expect(await works(tokens.access_token)).toBe(false);
  expect(await refused(oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!))).toBe(
    'invalid_grant',
  );
  expect(await refused(redeem(party, begun, left))).toBe('invalid_grant');
  const again = await begin(party, { ...SCOPE, prompt: 'none' });
  const { left: silent } = await subject.browser.follow(again.url.href);
  expect(silent?.searchParams.get('error')).toBe('login_required');
});

test('sessions: demotion: an administrator who is one no more loses what only administrators enter', async () => {
  const boss = await person('ADMIN');
  const { application: grafana, clientSecret } = await createApplication(admin, {
    mayEnter: 'ADMINISTRATORS',
  });
  const only = await relyingParty(server, { clientId: grafana.clientId, secret: clientSecret });
  const tokens = await enter(only, boss.browser, SCOPE);
  const user = await person();
  const { left } = await user.browser.follow((await begin(only, SCOPE)).url.href);
  expect(left?.searchParams.get('error')).toBe('access_denied');
  expect(await latest('oidc.refused')).toMatchObject({
    accountId: user.id,
    details: { reason: 'NOT_ALLOWED' },
  });
  await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { role: USER }) { id } }', {
    id: boss.id,
  });
  expect(await works(tokens.access_token)).toBe(false);
  expect(await refused(oidc.refreshTokenGrant(only.configuration, tokens.refresh_token!))).toBe(
    'invalid_grant',
  );
});

test('sessions: an application that is switched off or deleted has nothing any more', async () => {
  const { browser } = await person();
  const { application: gone, clientSecret } = await createApplication(admin);
  const leaving = await relyingParty(server, { clientId: gone.clientId, secret: clientSecret });
  const tokens = await enter(leaving, browser, SCOPE);
  await updateApplication(admin, gone.id, { enabled: false });
  expect(await works(tokens.access_token)).toBe(false);
  await updateApplication(admin, gone.id, { enabled: true });
  expect(await works(tokens.access_token)).toBe(true);
  await admin.data('mutation ($id: ID!) { deleteApplication(id: $id) }', { id: gone.id });
  expect(await works(tokens.access_token)).toBe(false);
  expect(await server.app.database.manager.countBy(OidcRecord, { applicationId: gone.id })).toBe(0);
});

// ---- step-up

const TWO = 'urn:latchkey:acr:2fa';

/** Somebody with an authenticator app, signed in on a device that is trusted now. */
async function onTrustedDevice() {
  admin = await administrator(server);
  await updateSettings(admin, { trustDevicesForDays: 30, authTokenExpirationLifetimeDays: 14 });
  const login = `person ${++made}`;
  const { id, secret: app } = await protectedAccount(server, admin, login);
  const client = server.client();
  await signInWithCode(server, client, login, app, true);
  await client.data('mutation { signOut }');
  await signedIn(client, login);
  return { id, login, client, browser: new Browser(server, client), app };
}

async function prove(client: Client, app: string): Promise<void> {
  server.clock.advance(STEP);
  const code = appCode(app, server.clock.now());
  await client.data('mutation ($code: String) { reauthenticate(code: $code) }', { code });
}

async function stopped(browser: Browser, begun: Begun): Promise<string> {
  const { url, left } = await browser.follow(begun.url.href);
  expect(left).toBeUndefined();
  expect(url.pathname).toBe('/sign-in');
  return url.searchParams.get('continue')!;
}

const goOn = (browser: Browser, to: string) => browser.follow(`/auth/continue?to=${encodeURIComponent(to)}`);

test('step-up: trusted device as 2fa: it is none, and re-authenticating makes it one', async () => {
  const { client, browser, app } = await onTrustedDevice();
  expect((await enter(party, browser, SCOPE)).claims()).toMatchObject({
    acr: 'urn:latchkey:acr:1fa',
    amr: ['pwd'],
  });
  const begun = await begin(party, { ...SCOPE, acr_values: TWO });
  const to = await stopped(browser, begun);
  const context = await client.data('query ($to: String!) { signInContext(to: $to) { needs } }', { to });
  expect(context).toEqual({ signInContext: { needs: 'REAUTHENTICATE' } });
  // Coming back without it leads to the same page.
  expect((await goOn(browser, to)).url.pathname).toBe('/sign-in');
  await prove(client, app);
  const { left } = await goOn(browser, to);
  const tokens = await redeem(party, begun, left!);
  expect(tokens.claims()).toMatchObject({ acr: TWO, amr: ['pwd', 'otp', 'mfa'] });
});

test('step-up: an application that demands a second factor has it proved, also of a refresh later', async () => {
  const { client, browser, app } = await onTrustedDevice();
  const { application: strict, clientSecret } = await createApplication(admin);
  const demanding = await relyingParty(server, { clientId: strict.clientId, secret: clientSecret });
  const before = await enter(demanding, browser, SCOPE);
  await updateApplication(admin, strict.id, { requireSecondFactor: true });
  expect(await refused(oidc.refreshTokenGrant(demanding.configuration, before.refresh_token!))).toBe(
    'invalid_grant',
  );
  const begun = await begin(demanding, SCOPE);
  const to = await stopped(browser, begun);
  await prove(client, app);
  const { left } = await goOn(browser, to);
  expect((await redeem(demanding, begun, left!)).claims()).toMatchObject({ acr: TWO });
});

test('step-up: who has no second factor has to set one up for an application that demands it', async () => {
  const { client, browser } = await person();
  const { application: strict, clientSecret } = await createApplication(admin, { requireSecondFactor: true });
  const demanding = await relyingParty(server, { clientId: strict.clientId, secret: clientSecret });
  const to = await stopped(browser, await begin(demanding, SCOPE));
  const context = await client.data('query ($to: String!) { signInContext(to: $to) { needs } }', { to });
  expect(context).toEqual({ signInContext: { needs: 'ENROL' } });
});

test('step-up: what is asked for by acr_values alone is not demanded of who cannot have it', async () => {
  const { browser } = await person();
  const tokens = await enter(party, browser, { ...SCOPE, acr_values: `${TWO} urn:unknown` });
  expect(tokens.claims()).toMatchObject({ acr: 'urn:latchkey:acr:1fa' });
});

test.each([
  ['prompt=login', { prompt: 'login' }],
  ['max_age=0', { max_age: '0' }],
])('step-up: %s asks for a proof that is newer', async (_, asked: Record<string, string>) => {
  const { client, browser } = await person();
  const begun = await begin(party, { ...SCOPE, ...asked });
  const to = await stopped(browser, begun);
  expect((await goOn(browser, to)).url.pathname).toBe('/sign-in');
  server.clock.advance(1);
  await client.data('mutation ($password: String) { reauthenticate(password: $password) }', {
    password: PASSWORD,
  });
  const provedAt = Math.floor(server.clock.now() / 1000);
  const { left } = await goOn(browser, to);
  const tokens = await redeem(party, begun, left!);
  expect(tokens.claims()?.auth_time).toBe(provedAt);
});

test('step-up: going back does not spare it', async () => {
  const { client, browser } = await person();
  const begun = await begin(party, { ...SCOPE, prompt: 'login' });
  const to = await stopped(browser, begun);
  server.clock.advance(1);
  await client.data('mutation ($password: String) { reauthenticate(password: $password) }', {
    password: PASSWORD,
  });
  expect((await goOn(browser, to)).left).toBeDefined();
  // The same interaction again, and the same request again.
  const back = await goOn(browser, to);
  expect([back.left, back.response.status]).toEqual([undefined, 400]);
  await stopped(browser, begun);
});

test('step-up: max_age is of the last proof, whatever it was', async () => {
  const { client, browser } = await person();
  server.clock.advance(301_000);
  const begun = await begin(party, { ...SCOPE, max_age: '300' });
  const to = await stopped(browser, begun);
  await client.data('mutation ($password: String) { reauthenticate(password: $password) }', {
    password: PASSWORD,
  });
  const { left } = await goOn(browser, to);
  expect((await redeem(party, begun, left!)).claims()?.auth_time).toBe(Math.floor(server.clock.now() / 1000));
  server.clock.advance(299_000);
  expect((await enter(party, browser, { ...SCOPE, max_age: '300' })).claims()).toBeDefined();
});

test('step-up: an application’s own max age is kept, though it is asked for more', async () => {
  const { browser } = await person();
  const { application: strict, clientSecret } = await createApplication(admin, { maxAge: 60 });
  const demanding = await relyingParty(server, { clientId: strict.clientId, secret: clientSecret });
  await enter(demanding, browser, { ...SCOPE, max_age: '100000' });
  server.clock.advance(61_000);
  await stopped(browser, await begin(demanding, { ...SCOPE, max_age: '100000' }));
});

test.each([
  [{ max_age: '0' }, 'login_required'],
  [{ acr_values: TWO }, 'login_required'],
])('step-up: prompt=none with %j shows no page, and is told %s', async (asked, error) => {
  const { browser } = await onTrustedDevice();
  const { left, hops } = await browser.follow(
    (await begin(party, { ...SCOPE, ...asked, prompt: 'none' })).url.href,
  );
  expect(left?.searchParams.get('error')).toBe(error);
  expect(hops).toBe(1);
});

test('step-up: stale acr after refresh: it says what was proved when the person entered', async () => {
  const { client, browser, app } = await onTrustedDevice();
  const tokens = await enter(party, browser, SCOPE);
  const { auth_time } = tokens.claims()!;
  await prove(client, app);
  const refreshed = await oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!);
  expect(refreshed.claims()).toMatchObject({ acr: 'urn:latchkey:acr:1fa', auth_time });
});

test('step-up: a session that must first set up a second factor is as good as none', async () => {
  const { id, browser } = await person();
  await updateSettings(admin, { enrolmentGraceDays: 0 });
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
    { id },
  );
  const { left } = await browser.follow((await begin(party, { ...SCOPE, prompt: 'none' })).url.href);
  expect(left?.searchParams.get('error')).toBe('login_required');
});

// ---- scopes

test('scopes: another client’s scope is refused', async () => {
  const { browser } = await person();
  const { left } = await browser.follow((await begin(party, { scope: 'openid files' })).url.href);
  expect(left?.searchParams.get('error')).toBe('invalid_scope');
});

test('scopes: a session’s own token is no access token, and an access token no session', async () => {
  const { client, browser } = await person();
  const tokens = await enter(party, browser, SCOPE);
  expect(await works(client.cookies.get('latchkey')!)).toBe(false);
  const thief = server.client({ bearer: tokens.access_token });
  expect(await thief.data('{ me { id } }')).toEqual({ me: null });
});

// ---- other

test('other: Host injection: no header decides what the service is called', async () => {
  const response = await fetch(`${server.url}/.well-known/openid-configuration`, {
    headers: {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    },
  });
  const text = await response.text();
  expect(text).not.toContain('evil.example');
  expect(JSON.parse(text)).toMatchObject({
    issuer: server.url,
    token_endpoint: `${server.url}/oauth2/token`,
  });
});

test('other: refresh race: of three at once a public client’s token is good once, another’s each time', async () => {
  const { browser } = await person();
  const refresh = (at: RelyingParty, token: string) =>
    Promise.allSettled([1, 2, 3].map(() => oidc.refreshTokenGrant(at.configuration, token)));
  const good = (all: { status: string }[]) => all.filter(({ status }) => status === 'fulfilled').length;
  const confidential = await enter(party, browser, SCOPE);
  expect(good(await refresh(party, confidential.refresh_token!))).toBe(3);
  const open = await enter(publicParty, browser, SCOPE);
  expect(good(await refresh(publicParty, open.refresh_token!))).toBeLessThanOrEqual(1);
  // Who comes later with the old one ends what there is of it.
  expect(await refused(oidc.refreshTokenGrant(publicParty.configuration, open.refresh_token!))).toBe(
    'invalid_grant',
  );
  expect(await works(open.access_token)).toBe(false);
});

test('other: secrets at rest: there are none', async () => {
  const { browser } = await person();
  const { left } = await codeFor(browser);
  const tokens = await enter(party, browser, SCOPE);
  const { manager } = server.app.database;
  const rows = [OidcRecord, OidcKey, Application].map((entity) => manager.find(entity as typeof OidcRecord));
  const all = JSON.stringify(await Promise.all(rows));
  for (const one of [tokens.access_token, tokens.refresh_token!, left.searchParams.get('code')!, secret]) {
    expect(all).not.toContain(one);
  }
  expect(all).not.toMatch(/"(d|p|q|kty|jti)":|\\"(d|kty|jti)\\":/);
});

test('other: wrong secrets are counted by address, each once, and the right one goes on working', async () => {
  const limited = await startTestServer({ THROTTLE_ADDRESS_ATTEMPTS: '20', TRUSTED_PROXIES: 'loopback' });
  const boss = await administrator(limited);
  const { application: guessed, clientSecret } = await createApplication(boss);
  const ask = async (guess: string) =>
    (await (
      await fetch(`${limited.url}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' }),
        headers: { authorization: basicHeader(guessed.clientId, guess), 'x-forwarded-for': '203.0.113.9' },
      })
    ).json()) as { error: string };
  for (let again = 0; again < 25; again++) expect((await ask('the old secret')).error).toBe('invalid_client');
  let answer = '';
  for (let guesses = 0; guesses < 40 && answer !== 'slow_down'; guesses++)
    answer = (await ask(`guess ${guesses}`)).error;
  expect(answer).toBe('slow_down');
  expect((await ask(clientSecret)).error).toBe('invalid_grant');
  await limited.stop();
});

test.each(['/oauth2/sign-out', '/oauth2/authorize?client_id=<script>alert(1)</script>'])(
  'other: clickjacking and XSS: no page may be framed, and none says what was typed unescaped: %s',
  async (path) => {
    const { browser } = await person();
    const response = await browser.open(path);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    expect(await response.text()).not.toMatch(/<script/);
  },
);
