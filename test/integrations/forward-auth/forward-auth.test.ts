import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import { MINUTE, SECOND } from '../../../server/platform/clock.js';
import { createApplication, updateApplication } from '../../support/applications.js';
import { holdAnswer } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import { ask, NAVIGATION, pathOf, Visitor } from '../../support/forward.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const WIKI = 'wiki.example.org';

let server: TestServer;
let admin: Client;
let wiki: string;
beforeAll(async () => {
  server = await startTestServer({ TRUSTED_PROXIES: 'loopback' });
  admin = await administrator(server);
  wiki = await forward('Wiki', [WIKI]);
  await createAccount(admin, 'maria');
});
afterAll(() => server.stop());
// Whatever an administrator changes needs a proof of the last minutes, and some tests move the clock.
beforeEach(async () => {
  admin = await administrator(server);
});

async function forward(name: string, hosts: string[], more: Record<string, unknown> = {}): Promise<string> {
  const input = { kind: 'FORWARD', name, hosts, redirectUris: [], ...more };
  return (await createApplication(admin, input)).application.id;
}

async function visitor(login = 'maria'): Promise<Visitor> {
  const client = server.client();
  await signedIn(client, login);
  return new Visitor(server, client);
}

const events = async (action: string) => {
  const { auditEvents } = await admin.data<{
    auditEvents: { items: { actorLogin: string; details: Record<string, unknown> }[] };
  }>(
    'query ($action: String) { auditEvents(filter: { action: $action }) { items { actorLogin details } } }',
    {
      action,
    },
  );
  return auditEvents.items;
};

test('the whole round: from a deep link to the application, with all that it may know', async () => {
  const maria = await visitor();
  const first = await maria.check(WIKI, { uri: '/page?id=7&x=%20', headers: NAVIGATION });
  expect(first.status).toBe(401);
  expect(first.location).toBe(`http://${WIKI}/.latchkey/start?to=${encodeURIComponent('/page?id=7&x=%20')}`);
  const begun = await maria.there(WIKI, pathOf(first.location));
  expect(begun.headers['set-cookie']).toEqual([expect.stringMatching(/^latchkey_pass_nonce=[\w-]{43}; /)]);
  expect(begun.location).toMatch(new RegExp(`^${server.url}/auth/forward/start\\?`));
  const sent = await maria.here(pathOf(begun.location));
  expect(sent.location).toMatch(new RegExp(`^http://${WIKI}/\\.latchkey/callback\\?code=[\\w-]{43}&`));
  const back = await maria.there(WIKI, pathOf(sent.location));
  expect(back.location).toBe(`http://${WIKI}/page?id=7&x=%20`);
  const [cookie] = back.headers['set-cookie']!;
  expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);
  expect(cookie).not.toContain('Domain');
  const entered = await maria.check(WIKI);
  expect(entered.status).toBe(200);
  const { me } = await maria.client.data<{ me: { id: string } }>(ME);
  expect(entered.headers).toMatchObject({
    'x-latchkey-user': 'maria',
    'x-latchkey-account': me.id,
    'x-latchkey-name': '',
    'x-latchkey-email': '',
    'x-latchkey-groups': '',
    'x-latchkey-factor': '1fa',
    'cache-control': 'no-store',
  });
  expect(await events('forward.authorized')).toEqual([
    { actorLogin: 'maria', details: { applicationId: wiki, name: 'Wiki', host: WIKI } },
  ]);
});

test('only a page that is opened is led to sign in; Caddy and Traefik are told so by 302', async () => {
  const nobody = new Visitor(server, server.client());
  const asked = async (headers: Record<string, string>, answer?: string) => {
    const { status, location } = await nobody.check(WIKI, { headers, ...(answer && { answer }) });
    return [status, location !== ''];
  };
  expect(await asked(NAVIGATION)).toEqual([401, true]);
  expect(await asked({ accept: 'text/html,*/*;q=0.8' })).toEqual([401, true]);
  expect(await asked(NAVIGATION, '302')).toEqual([302, true]);
  const scripted = { 'sec-fetch-mode': 'cors', accept: 'text/html' };
  expect(await asked(scripted)).toEqual([401, false]);
  expect(await asked(scripted, '302')).toEqual([401, false]);
  expect(await asked({ accept: 'application/json' })).toEqual([401, false]);
  expect(await asked({ accept: 'text/html', 'x-forwarded-method': 'POST' })).toEqual([401, false]);
});

