import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import { createApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, ME, signedIn } from '../../support/flows.js';
import { begin, Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const AFTERWARDS = 'https://mail.example.org/signed-out';

let server: TestServer;
let admin: Client;
let party: RelyingParty;
let applicationId: string;
let clientId: string;
let receiver: Server;
let status = 200;
let received: string[] = [];
let made = 0;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(new URLSearchParams(body).get('logout_token') ?? '');
      response.writeHead(status).end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
  admin = await administrator(server);
  const { application, clientSecret } = await createApplication(admin, {
    postLogoutRedirectUris: [AFTERWARDS],
    backchannelLogoutUri: `http://127.0.0.1:${port}/logout`,
  });
  applicationId = application.id;
  clientId = application.clientId;
  party = await relyingParty(server, { clientId, secret: clientSecret });
});
beforeEach(() => {
  received = [];
  status = 200;
});
afterAll(async () => {
  await server.stop();
  receiver.close();
});

async function entered(): Promise<{
  login: string;
  client: Client;
  browser: Browser;
  tokens: Awaited<ReturnType<typeof enter>>;
}> {
  const login = `person ${++made}`;
  // Time passes here, and proofs last ten minutes.
  admin = await administrator(server);
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const browser = new Browser(server, client);
  return { login, client, browser, tokens: await enter(party, browser) };
}

const works = async (token: string): Promise<boolean> =>
  (await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } })).ok;

/** What the form on the page sends. */
async function formOf(response: Response): Promise<{ action: string; xsrf: string }> {
  const page = await response.text();
  const [, action = ''] = /action="([^"]+)"/.exec(page)!;
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page)!;
  return { action, xsrf };
}

const send = (browser: Browser, action: string, fields: Record<string, string>): Promise<Response> =>
  browser.open(action, { method: 'POST', body: new URLSearchParams(fields) });

const signOutOf = (idToken: string): string =>
  oidc.buildEndSessionUrl(party.configuration, {
    id_token_hint: idToken,
    post_logout_redirect_uri: AFTERWARDS,
    state: 'here',
  }).href;

test('an application signs the person out: of the session, of all applications, and back to the application', async () => {
  const { login, client, browser, tokens } = await entered();
  const asked = await browser.open(signOutOf(tokens.id_token!));
  expect(asked.status).toBe(200);
  expect(asked.headers.get('content-security-policy')).toContain(
    "form-action 'self' https://mail.example.org",
  );
  const { action, xsrf } = await formOf(asked);
  expect(await client.data(ME)).toMatchObject({ me: { login } });
  const response = await send(browser, action, { xsrf, logout: 'yes' });
  expect(response.headers.get('location')).toBe(`${AFTERWARDS}?state=here`);
  expect(client.cookies.has('latchkey')).toBe(false);
  expect(await works(tokens.access_token)).toBe(false);
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    '{ auditEvents(filter: { action: "oidc.signed_out" }) { items { actorLogin } } }',
  );
  expect(auditEvents.items).toEqual([{ actorLogin: login }]);
});

test('who does not confirm stays signed in, and no other site can confirm for them', async () => {
  const { login, client, browser, tokens } = await entered();
  const { action, xsrf } = await formOf(await browser.open(signOutOf(tokens.id_token!)));
  expect((await send(browser, action, { xsrf: 'guessed', logout: 'yes' })).status).toBe(400);
  expect(await client.data(ME)).toMatchObject({ me: { login } });
  const response = await send(browser, action, { xsrf });
  expect(response.headers.get('location')).toBe(`${AFTERWARDS}?state=here`);
  expect(await client.data(ME)).toMatchObject({ me: { login } });
  // Nor is the form good twice.
  expect((await send(browser, action, { xsrf, logout: 'yes' })).status).toBe(400);
});

test('who is not signed in is signed out already', async () => {
  const { tokens } = await entered();
  const stranger = new Browser(server, server.client());
  const { action, xsrf } = await formOf(await stranger.open(signOutOf(tokens.id_token!)));
  const response = await send(stranger, action, { xsrf, logout: 'yes' });
  expect(response.headers.get('location')).toBe(`${AFTERWARDS}?state=here`);
  expect(await works(tokens.access_token)).toBe(true);
});

test('an ID token of somebody else’s making is no hint', async () => {
  const { browser, tokens } = await entered();
  const [header, payload] = tokens.id_token!.split('.');
  const response = await browser.open(signOutOf(`${header!}.${payload!}.${'A'.repeat(342)}`));
  expect(response.status).toBe(400);
});

const notices = () => server.app.services.signOutNotices.send();

const ENDINGS: Record<string, (client: Client) => Promise<unknown>> = {
  'sign-out here': (client) => client.data('mutation { signOut }'),
  'an administrator’s revocation': async (client) => {
    const { me } = await client.data<{ me: { id: string } }>(ME);
    await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id: me.id });
  },
  'disconnecting the application': (client) =>
    client.data('mutation ($id: ID!) { disconnectApplication(applicationId: $id) }', { id: applicationId }),
};

test.each(Object.keys(ENDINGS))('the application is notified of %s, once', async (ending) => {
  await notices();
  received = [];
  const { client, tokens } = await entered();
  expect(await notices()).toEqual({ sent: 0, failed: 0 });
  await ENDINGS[ending]!(client);
  await notices();
  await notices();
  expect(received).toHaveLength(1);
  const { payload, protectedHeader } = await jwtVerify(
    received[0]!,
    createRemoteJWKSet(new URL(`${server.url}/oauth2/jwks`)),
    { issuer: server.url, audience: clientId },
  );
  expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'logout+jwt' });
  expect(payload).toMatchObject({
    sub: tokens.claims()!.sub,
    sid: tokens.claims()!['sid'],
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
  expect(payload).not.toHaveProperty('nonce');
});

test('a notice that is not taken is sent again, for a day', async () => {
  const { client } = await entered();
  await client.data('mutation { signOut }');
  status = 500;
  expect(await notices()).toEqual({ sent: 0, failed: 1 });
  server.clock.advance(DAY - 1);
  await server.app.services.cleanUp.run();
  expect(await notices()).toEqual({ sent: 0, failed: 1 });
  server.clock.advance(1);
  await server.app.services.cleanUp.run();
  expect(await notices()).toEqual({ sent: 0, failed: 0 });
  expect(server.logLines.some((line) => line.includes('did not take a sign-out'))).toBe(true);
});

test('what has expired is deleted at night, and what has not stays', async () => {
  const { client, tokens } = await entered();
  const { manager } = server.app.database;
  const kinds = async () => {
    const rows = await manager.query<{ kind: string }[]>('SELECT kind FROM oidc_records ORDER BY kind');
    return new Set(rows.map(({ kind }) => kind));
  };
  await new Browser(server, server.client()).follow((await begin(party)).url.href);
  expect(await kinds()).toContain('Interaction');
  server.clock.advance(3_600_000);
  await server.app.services.cleanUp.run();
  const left = await kinds();
  expect(left).not.toContain('Interaction');
  expect(left).not.toContain('AccessToken');
  expect(left).toContain('RefreshToken');
  expect(
    (await oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!)).access_token,
  ).toBeDefined();
  await client.data('mutation { signOut }');
});
