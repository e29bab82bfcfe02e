import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { In } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { OidcRecord } from '../../../server/integrations/openid-connect/oidc-record.entity.js';
import { NOTICE } from '../../../server/integrations/openid-connect/oidc-records.service.js';
import { DAY } from '../../../server/platform/clock.js';
import { sha256 } from '../../../server/platform/encryption/secrets.js';
import { createApplication } from '../../support/applications.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, ME, setUpApp, signedIn, updateSettings } from '../../support/flows.js';
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

interface Entered {
  id: string;
  login: string;
  client: Client;
  browser: Browser;
  tokens: Awaited<ReturnType<typeof enter>>;
}

async function entered(stored = true): Promise<Entered> {
  const login = `person ${++made}`;
  // Time passes here, and proofs last ten minutes.
  admin = await administrator(server);
  await updateSettings(admin, { storeAuthTokenInDB: stored });
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const browser = new Browser(server, client);
  return { id, login, client, browser, tokens: await enter(party, browser) };
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
    `form-action ${server.url} https://mail.example.org;`,
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

test.each(['stored', 'signed'])(
  'who stays signed in has signed out of that application, and of no other (%s sessions)',
  async (mode) => {
    await notices();
    received = [];
    const { id, login, client, browser, tokens } = await entered(mode === 'stored');
    const elsewhere = server.client();
    await signedIn(elsewhere, login);
    const there = await enter(party, new Browser(server, elsewhere));
    const { application, clientSecret } = await createApplication(admin, { name: `Files ${mode}` });
    const files = await relyingParty(server, { clientId: application.clientId, secret: clientSecret });
    const inFiles = await enter(files, browser);
    const { action, xsrf } = await formOf(await browser.open(signOutOf(tokens.id_token!)));
    expect(await works(tokens.access_token)).toBe(true);
    await send(browser, action, { xsrf });
    expect(await client.data(ME)).toMatchObject({ me: { login } });
    expect(await works(tokens.access_token)).toBe(false);
    await expect(oidc.refreshTokenGrant(party.configuration, tokens.refresh_token!)).rejects.toThrow();
    expect([await works(inFiles.access_token), await works(there.access_token)]).toEqual([true, true]);
    // It is notified as of any other end of what it was given.
    expect(await notices()).toEqual({ sent: 1, failed: 0 });
    expect(decodeJwt(received[0]!).sid).toBe(tokens.claims()!['sid']);
    const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
      `query ($id: ID!) { auditEvents(filter: { action: "oidc.signed_out", actorId: $id }) { items { details } } }`,
      { id },
    );
    expect(auditEvents.items).toEqual([
      { details: { applicationId, sessionId: expect.any(String) as string } },
    ]);
    // Nor does it keep anybody from entering again.
    expect(await works((await enter(party, browser)).access_token)).toBe(true);
  },
);

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

const ENDINGS: Record<string, (of: Entered) => Promise<unknown>> = {
  'sign-out here': ({ client }) => client.data('mutation { signOut }'),
  'an administrator’s revocation': ({ id }) =>
    admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id }),
  'the end of all other sessions': async ({ login }) => {
    const elsewhere = server.client();
    await signedIn(elsewhere, login);
    await elsewhere.data('mutation { revokeOtherTokens }');
  },
  'a change of the password by somebody else': ({ id }) =>
    admin.data(
      'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "seven green giraffes sing" }) { id } }',
      { id },
    ),
  'disabling the account': ({ id }) =>
    admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', { id }),
  'deleting the account': ({ id }) => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id }),
  'forgetting the device': async ({ client }) => {
    const { myDevices } = await client.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
    await client.data('mutation ($id: ID!) { removeDevice(id: $id) }', { id: myDevices[0]!.id });
  },
  'signing the device out': async ({ client }) => {
    const { myDevices } = await client.data<{ myDevices: { id: string }[] }>('{ myDevices { id } }');
    const [{ id }] = myDevices as [{ id: string }];
    await admin.data('mutation ($id: ID!) { signOutAccountDevice(id: $id) { id } }', { id });
  },
  'a second factor that is set up in another session': async ({ login }) => {
    const elsewhere = server.client();
    await signedIn(elsewhere, login);
    await setUpApp(server, elsewhere);
  },
  'everyone being signed out': () => admin.data('mutation { revokeAllTokens(confirm: true) }'),
  'the end of its time': () => Promise.resolve(server.clock.advance(14 * DAY)),
  'a lifetime that is shortened': async () => {
    server.clock.advance(2 * DAY);
    admin = await administrator(server);
    await updateSettings(admin, { authTokenExpirationLifetimeDays: 1 });
    await updateSettings(await administrator(server), { authTokenExpirationLifetimeDays: 14 });
  },
  'a new sign-in in the same browser': ({ client, login }) => signedIn(client, login),
  'disconnecting the application': ({ client }) =>
    client.data('mutation ($id: ID!) { disconnectApplication(applicationId: $id) }', { id: applicationId }),
};

