import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('keys that somebody may have come by are withdrawn at once', async () => {
  const [before] = await published();
  const shell = { id: null, login: 'test', ipAddress: null };
  const made = await servers[0]!.services.oidcKeys.rotate(shell, true);
  clock.advance(2000);
  const fresh = made.map(({ id }) => id).toSorted();
  expect(await published()).toEqual([fresh, fresh]);
  for (const id of before!) expect(fresh).not.toContain(id);
});

test('the schedule rotates keys once they are 90 days old', async () => {
  const { oidcKeys } = servers[0]!.services;
  const shell = { id: null, login: 'test', ipAddress: null };
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(false);
  clock.advance(89 * DAY);
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(false);
  clock.advance(2 * DAY);
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(true);
  expect(await oidcKeys.rotateWhenDue(shell)).toBe(false);
});
