import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import { type App, startApp } from '../../../server/app/app.js';
import { readConfig } from '../../../server/config/config.js';
import { OidcKey } from '../../../server/integrations/openid-connect/oidc-key.entity.js';
import { DAY } from '../../../server/platform/clock.js';
import { createApplication } from '../../support/applications.js';
import { runCli } from '../../support/cli.js';
import { Client } from '../../support/client.js';
import { TestClock } from '../../support/clock.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { createAccount, signedIn } from '../../support/flows.js';
import {
  begin,
  type Begun,
  Browser,
  enter,
  redeem,
  type RelyingParty,
  relyingParty,
} from '../../support/openid-connect.js';
import { ADMIN, CHEAP } from '../../support/server.js';

const secretKey = randomBytes(32).toString('hex');
const clock = new TestClock();

let database: TestDatabase;
let servers: App[];
let balancer: Server;
let url: string;
let admin: Client;
let party: RelyingParty;
let short: RelyingParty;
let credentials: { clientId: string; secret: string };

/** Each request goes to the other server than the one before. */
async function alternating(): Promise<Server> {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const { port } = servers[count++ % servers.length]!;
    const { method, url: path, headers } = incoming;
    const onward = request({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

beforeAll(async () => {
  database = await createTestDatabase();
  servers = [];
  balancer = await alternating();
  url = `http://localhost:${(balancer.address() as AddressInfo).port}`;
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    SECRET_KEY: secretKey,
    PUBLIC_URL: url,
    THROTTLE_ADDRESS_ATTEMPTS: '100000',
  });
  const options = {
    config: { ...config, hashing: { ...config.hashing, cost: CHEAP } },
    clock,
    log: pino({ level: 'silent' }),
  };
  servers = [await startApp(options), await startApp(options)];
  await servers[0]!.services.newAccounts.createFirstAdministrator(ADMIN.login, ADMIN.password);
  admin = new Client(url);
  await signedIn(admin, ADMIN.login, ADMIN.password);
  await createAccount(admin, 'anna');
  const made = async (signingAlgorithm: 'RS256' | 'ES256') => {
    const { application, clientSecret } = await createApplication(admin, { signingAlgorithm });
    return { clientId: application.clientId, secret: clientSecret, algorithm: signingAlgorithm };
  };
  credentials = await made('RS256');
  const other = await made('ES256');
  // Both have looked.
  clock.advance(2000);
  party = await relyingParty({ url }, credentials);
  short = await relyingParty({ url }, other);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  balancer.closeAllConnections();
  balancer.close();
  await database.drop();
});

async function browser(): Promise<Browser> {
  const client = new Client(url);
  await signedIn(client, 'anna');
  return new Browser({ url }, client);
}

const kidOf = (tokens: { id_token?: string }): string => decodeProtectedHeader(tokens.id_token!).kid!;

/** What each server publishes. */
const published = (): Promise<string[][]> =>
  Promise.all(
    servers.map(async ({ port }) => {
      const answer = await fetch(`http://127.0.0.1:${port}/oauth2/jwks`);
      const { keys } = (await answer.json()) as { keys: { kid: string; d?: string }[] };
      expect(keys.some((key) => key.d !== undefined)).toBe(false);
      return keys.map(({ kid }) => kid).toSorted();
    }),
  );

test('whichever server answers, people enter, by either algorithm, also when they have to sign in first', async () => {
  const [one, two] = await published();
  expect(one).toEqual(two);
  for (const at of [party, short, party]) {
    const tokens = await enter(at, await browser());
    expect(decodeProtectedHeader(tokens.id_token!).alg).toBe(at === short ? 'ES256' : 'RS256');
    const refreshed = await oidc.refreshTokenGrant(at.configuration, tokens.refresh_token!);
    expect(refreshed.claims()?.sub).toBe(tokens.claims()?.sub);
  }
  const client = new Client(url);
  const stranger = new Browser({ url }, client);
  const begun = await begin(party);
  const to = (await stranger.follow(begun.url.href)).url.searchParams.get('continue')!;
  await signedIn(client, 'anna');
  const { left } = await stranger.follow(`/auth/continue?to=${encodeURIComponent(to)}`);
  expect((await redeem(party, begun, left!)).claims()).toBeDefined();
});

test('what one server revokes, the other refuses', async () => {
  const here = await browser();
  const tokens = await enter(party, here);
  const works = () =>
    Promise.all(
      servers.map(async ({ port }) => {
        const headers = { authorization: `Bearer ${tokens.access_token}` };
        return (await fetch(`http://127.0.0.1:${port}/oauth2/userinfo`, { headers })).ok;
      }),
    );
  expect(await works()).toEqual([true, true]);
  await here.client.data('mutation { signOut }');
  expect(await works()).toEqual([false, false]);
});

test('new keys are published by all a day before they sign, and the old ones verify for a month after', async () => {
  const here = await browser();
  const before = await enter(party, here);
  const old = kidOf(before);
  const [first] = await published();
  const answer = await runCli({ databaseUrl: database.url, secretKey }, ['--json', 'oidc-keys:rotate']);
  expect(answer).toMatchObject({ status: 0, stderr: '' });
  // The command line has a clock of its own.
  const { keys } = JSON.parse(answer.stdout) as { keys: { id: string; algorithm: string }[] };
  const fresh = keys.find(({ algorithm }) => algorithm === 'RS256')!.id;
  clock.advance(2000);
  const all = [...first!, ...keys.map(({ id }) => id)].toSorted();
  expect(await published()).toEqual([all, all]);
  expect(kidOf(await enter(party, here))).toBe(old);
  clock.advance(DAY + 60_000);
  // With the keys as they are published now: clients keep them for some minutes by the system’s clock.
  const after = await enter(await relyingParty({ url }, credentials), await browser());
  expect(kidOf(after)).toBe(fresh);
  // Who signed in before signs out by the old one.
  expect(await published()).toEqual([all, all]);
  clock.advance(31 * DAY);
  const rest = keys.map(({ id }) => id).toSorted();
  expect(await published()).toEqual([rest, rest]);
  const { manager } = servers[0]!.database;
  expect(JSON.stringify(await manager.find(OidcKey))).not.toMatch(/"d\\?":/);
});

const shell = { id: null, login: 'test', ipAddress: null };

/** What a client keeps of our keys, for as long as it likes. */
async function keptKeys(): Promise<ReturnType<typeof createLocalJWKSet>> {
  return createLocalJWKSet((await (await fetch(`${url}/oauth2/jwks`)).json()) as JSONWebKeySet);
}
const verified = async (
  { id_token: token }: { id_token?: string },
  by: Awaited<ReturnType<typeof keptKeys>>,
) =>
  jwtVerify(token!, by, { issuer: url, audience: credentials.clientId }).then(
    () => 'verified',
    (error: unknown) => (error as { code: string }).code,
  );

/** Signed in, and sent back with a code that is not redeemed yet. */
async function withCode(here: Browser): Promise<{ begun: Begun; left: URL }> {
  const begun = await begin(party);
  const { left } = await here.follow(begun.url.href);
  return { begun, left: left! };
}

test('key rotation between the code and the token: each client verifies by what it has kept', async () => {
  const here = await browser();
  const before = await keptKeys();
  // Clients as they are loaded now; this library keeps keys for minutes of the system’s clock.
  const loaded = () => relyingParty({ url }, credentials);
  const old = await enter(await loaded(), here);
  const { begun, left } = await withCode(here);
  await servers[0]!.services.oidcKeys.rotate(shell);
  clock.advance(2000);
  const tokens = await redeem(await loaded(), begun, left);
  // The new ones do not sign yet: who has kept the keys of before is not surprised.
  expect([await verified(old, before), await verified(tokens, before)]).toEqual(['verified', 'verified']);
  // Who looks once within that day has them before they sign; and the old ones still verify what they have signed.
  const meanwhile = await keptKeys();
  clock.advance(DAY - 10_000);
  const again = await withCode(await browser());
  clock.advance(10_000);
  const later = await redeem(await loaded(), again.begun, again.left);
  expect(kidOf(later)).not.toBe(kidOf(old));
  expect([await verified(later, meanwhile), await verified(later, before)]).toEqual([
    'verified',
    'ERR_JWKS_NO_MATCHING_KEY',
  ]);
  const after = await keptKeys();
  expect([await verified(old, after), await verified(later, after)]).toEqual(['verified', 'verified']);
});

test('keys that are withdrawn between the code and the token: it is signed by the new ones, on either server', async () => {
  const before = await keptKeys();
  const here = await browser();
  const old = await enter(await relyingParty({ url }, credentials), here);
  const [first, second] = [await withCode(here), await withCode(here)];
  await servers[1]!.services.oidcKeys.rotate(shell, true);
  clock.advance(2000);
  for (const { begun, left } of [first, second]) {
    const tokens = await redeem(await relyingParty({ url }, credentials), begun, left);
    expect(kidOf(tokens)).not.toBe(kidOf(old));
    // Who has kept the old ones does not know it, and asks again, as OpenID Connect Core §10.1.1 has it.
    expect(await verified(tokens, before)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(await verified(tokens, await keptKeys())).toBe('verified');
  }
  // What the old ones have signed is good no more for whoever looks.
  expect(await verified(old, await keptKeys())).toBe('ERR_JWKS_NO_MATCHING_KEY');
});

test('keys that somebody may have come by are withdrawn at once', async () => {
  const [before] = await published();
  const made = await servers[0]!.services.oidcKeys.rotate(shell, true);
  clock.advance(2000);
  const fresh = made.map(({ id }) => id).toSorted();
  expect(await published()).toEqual([fresh, fresh]);
  for (const id of before!) expect(fresh).not.toContain(id);
  const { items } = await servers[1]!.services.audit.page(
    UNATTENDED,
    { action: 'oidc.keys_rotated' },
    { page: 1, perPage: 1 },
  );
  expect(items).toMatchObject([
    {
      actorLogin: 'test',
      details: { keys: made.map(({ id, algorithm }) => `${algorithm} ${id}`), atOnce: true },
    },
  ]);
});

test('the schedule rotates keys once they are 90 days old', async () => {
  const { oidcKeys } = servers[0]!.services;
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(false);
  clock.advance(89 * DAY);
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(false);
  clock.advance(2 * DAY);
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(true);
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(false);
});
