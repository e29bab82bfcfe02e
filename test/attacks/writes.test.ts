import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedSchema } from '../../server/api/graphql/schema.js';
import { Ceremony } from '../../server/factors/security-keys/ceremony.entity.js';
import { JobOutcome } from '../../server/platform/jobs/job-outcome.entity.js';
import { Challenge } from '../../server/sign-in/challenge.entity.js';
import { ThrottleCounter } from '../../server/accounts/throttle/throttle-counter.entity.js';
import { createApplication } from '../support/applications.js';
import { SoftAuthenticator } from '../support/authenticator.js';
import { basicStatus } from '../support/backends.js';
import { administrator, challengeFor, protectedAccount } from '../support/flows.js';
import { everyArgument } from '../support/mutations.js';
import {
  BEGIN_PASSKEY,
  BEGIN_VERIFICATION,
  call,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
} from '../support/security-keys.js';
import { startTestServer, type TestServer } from '../support/server.js';

const LIMIT = 2;
const TIMES = 8;

let server: TestServer;
let mutations: GraphQLField<unknown, unknown>[];
beforeAll(async () => {
  server = await startTestServer({
    THROTTLE_ADDRESS_ATTEMPTS: String(LIMIT),
    THROTTLE_ACCOUNT_ATTEMPTS: '1000',
    TRUSTED_PROXIES: 'loopback',
  });
  const schema = describedSchema();
  mutations = Object.values(schema.getMutationType()!.getFields());
});
afterAll(() => server.stop());

/** The counts themselves, and what is written whether anybody asks or not. */
const NOT_WRITTEN_FOR_ANYBODY: unknown[] = [ThrottleCounter, JobOutcome];

/** How many rows each table has. */
async function rows(): Promise<Record<string, number>> {
  const { dataSource } = server.app.database;
  const counts: Record<string, number> = {};
  for (const { tableName, target } of dataSource.entityMetadatas) {
    if (!NOT_WRITTEN_FOR_ANYBODY.includes(target)) counts[tableName] = await dataSource.manager.count(target);
  }
  return counts;
}

/** The tables that have grown by more than the address may count. */
async function grown(act: (n: number) => Promise<unknown>): Promise<string[]> {
  const before = await rows();
  for (let n = 0; n < TIMES; n++) await act(n);
  const after = await rows();
  return Object.keys(after).filter((table) => after[table]! - before[table]! > LIMIT);
}

test('before anybody has signed in no mutation writes more than the count of the address lets through', async () => {
  const found: Record<string, string[]> = {};
  for (const [index, field] of mutations.entries()) {
    const client = server.client({ headers: { 'x-forwarded-for': `192.0.2.${index}` } });
    const tables = await grown((n) => {
      const { document, variables } = everyArgument(field, (_name, scalar) => {
        const values: Record<string, unknown> = { Int: 1, Boolean: true, JSON: {} };
        return values[scalar] ?? (scalar === 'DateTimeISO' ? '2030-01-01T00:00:00Z' : `nobody ${n}`);
      });
      return client.request(document, variables);
    });
    if (tables.length > 0) found[field.name] = tables;
  }
  expect(found).toEqual({});
});

test('nor does a backend that asks for somebody', async () => {
  const at = { 'x-forwarded-for': '198.51.100.1' };
  expect(await grown((n) => basicStatus(server, `nobody ${n}`, 'a guess', 'imap', at))).toEqual([]);
});

test('beginPasskeySignIn keeps nothing of what it gives out; what is answered is kept, and good once', async () => {
  const { client } = await protectedAccount(server, await administrator(server), 'passkey');
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(client, authenticator);
  const { manager } = server.app.database;
  const stranger = server.client();
  const before = await manager.count(Ceremony);
  for (let n = 0; n < TIMES; n++) await call(stranger, BEGIN_PASSKEY);
  expect(await manager.count(Ceremony)).toBe(before);
  const options = await call(stranger, BEGIN_PASSKEY);
  const response = authenticator.get(options);
  expect(await stranger.code(SIGN_IN_WITH_PASSKEY, { response })).toBeUndefined();
  expect(await manager.count(Ceremony)).toBe(before + 1);
  expect(await stranger.code(SIGN_IN_WITH_PASSKEY, { response: authenticator.get(options) })).toBe(
    'CHALLENGE_EXPIRED',
  );
});

const AUTHORIZE = new URLSearchParams({
  client_id: 'writes',
  response_type: 'code',
  scope: 'openid',
  redirect_uri: 'https://mail.example.org/callback',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}).toString();