test('Traefik: asked with the five headers of its documentation, beside all that the request itself had', async () => {
  const maria = await visitor();
  await maria.enter(WIKI, '/page?id=7');
  const asks = (person: Visitor, more: Record<string, string>) =>
    person.check(WIKI, {
      uri: '/page?id=7',
      answer: '302',
      headers: {
        ...NAVIGATION,
        // Its question is a GET to Latchkey's own host; the rest are the request's own, and others that it adds.
        host: `127.0.0.1:${server.port}`,
        'accept-encoding': 'gzip',
        'x-forwarded-port': '80',
        'x-forwarded-server': 'traefik',
        'x-real-ip': '203.0.113.9',
        ...more,
      },
    });
  const form = { 'x-forwarded-method': 'POST', 'content-type': 'application/x-www-form-urlencoded' };
  for (const more of [{}, form, { 'x-forwarded-method': 'PROPFIND', depth: '1' }]) {
    const { status, headers } = await asks(maria, more);
    expect([status, headers['x-latchkey-user']]).toEqual([200, 'maria']);
  }
  const nobody = new Visitor(server, server.client());
  const { status, location, headers } = await asks(nobody, {});
  expect([status, headers['x-latchkey-user']]).toEqual([302, '']);
  expect(location).toBe(`http://${WIKI}/.latchkey/start?to=${encodeURIComponent('/page?id=7')}`);
  expect((await asks(nobody, { 'sec-fetch-mode': 'cors' })).status).toBe(401);
});

test('every header is there, in every answer, whatever it says', async () => {
  const nobody = new Visitor(server, server.client());
  for (const host of [WIKI, 'unknown.example.org', 'two.example.org, hosts.example.org']) {
    const { headers } = await nobody.check(host, { headers: NAVIGATION });
    for (const name of ['user', 'account', 'name', 'email', 'groups', 'factor']) {
      expect(headers[`x-latchkey-${name}`], `${name} for ${host}`).toBe('');
    }
  }
});

test('names are bytes of UTF-8, and the address is the confirmed one', async () => {
  const id = await createAccount(admin, 'jürgen');
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { displayName: "Jürgen 山" }) { id } }',
    { id },
  );
  const { database } = server.app;
  await database.manager.query(
    "INSERT INTO contacts (accountId, email, pendingEmail, askedByOwner) VALUES (?, 'j@example.org', 'new@example.org', 0)",
    [id],
  );
  const jürgen = await visitor('jürgen');
  await jürgen.enter(WIKI);
  const { headers } = await jürgen.check(WIKI);
  const utf8 = (name: string) => Buffer.from(String(headers[name]), 'latin1').toString('utf8');
  expect(utf8('x-latchkey-user')).toBe('jürgen');
  expect(utf8('x-latchkey-name')).toBe('Jürgen 山');
  expect(headers['x-latchkey-email']).toBe('j@example.org');
});

test('nobody signed in: the sign-in page, which leads back to where they wanted to go', async () => {
  const nobody = new Visitor(server, server.client());
  const sent = await nobody.begin(WIKI, '/deep?a=1');
  expect(sent.location).toMatch(/^\/sign-in\?continue=/);
  const to = new URL(sent.location, server.url).searchParams.get('continue')!;
  await signedIn(nobody.client, 'maria');
  const on = await nobody.here(`/auth/continue?to=${encodeURIComponent(to)}`);
  expect(on.status).toBe(303);
  const back = await nobody.there(WIKI, pathOf((await nobody.here(on.location)).location));
  expect(back.location).toBe(`http://${WIKI}/deep?a=1`);
  expect(await nobody.status(WIKI)).toBe(200);
});

test('two tabs that begin at once both arrive', async () => {
  const maria = await visitor();
  const [one, two] = [await maria.begin(WIKI, '/one'), await maria.begin(WIKI, '/two')];
  expect((await maria.there(WIKI, pathOf(one.location))).location).toBe(`http://${WIKI}/one`);
  expect((await maria.there(WIKI, pathOf(two.location))).location).toBe(`http://${WIKI}/two`);
});

test('administrators only: others are refused by a page that says why, and once in the audit log', async () => {
  const host = 'console.example.org';
  const id = await forward('Console <1>', [host], { mayEnter: 'ADMINISTRATORS' });
  const maria = await visitor();
  const refused = await maria.begin(host);
  expect(refused.status).toBe(403);
  expect(refused.body).toContain('Console &lt;1&gt;');
  expect(refused.body).toContain('signed in as maria');
  await maria.begin(host);
  expect(await events('forward.refused')).toEqual([
    { actorLogin: 'maria', details: { applicationId: id, name: 'Console <1>', host } },
  ]);
  const owner = new Visitor(server, admin);
  await owner.enter(host);
  expect(await owner.status(host)).toBe(200);
});

