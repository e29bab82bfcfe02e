import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAV_MODULES, davSite, startApache } from '../../support/apache.js';
import { createApplication } from '../../support/applications.js';
import { basicHeader, createAppPassword, REVOKE_APP_PASSWORD } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../../support/flows.js';
import { type ForwardApplication, startApplication } from '../../support/forward-application.js';
import { Browser, enter, type RelyingParty, relyingParty } from '../../support/openid-connect.js';
import { type Program, programFolder } from '../../support/programs.js';
import { startRadicale } from '../../support/radicale.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { startTlsFront, type TlsFront } from '../../support/tls-front.js';

let server: TestServer;
let admin: Client;
let mariaId: string;
let calendars: RelyingParty;
let front: TlsFront;
let radicale: Program;
let apache: Program;
/** In the place of Radicale: shows what the proxy has passed on. */
let mirror: ForwardApplication;
let mirroring: Program;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  admin = await administrator(server);
  mariaId = await createAccount(admin, 'maria');
  await createAccount(admin, 'boss');
  calendars = await party('Calendars', ['openid', 'profile', 'dav']);
  const { application, clientSecret } = await createApplication(admin, {
    name: 'Apache',
    redirectUris: [],
    // It is shown more than it needs: that a token must be for dav is for Apache to demand.
    scopes: ['dav', 'mail', 'dav.read', 'web-dav'],
    mayIntrospect: true,
  });
  front = await startTlsFront(programFolder('certificate'), server.port);
  const start = (davPort: number) =>
    startApache([...DAV_MODULES, 'auth_openidc'], (folder) =>
      davSite(
        folder,
        'docker/examples/apache/dav-oauth2.conf',
        { latchkey: server.port, dav: davPort },
        {
          '"https://auth.example.org': `"https://127.0.0.1:${front.port}`,
          DefineExternalAuth: `OIDCCABundlePath ${front.certificate}\nDefineExternalAuth`,
          '"CLIENT"': `"${application.clientId}"`,
          '"SECRET"': `"${clientSecret}"`,
        },
      ),
    );
  radicale = await startRadicale();
  apache = await start(radicale.port);
  mirror = await startApplication();
  mirroring = await start(mirror.port);
});
afterAll(async () => {
  await mirroring.stop();
  await mirror.stop();
  await apache.stop();
  await radicale.stop();
  rmSync(dirname(front.certificate), { recursive: true });
  await server.stop();
});

async function party(name: string, scopes: string[]): Promise<RelyingParty> {
  const { application, clientSecret } = await createApplication(admin, { name, scopes });
  return relyingParty(server, { clientId: application.clientId, secret: clientSecret });
}

/** A session of Maria's, and what an application is given in it. */
async function session(application = calendars, scope = 'openid profile dav') {
  const client = server.client();
  const { token: sessionToken } = await signedIn(client, 'maria');
  const tokens = await enter(application, new Browser(server, client), { scope });
  return { client, sessionToken, tokens, token: tokens.access_token };
}