/** Where browsers are sent, which may be anybody's. */
const FOR_BROWSERS = [
  `/oauth2/authorize?${AUTHORIZE}`,
  '/oauth2/sign-out',
  '/oauth2/sign-out?client_id=writes',
  '/oauth2/interaction/0123456789012345678901',
  `/auth/forward/start?host=wiki.example.org&challenge=${'a'.repeat(64)}&to=%2F`,
  '/auth/sign-out',
  '/auth/continue?to=%2Foauth2%2Finteraction%2F0123456789012345678901',
  '/.latchkey/start?to=%2F',
  '/auth/forward',
];

test('a stranger begins no more sign-ins to applications, nor sign-outs, than the address lets through', async () => {
  const admin = await administrator(server);
  await createApplication(admin, { clientId: 'writes' });
  await createApplication(admin, { kind: 'FORWARD', redirectUris: [], hosts: ['wiki.example.org'] });
  const open = async (path: string, address: string): Promise<Response> =>
    fetch(server.url + path, {
      redirect: 'manual',
      headers: { 'x-forwarded-for': address, 'x-forwarded-host': 'wiki.example.org' },
    });
  for (const [index, path] of FOR_BROWSERS.entries()) {
    const before = await rows();
    for (let n = 0; n < 10 * LIMIT + TIMES; n++) await open(path, `198.51.100.${index}`);
    const after = await rows();
    const grown = Object.keys(after).filter((table) => after[table]! - before[table]! > 10 * LIMIT + 1);
    expect([path, grown]).toEqual([path, []]);
  }
  const refused = await open(FOR_BROWSERS[0]!, '198.51.100.0');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  expect((await open(FOR_BROWSERS[0]!, '198.51.100.200')).status).toBe(303);
});

test('a passkey challenge that is too old, altered, or another server’s is refused and kept nowhere', async () => {
  const { client } = await protectedAccount(server, await administrator(server), 'sealed');
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(client, authenticator);
  const before = await server.app.database.manager.count(Ceremony);
  const options = await call(client, BEGIN_PASSKEY);
  const challenge = String(options['challenge']);
  const made = Buffer.from('00000000.' + 'A'.repeat(80)).toString('base64url');
  const altered = challenge.slice(0, -4) + (challenge.endsWith('AAAA') ? 'BBBB' : 'AAAA');
  for (const other of [altered, made, 'AAAA']) {
    const response = authenticator.get({ ...options, challenge: other });
    const from = server.client({ headers: { 'x-forwarded-for': `203.0.113.${other.length}` } });
    expect(await from.code(SIGN_IN_WITH_PASSKEY, { response })).toBe('CHALLENGE_EXPIRED');
  }
  server.clock.advance(5 * 60_000);
  const from = server.client({ headers: { 'x-forwarded-for': '203.0.113.250' } });
  expect(await from.code(SIGN_IN_WITH_PASSKEY, { response: authenticator.get(options) })).toBe(
    'CHALLENGE_EXPIRED',
  );
  expect(await server.app.database.manager.count(Ceremony)).toBe(before);
});

test('one sign-in, or session, has no more than 3 requests to a security key at a time', async () => {
  const { client, id } = await protectedAccount(server, await administrator(server), 'asks often');
  await registerKey(client, new SoftAuthenticator(server.url));
  const { challenge } = await challengeFor(server.client(), 'asks often');
  for (let n = 0; n < TIMES; n++) await call(server.client(), BEGIN_VERIFICATION, { challenge });
  expect(
    await server.app.database.manager.countBy(Ceremony, { accountId: id, purpose: 'verification' }),
  ).toBe(3);
});

test('whoever knows the password of an account has no more than 100 sign-ins open at a time, and takes none from a known device', async () => {
  const { id } = await protectedAccount(server, await administrator(server), 'opened');
  const { challenges } = server.app.services;
  const { database } = server.app;
  const open = (deviceId: string | null) =>
    database.transaction((tx) =>
      challenges.open(tx, { accountId: id, credentialVersion: 0, deviceId, deviceName: null, brief: false }),
    );
  const own = await open('0194a000-0000-7000-8000-000000000000');
  const first = await open(null);
  for (let n = 0; n < 100; n++) {
    server.clock.advance(1);
    await open(null);
  }
  expect(await database.manager.countBy(Challenge, { accountId: id })).toBe(101);
  await expect(challenges.find(first.secret)).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
  expect((await challenges.find(own.secret)).accountId).toBe(id);
});