test.each(
  Object.keys(ENDINGS).flatMap((ending) => ['stored', 'signed'].map((mode) => [ending, mode] as const)),
)('the application is notified of %s, once (%s sessions)', async (ending, mode) => {
  await notices();
  received = [];
  const of = await entered(mode === 'stored');
  const { tokens } = of;
  expect(await notices()).toEqual({ sent: 0, failed: 0 });
  expect(await works(tokens.access_token)).toBe(true);
  await ENDINGS[ending]!(of);
  await notices();
  await notices();
  expect(await works(tokens.access_token)).toBe(false);
  // Others may have ended with it, which is theirs.
  const [token, ...more] = received.filter((one) => decodeJwt(one)['sid'] === tokens.claims()!['sid']);
  expect(more).toEqual([]);
  const { payload, protectedHeader } = await jwtVerify(
    token!,
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

test('it is notified of a session that has ended unused, and not of one that is in use', async () => {
  await notices();
  const [used, unused] = [await entered(), await entered()];
  await updateSettings(admin, { idleTimeoutMinutes: 30 });
  received = [];
  for (const minutes of [20, 20]) {
    server.clock.advance(minutes * 60_000);
    await used.client.data(ME);
    await server.app.services.laterWrites.settle();
  }
  expect(await notices()).toEqual({ sent: 1, failed: 0 });
  expect(decodeJwt(received[0]!).sub).toBe(unused.id);
  expect(await works(used.tokens.access_token)).toBe(true);
  await updateSettings(await administrator(server), { idleTimeoutMinutes: 0 });
});

test('more sessions than are looked at at once are all looked at', async () => {
  const { manager } = server.app.database;
  const of = await entered(false);
  const [notice] = await manager.findBy(OidcRecord, { kind: NOTICE });
  const grant = await manager.findOneByOrFail(OidcRecord, { kind: 'Grant', accountId: of.id });
  // Of sessions that go on: they have a device, which is not signed out.
  const live = Array.from({ length: 600 }, (_, index) => ({
    sessionId: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    signed: { ...grant.signed!, version: 100 },
  }));
  const rows = live.flatMap(({ sessionId, signed }, index) => [
    { ...notice!, id: sha256(`notice ${index}`), sessionId },
    { ...grant, id: sha256(`grant ${index}`), sessionId, signed },
  ]);
  for (let at = 0; at < rows.length; at += 100) await manager.insert(OidcRecord, rows.slice(at, at + 100));
  received = [];
  await of.client.data('mutation { signOut }');
  expect(await notices()).toEqual({ sent: 1, failed: 0 });
  expect(decodeJwt(received[0]!).sid).toBe(of.tokens.claims()!['sid']);
  await manager.delete(OidcRecord, { sessionId: In(live.map(({ sessionId }) => sessionId)) });
});

test('an application that takes no notices holds up nobody else’s', async () => {
  await notices();
  const { database, services } = server.app;
  const sid = (index: number) => `given to it: ${index}`;
  await database.transaction(async (tx) => {
    for (let index = 0; index < 130; index++) {
      const payload = { clientId, sub: 'somebody', sid: sid(index) };
      const owner = { applicationId, sessionId: null as unknown as string };
      await services.oidcRecords.write(tx, { kind: NOTICE, id: sid(index), payload, lasts: 1e6, owner });
    }
  });
  status = 500;
  received = [];
  expect(await notices()).toEqual({ sent: 0, failed: 100 });
  expect(await notices()).toEqual({ sent: 0, failed: 100 });
  expect(new Set(received.map((token) => decodeJwt(token)['sid'])).size).toBe(130);
  status = 200;
  expect([await notices(), await notices()]).toEqual([
    { sent: 100, failed: 0 },
    { sent: 30, failed: 0 },
  ]);
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