const ask = (method: string, path: string, authorization: string | null, body?: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${apache.port}${path}`, {
    method,
    headers: { ...(authorization !== null && { authorization }), 'x-remote-user': 'boss', depth: '0' },
    ...(body !== undefined && { body }),
  });

/** The status of a look at a person's calendars. */
const look = async (authorization: string | null, owner = 'maria'): Promise<number> =>
  (await ask('PROPFIND', `/${owner}/`, authorization)).status;

const EVENT = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:tulips
DTSTAMP:20260101T000000Z
DTSTART:20260101T000000Z
SUMMARY:Plant the tulips
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n');

test('an access token for dav keeps its owner’s calendars, and is not logged', async () => {
  const { token } = await session();
  const bearer = `Bearer ${token}`;
  expect(await look(bearer)).toBe(207);
  expect((await ask('MKCALENDAR', '/maria/garden/', bearer)).status).toBe(201);
  expect((await ask('PUT', '/maria/garden/tulips.ics', bearer, EVENT)).status).toBe(201);
  expect(await (await ask('GET', '/maria/garden/tulips.ics', bearer)).text()).toContain('Plant the tulips');
  expect(await look(`bearer ${token}`)).toBe(207);
  expect(readFileSync(join(apache.folder, 'error.log'), 'utf8')).not.toContain(token);
});

test('whose it is says Latchkey: neither the client nor a token opens the calendars of another', async () => {
  const { token } = await session();
  expect(await look(`Bearer ${token}`, 'boss')).toBe(403);
  expect(await look(null, 'boss')).toBe(401);
});

test('a token of another scope is refused, also one whose name only begins or ends so', async () => {
  const { token: plain } = await session(calendars, 'openid profile');
  expect(await look(`Bearer ${plain}`)).toBe(401);
  const others = await party('Others', ['openid', 'mail', 'dav.read', 'web-dav']);
  const { token } = await session(others, 'openid mail dav.read web-dav');
  expect(await look(`Bearer ${token}`)).toBe(401);
});

test('a session’s own token, an ID token, a refresh token and none are refused', async () => {
  const { sessionToken, tokens } = await session();
  for (const token of [sessionToken, tokens.id_token!, tokens.refresh_token!, 'x', '']) {
    expect(await look(`Bearer ${token}`)).toBe(401);
  }
  const asked = await ask('PROPFIND', '/maria/', null);
  expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="DAV"']);
});

test('signed out, revoked by an administrator, or an hour old, it is refused at the next request', async () => {
  const left = await session();
  expect(await look(`Bearer ${left.token}`)).toBe(207);
  await left.client.data('mutation { signOut }');
  expect(await look(`Bearer ${left.token}`)).toBe(401);

  const revoked = await session();
  expect(await look(`Bearer ${revoked.token}`)).toBe(207);
  await admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id: mariaId });
  expect(await look(`Bearer ${revoked.token}`)).toBe(401);

  const old = await session();
  server.clock.advance(3_599_000);
  expect(await look(`Bearer ${old.token}`)).toBe(207);
  server.clock.advance(1000);
  expect(await look(`Bearer ${old.token}`)).toBe(401);
  admin = await administrator(server);
});

test('app passwords go on at the same address, and neither passes for the other', async () => {
  const { client, token } = await session();
  const { password, appPassword } = await createAppPassword(client, ['dav']);
  const { password: forMail } = await createAppPassword(client, ['imap']);
  expect(await look(basicHeader('Maria', password))).toBe(207);
  for (const wrong of [forMail, token, `${PASSWORD}x`]) {
    expect(await look(basicHeader('maria', wrong))).toBe(401);
  }
  expect(await look(`Bearer ${password}`)).toBe(401);
  await client.data(REVOKE_APP_PASSWORD, { id: appPassword.id });
  expect(await look(basicHeader('maria', password))).toBe(401);
});

test('what is behind is told the login, and neither token nor password nor what else is known of the person', async () => {
  const { client, token } = await session();
  const { password } = await createAppPassword(client, ['dav']);
  for (const authorization of [`Bearer ${token}`, basicHeader('MARIA', password)]) {
    const { status } = await fetch(`http://127.0.0.1:${mirroring.port}/`, {
      headers: { authorization, 'x-remote-user': 'boss' },
    });
    expect(status).toBe(200);
    const { headers } = mirror.requests.at(-1)!;
    expect(headers['x-remote-user']).toBe('maria');
    expect(headers).not.toHaveProperty('authorization');
    expect(Object.keys(headers).filter((name) => name.startsWith('oidc'))).toEqual([]);
    expect(JSON.stringify(headers)).not.toContain(token);
  }
});

test('while Latchkey is down nobody is let in by a token', async () => {
  const { token } = await session();
  await front.stop();
  expect(await look(`Bearer ${token}`)).toBe(401);
});