test('a second factor that is demanded: none, one that a trusted device spared, and a proved one', async () => {
  const host = 'vault.example.org';
  await forward('Vault', [host], { requireSecondFactor: true });
  const maria = await visitor();
  expect(await neededBy(maria, await maria.begin(host))).toEqual({ application: 'Vault', needs: 'ENROL' });
  const { secret } = await protectedAccount(server, admin, 'vera');
  const client = server.client();
  await signInWithCode(server, client, 'vera', secret, true);
  const vera = new Visitor(server, client);
  await vera.enter(host);
  expect((await vera.check(host)).headers['x-latchkey-factor']).toBe('2fa');
  // The browser's device is trusted from now on.
  await signedIn(client, 'vera');
  expect(await vera.status(host)).toBe(401);
  expect(await neededBy(vera, await vera.begin(host))).toEqual({
    application: 'Vault',
    needs: 'REAUTHENTICATE',
  });
});

/** What the sign-in page that somebody is sent to learns of why. */
async function neededBy({ client }: Visitor, { location }: { location: string }): Promise<unknown> {
  const { pathname, searchParams } = new URL(location, server.url);
  expect(pathname).toBe('/sign-in');
  const { signInContext } = await client.data<{ signInContext: unknown }>(
    'query ($to: String!) { signInContext(to: $to) { application needs } }',
    { to: searchParams.get('continue') },
  );
  return signInContext;
}

test('a proof that is too old for the application: maxAge', async () => {
  const host = 'payroll.example.org';
  await forward('Payroll', [host], { maxAge: 600 });
  const maria = await visitor();
  await maria.enter(host);
  server.clock.advance(600 * SECOND);
  expect(await maria.status(host)).toBe(200);
  server.clock.advance(1);
  expect(await maria.status(host)).toBe(401);
  await maria.client.data('mutation ($password: String) { reauthenticate(password: $password) }', {
    password: PASSWORD,
  });
  expect(await maria.status(host)).toBe(200);
});

test('an application that is switched off or has lost the host is nobody’s', async () => {
  const host = 'files.example.org';
  const id = await forward('Files', [host]);
  const maria = await visitor();
  await maria.enter(host);
  await updateApplication(admin, id, { enabled: false });
  const off = await maria.check(host);
  expect([off.status, off.body.includes('Files is switched off')]).toEqual([403, true]);
  await updateApplication(admin, id, { enabled: true });
  expect(await maria.status(host)).toBe(200);
  await updateApplication(admin, id, { hosts: ['files.example.net'] });
  const gone = await maria.check(host);
  expect([gone.status, gone.body.includes('No application has this host')]).toEqual([403, true]);
});

test('signing out at the application drops the pass, and here once the person says so', async () => {
  const maria = await visitor();
  await maria.enter(WIKI);
  const out = await maria.there(WIKI, '/.latchkey/sign-out');
  expect(out.location).toBe(`${server.url}/auth/sign-out`);
  expect(maria.pass(WIKI)).toBe('');
  const page = await maria.here('/auth/sign-out');
  expect(page.body).toContain('<form method="post"');
  expect(page.headers['content-security-policy']).toContain(`form-action ${server.url};`);
  const post = (origin: string) => {
    const cookie = [...maria.client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return ask(server, '/auth/sign-out', { cookie, origin }, 'POST');
  };
  expect((await post('https://evil.example')).body).toContain('<form method="post"');
  expect(await maria.client.data(ME)).toMatchObject({ me: { login: 'maria' } });
  expect((await post(server.url)).body).toContain('You are signed out');
  expect(await maria.client.data(ME)).toEqual({ me: null });
});

test('use is noted as for the token, and keeps the session from idling out', async () => {
  await updateSettings(admin, { idleTimeoutMinutes: 10 });
  try {
    const maria = await visitor();
    await maria.enter(WIKI);
    for (let minutes = 0; minutes < 24; minutes += 8) {
      server.clock.advance(8 * MINUTE);
      expect(await maria.status(WIKI)).toBe(200);
      await server.app.services.laterWrites.settle();
    }
    const tokenId = maria.pass(WIKI).split('.')[0]!;
    const row = await server.app.database.manager.findOneByOrFail(AuthToken, { id: tokenId });
    expect(row.lastUsedAt).toBe(server.clock.now());
    server.clock.advance(12 * MINUTE);
    expect(await maria.status(WIKI)).toBe(401);
  } finally {
    await updateSettings(await administrator(server), { idleTimeoutMinutes: 0 });
  }
});

test('what was read before the session ended lets in nobody who comes after', async () => {
  const maria = await visitor();
  await maria.enter(WIKI);
  // It has read its row, and is about to judge it.
  const barrier = holdAnswer(server.app.database, 'row');
  const before = maria.status(WIKI);
  await barrier.reached;
  await maria.client.data('mutation { signOut }');
  const after = maria.status(WIKI);
  await ask(server, '/healthz');
  barrier.release();
  expect(await before).toBe(200);
  expect(await after).toBe(401);
});
