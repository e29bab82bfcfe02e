import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { refreshTokenGrant } from 'openid-client';
import { expect, test } from 'vitest';
import { Client } from '../../support/client.js';
import { createApplication } from '../../support/applications.js';
import { basicHeader } from '../../support/backends.js';
import { createTestDatabase, isMysql } from '../../support/database.js';
import { BEGIN_SETUP, CONFIRM_SETUP, ME, SIGN_IN, signedIn, VERIFY_CODE } from '../../support/flows.js';
import { begin, Browser, enter, redeem, relyingParty } from '../../support/openid-connect.js';
import { spawnServer } from '../../support/process.js';
import { ADMIN } from '../../support/server.js';
import { appCode, secretFromUri } from '../../support/totp.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** The value of a series, 0 when it is not there. */
const valueOf = (metrics: string, series: string): number => {
  const line = metrics.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
};

test.each(['1', '2'])(
  'metrics tell of sign-ins, challenges, lockouts, tokens, SQL and hashes, with %s workers',
  async (workers) => {
    const database = await createTestDatabase();
    const port = await freePort();
    const server = await spawnServer({
      WORKERS: workers,
      METRICS_PORT: String(port),
      DATABASE_URL: database.url,
      SECRET_KEY: randomBytes(32).toString('hex'),
      ADMIN_PASSWORD: ADMIN.password,
      THROTTLE_ACCOUNT_ATTEMPTS: '3',
    });
    const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

    const client = new Client(server.url);
    await signedIn(client, ADMIN.login, ADMIN.password);
    const { beginAuthenticatorAppSetup: setup } = await client.data<{
      beginAuthenticatorAppSetup: { otpauthUri: string };
    }>(BEGIN_SETUP);
    const secret = secretFromUri(setup.otpauthUri);
    await client.data(CONFIRM_SETUP, { code: appCode(secret, Date.now()) });
    const { signIn } = await client.data<{ signIn: { challenge: string } }>(SIGN_IN, ADMIN);
    expect(await client.code(VERIFY_CODE, { challenge: signIn.challenge, code: '000000' })).toBe(
      'INVALID_CODE',
    );
    // The next step's code is within the tolerance.
    await client.data(VERIFY_CODE, {
      challenge: signIn.challenge,
      code: appCode(secret, Date.now() + 30_000),
    });
    const stranger = (bearer?: string) => new Client(server.url, bearer === undefined ? {} : { bearer });
    await stranger('lk_nonsense').request(ME);
    const wrong = { login: 'nobody', password: 'not the password' };
    const codes: (string | undefined)[] = [];
    // The delay is real time, and a second at first: on a busy machine it may be over before the next attempt comes.
    while (codes.length < 20 && codes.at(-1) !== 'TOO_MANY_ATTEMPTS') {
      codes.push(await stranger().code(SIGN_IN, wrong));
    }
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(1);

    const told = await metrics();
    const value = (series: string): number => valueOf(told, series);
    expect(value('latchkey_sign_ins_total{outcome="succeeded",method="NONE"}')).toBe(1);
    expect(value('latchkey_sign_ins_total{outcome="challenged",method="NONE"}')).toBe(1);
    expect(value('latchkey_sign_ins_total{outcome="succeeded",method="AUTHENTICATOR_APP"}')).toBe(1);
    expect(codes.length).toBeGreaterThan(3);
    expect(value('latchkey_sign_ins_total{outcome="failed",method="NONE"}')).toBe(codes.length - 1);
    expect(value('latchkey_challenges_total{outcome="failed",method="AUTHENTICATOR_APP"}')).toBe(1);
    expect(value('latchkey_challenges_total{outcome="succeeded",method="AUTHENTICATOR_APP"}')).toBe(1);
    expect(value('latchkey_attempts_refused_total{kind="password"}')).toBe(1);
    expect(value('latchkey_token_lookups_total{kind="stored",valid="true"}')).toBeGreaterThan(1);
    expect(value('latchkey_token_lookups_total{kind="stored",valid="false"}')).toBe(1);
    expect(value('latchkey_sql_seconds_count{statement="select"}')).toBeGreaterThan(5);
    expect(value('latchkey_sql_seconds_count{statement="insert"}')).toBeGreaterThan(2);
    if (isMysql) expect(value('latchkey_sql_seconds_count{statement="commit"}')).toBeGreaterThan(2);
    expect(value('latchkey_password_hash_seconds_count')).toBeGreaterThanOrEqual(5);
    expect(told).toContain('latchkey_password_hash_waiting 0');
    expect(told).toContain('latchkey_build_info{version="');
    expect(told).toContain('nodejs_eventloop_lag_seconds');
    // Neither logins nor addresses become labels.
    expect(told).not.toMatch(/nobody|127\.0\.0\.1|lk_/);

    const onPublicPort = await fetch(`${server.url}/metrics`);
    expect(await onPublicPort.text()).not.toContain('latchkey_');
    expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
    expect(await server.kill('SIGTERM')).toBe(0);
    await database.drop();
  },
);

test('metrics tell of OpenID Connect: who entered, what was given and refused, and what services asked', async () => {
  const database = await createTestDatabase();
  const port = await freePort();
  const server = await spawnServer({
    METRICS_PORT: String(port),
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_PASSWORD: ADMIN.password,
  });
  const admin = new Client(server.url);
  await signedIn(admin, ADMIN.login, ADMIN.password);
  const { application, clientSecret } = await createApplication(admin, {
    scopes: ['openid', 'mail'],
    mayIntrospect: true,
  });
  const webmail = await relyingParty(server, { clientId: application.clientId, secret: clientSecret });
  const browser = new Browser(server, admin);
  const tokens = await enter(webmail, browser, { scope: 'openid mail' });
  await refreshTokenGrant(webmail.configuration, tokens.refresh_token!);
  const begun = await begin(webmail, { scope: 'openid mail' });
  const { left } = await browser.follow(begun.url.href);
  await redeem(webmail, begun, left!);
  await expect(redeem(webmail, begun, left!)).rejects.toThrow();
  const silent = await begin(webmail, { scope: 'openid mail', prompt: 'none' });
  await new Browser(server, new Client(server.url)).follow(silent.url.href);
  const ask = (token: string, secret: string) =>
    fetch(`${server.url}/oauth2/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { authorization: basicHeader(application.clientId, secret) },
    });
  const { access_token: live } = await enter(webmail, browser, { scope: 'openid mail' });
  expect(await (await ask(live, clientSecret)).json()).toMatchObject({ active: true });
  for (const token of ['x', 'y']) await ask(token, clientSecret);
  expect((await ask(live, 'another secret')).status).toBe(401);

  const told = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (series: string): number => valueOf(told, series);
  expect(value('latchkey_openid_authorizations_total')).toBe(3);
  expect(value('latchkey_openid_token_grants_total{grant="authorization_code"}')).toBe(3);
  expect(value('latchkey_openid_token_grants_total{grant="refresh_token"}')).toBe(1);
  expect(value('latchkey_openid_refusals_total{endpoint="token",error="invalid_grant"}')).toBe(1);
  expect(value('latchkey_openid_refusals_total{endpoint="authorize",error="login_required"}')).toBe(1);
  expect(value('latchkey_introspections_total{outcome="active"}')).toBe(1);
  expect(value('latchkey_introspections_total{outcome="inactive"}')).toBe(2);
  expect(value('latchkey_introspections_total{outcome="refused"}')).toBe(1);
  expect(told).not.toContain(application.clientId);
  expect(await server.kill('SIGTERM')).toBe(0);
  await database.drop();
});
