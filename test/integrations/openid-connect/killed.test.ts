import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../../support/applications.js';
import { Client } from '../../support/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { createAccount, ME, signedIn } from '../../support/flows.js';
import {
  begin,
  Browser,
  enter,
  redeem,
  type RelyingParty,
  relyingParty,
} from '../../support/openid-connect.js';
import { type ServerProcess, spawnServer } from '../../support/process.js';
import { freePort } from '../../support/programs.js';
import { ADMIN } from '../../support/server.js';

let database: TestDatabase;
let balancer: Server;
let url: string;
let environment: Record<string, string>;
/** The one that answers now. */
let current: ServerProcess & { port: number };
let party: RelyingParty;

/** All go to the same server, until that is not there any more. */
async function balanced(): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request(
      { host: '127.0.0.1', port: current.port, path, method, headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** It says that it is found at PUBLIC_URL, which is where both are. */
async function spawned(): Promise<typeof current> {
  const port = await freePort();
  return { ...(await spawnServer({ ...environment, PORT: String(port) })), port };
}

beforeAll(async () => {
  database = await createTestDatabase();
  balancer = await balanced();
  url = `http://localhost:${(balancer.address() as AddressInfo).port}`;
  environment = {
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_PASSWORD: ADMIN.password,
    PUBLIC_URL: url,
    WORKERS: '1',
  };
  current = await spawned();
  const admin = new Client(url);
  await signedIn(admin, ADMIN.login, ADMIN.password);
  await createAccount(admin, 'anna');
  const { application, clientSecret } = await createApplication(admin);
  party = await relyingParty({ url }, { clientId: application.clientId, secret: clientSecret });
});
afterAll(async () => {
  await current.kill('SIGTERM');
  balancer.closeAllConnections();
  balancer.close();
  await database.drop();
});

test('a server that is killed between the code and the token: the other one redeems it, and whatever it was given works', async () => {
  const client = new Client(url);
  await signedIn(client, 'anna');
  const browser = new Browser({ url }, client);
  const earlier = await enter(party, browser);
  // One that is under way: stopped at the sign-in page.
  const stranger = new Client(url);
  const waiting = new Browser({ url }, stranger);
  const interrupted = await begin(party);
  const stopped = await waiting.follow(interrupted.url.href);
  const begun = await begin(party);
  const { left } = await browser.follow(begun.url.href);

  const other = await spawned();
  await current.kill('SIGKILL');
  expect(current.process.signalCode).toBe('SIGKILL');
  current = other;

  const tokens = await redeem(party, begun, left!);
  const { sub } = tokens.claims()!;
  expect(sub).toBe(earlier.claims()!.sub);
  for (const given of [tokens, earlier]) {
    expect(await oidc.fetchUserInfo(party.configuration, given.access_token, sub)).toMatchObject({ sub });
    const refreshed = await oidc.refreshTokenGrant(party.configuration, given.refresh_token!);
    expect(refreshed.claims()?.sub).toBe(sub);
  }
  // Nor has the person to sign in again, who is signed in; and who was about to goes on.
  expect((await enter(party, browser, { prompt: 'none' })).claims()?.sub).toBe(sub);
  await signedIn(stranger, 'anna');
  const to = stopped.url.searchParams.get('continue')!;
  const back = await waiting.follow(`/auth/continue?to=${encodeURIComponent(to)}`);
  expect((await redeem(party, interrupted, back.left!)).claims()?.sub).toBe(sub);
  // The code is good once, whichever server it was used at.
  await expect(redeem(party, begun, left!)).rejects.toThrow();
  expect(await client.data(ME)).toMatchObject({ me: { login: 'anna' } });
});
