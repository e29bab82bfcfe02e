import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { Client } from '../../support/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { createAccount, signedIn } from '../../support/flows.js';
import { type ServerProcess, spawnServer } from '../../support/process.js';
import {
  BEGIN_PASSKEY,
  BEGIN_REGISTRATION,
  call,
  FINISH_REGISTRATION,
  keyChallenge,
  KEYS,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { ADMIN } from '../../support/server.js';

const PARALLEL = 50;
// The one origin that both servers know, wherever they listen.
const ORIGIN = 'http://localhost';

let database: TestDatabase;
let servers: [ServerProcess, ServerProcess];
let admin: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  const env = {
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_LOGIN: ADMIN.login,
    ADMIN_PASSWORD: ADMIN.password,
    THROTTLE_ACCOUNT_ATTEMPTS: '100000',
    THROTTLE_ADDRESS_ATTEMPTS: '100000',
    WEBAUTHN_ORIGINS: ORIGIN,
  };
  servers = [await spawnServer(env), await spawnServer(env)];
  admin = new Client(servers[0].url);
  await signedIn(admin, ADMIN.login, ADMIN.password);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill('SIGTERM')));
  await database.drop();
});

/** A client of one server or the other, in turn; with a bearer token, of one session. */
const clientOf = (index: number, bearer?: string): Client =>
  new Client(servers[index % 2]!.url, bearer === undefined ? {} : { bearer });

/** How often each came: a code of refusal, or 'ok'. */
async function inParallel(
  send: (index: number) => Promise<string | undefined>,
  requests = PARALLEL,
): Promise<Record<string, number>> {
  const outcomes = await Promise.all(Array.from({ length: requests }, (_, index) => send(index)));
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome ?? 'ok'] = (counts[outcome ?? 'ok'] ?? 0) + 1;
  return counts;
}

async function account(
  login: string,
): Promise<{ client: Client; token: string; authenticator: SoftAuthenticator }> {
  await createAccount(admin, login);
  const client = clientOf(0);
  const { token } = await signedIn(client, login);
  return { client, token, authenticator: new SoftAuthenticator(ORIGIN) };
}

test('one registration answered 50 times over two servers adds one key', async () => {
  const { client, token, authenticator } = await account('registers');
  const response = await authenticator.create(await call(client, BEGIN_REGISTRATION));
  const counts = await inParallel((index) =>
    clientOf(index, token).code(FINISH_REGISTRATION, { name: `Key ${index}`, response }),
  );
  expect(counts).toEqual({ ok: 1, CHALLENGE_EXPIRED: PARALLEL - 1 });
  const { me } = await client.data<{ me: { twoFactor: { securityKeys: unknown[] } } }>(KEYS);
  expect(me.twoFactor.securityKeys).toHaveLength(1);
});

test('one key registered by ten accounts at once over two servers belongs to one', async () => {
  const people = await Promise.all(Array.from({ length: 10 }, (_, index) => account(`shares ${index}`)));
  const { authenticator } = people[0]!;
  const begun = await Promise.all(people.map(({ client }) => call(client, BEGIN_REGISTRATION)));
  const responses = await Promise.all(begun.map((options) => authenticator.create(options)));
  const counts = await inParallel(
    (index) =>
      clientOf(index, people[index]!.token).code(FINISH_REGISTRATION, {
        name: 'Key',
        response: responses[index],
      }),
    people.length,
  );
  expect(counts).toEqual({ ok: 1, CONFLICT: people.length - 1 });
});

test('one assertion sent 50 times over two servers signs in once', async () => {
  const { client, authenticator } = await account('asserts');
  await registerKey(client, authenticator);
  const { challenge, options } = await keyChallenge(clientOf(0), 'asserts');
  const response = authenticator.get(options);
  const counts = await inParallel((index) => clientOf(index).code(VERIFY_KEY, { challenge, response }));
  expect(counts).toEqual({ ok: 1, CHALLENGE_EXPIRED: PARALLEL - 1 });
});

test('one passkey assertion sent 50 times over two servers signs in once', async () => {
  const { client, authenticator } = await account('passkey');
  await registerKey(client, authenticator);
  const response = authenticator.get(await call(clientOf(0), BEGIN_PASSKEY));
  const counts = await inParallel((index) => clientOf(index).code(SIGN_IN_WITH_PASSKEY, { response }));
  expect(counts).toEqual({ ok: 1, CHALLENGE_EXPIRED: PARALLEL - 1 });
});

test('one re-authentication sent 50 times over two servers counts once', async () => {
  const { client, token, authenticator } = await account('again');
  await registerKey(client, authenticator);
  const options = await call(client, 'mutation { beginReauthenticationWithSecurityKey }');
  const response = authenticator.get(options);
  const counts = await inParallel((index) =>
    clientOf(index, token).code(
      'mutation ($response: JSON!) { reauthenticateWithSecurityKey(response: $response) }',
      { response },
    ),
  );
  expect(counts).toEqual({ ok: 1, CHALLENGE_EXPIRED: PARALLEL - 1 });
});

test('of 50 copies of a key that sign at one counter over two servers, one signs in', async () => {
  const { client, authenticator } = await account('cloned');
  await registerKey(client, authenticator);
  const ceremonies = await Promise.all(
    Array.from({ length: PARALLEL }, (_, index) => call(clientOf(index), BEGIN_PASSKEY)),
  );
  const counts = await inParallel((index) => {
    const response = authenticator.get(ceremonies[index]!, { signCount: 1 });
    return clientOf(index).code(SIGN_IN_WITH_PASSKEY, { response });
  });
  expect(counts).toEqual({ ok: 1, INVALID_CODE: PARALLEL - 1 });
});
