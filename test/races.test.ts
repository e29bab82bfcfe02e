import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from './support/client.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import {
  backupCodes,
  BEGIN_SETUP,
  CONFIRM_CODES,
  waitingBackupCodes,
  challengeFor,
  CONFIRM_SETUP,
  CREATE_ACCOUNT,
  PASSWORD,
  signedIn,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from './support/flows.js';
import { type ServerProcess, spawnServer } from './support/process.js';
import { ADMIN } from './support/server.js';
import { appCode, secretFromUri } from './support/totp.js';

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
    // More than the share of one account.
    HASH_QUEUE: '400',
    THROTTLE_ADDRESS_ATTEMPTS: '100000',
  };
  servers = [await spawnServer(env), await spawnServer(env)];
  admin = new Client(servers[0].url);
  await signedIn(admin, ADMIN.login, ADMIN.password);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill('SIGTERM')));
  await database.drop();
});

const PARALLEL = 50;

/** A client of one server or the other, in turn. */
const clientOf = (index: number): Client => new Client(servers[index % 2]!.url);

/** What 50 parallel requests, spread over both servers, came to: a code of refusal each, or 'ok'. */
async function inParallel(send: (client: Client, index: number) => Promise<string | undefined>) {
  const outcomes = await Promise.all(
    Array.from({ length: PARALLEL }, async (_, index) => (await send(clientOf(index), index)) ?? 'ok'),
  );
  return (outcome: string): number => outcomes.filter((one) => one === outcome).length;
}

async function openChallenges(login: string): Promise<string[]> {
  const answers = [];
  for (let index = 0; index < PARALLEL; index++) answers.push(await challengeFor(clientOf(index), login));
  return answers.map(({ challenge }) => challenge);
}

/** An account with an app whose confirming code is of the step before, so that the present one is unused. */
async function accountWithApp(
  login: string,
): Promise<{ secret: string; client: Client; token: string; code: () => string }> {
  await admin.data(CREATE_ACCOUNT, { login, password: PASSWORD });
  const client = new Client(servers[0].url);
  const { token } = await signedIn(client, login);
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const secret = secretFromUri(setup.otpauthUri);
  await client.data(CONFIRM_SETUP, { code: appCode(secret, Date.now() - 30_000) });
  return { secret, client, token, code: () => appCode(secret, Date.now()) };
}

test('one session that begins a set-up 50 times over two servers is shown one secret', async () => {
  await admin.data(CREATE_ACCOUNT, { login: 'one-setup', password: PASSWORD });
  const { token } = await signedIn(new Client(servers[0].url), 'one-setup');
  const secrets = new Set<string>();
  const count = await inParallel(async (client) => {
    client.bearer = token;
    const { beginAuthenticatorAppSetup: setup } = await client.data<{
      beginAuthenticatorAppSetup: { secret: string };
    }>(BEGIN_SETUP);
    secrets.add(setup.secret);
    return undefined;
  });
  expect(count('ok')).toBe(PARALLEL);
  expect(secrets.size).toBe(1);
});

test('TOTP replay across servers: one code on 50 challenges over two servers signs in once', async () => {
  const { code } = await accountWithApp('one-code');
  const challenges = await openChallenges('one-code');
  const now = code();
  const count = await inParallel((client, index) =>
    client.code(VERIFY_CODE, { challenge: challenges[index], code: now }),
  );
  expect(count('ok')).toBe(1);
  expect(count('INVALID_CODE')).toBe(PARALLEL - 1);
});

test('50 confirmations of one set of backup codes over two servers count once', async () => {
  const { client, token } = await accountWithApp('one-confirmation');
  const [code] = await waitingBackupCodes(client);
  const count = await inParallel((other) => {
    other.bearer = token;
    return other.code(CONFIRM_CODES, { code });
  });
  expect(count('ok')).toBe(1);
  expect(count('CHALLENGE_EXPIRED')).toBe(PARALLEL - 1);
  const { me } = await client.data<{ me: unknown }>('{ me { twoFactor { backupCodesRemaining } } }');
  expect(me).toEqual({ twoFactor: { backupCodesRemaining: 10 } });
});

test('backup-code race: one backup code on 50 challenges over two servers signs in once', async () => {
  const { client } = await accountWithApp('one-backup-code');
  const [backupCode] = await backupCodes(client);
  const challenges = await openChallenges('one-backup-code');
  const count = await inParallel((other, index) =>
    other.code(VERIFY_BACKUP_CODE, { challenge: challenges[index], code: backupCode }),
  );
  expect(count('ok')).toBe(1);
  expect(count('INVALID_CODE')).toBe(PARALLEL - 1);
});

test('one challenge answered 50 times with one code over two servers signs in once', async () => {
  const { code } = await accountWithApp('one-answer');
  const { challenge } = await challengeFor(clientOf(0), 'one-answer');
  const now = code();
  const count = await inParallel((client) => client.code(VERIFY_CODE, { challenge, code: now }));
  expect(count('ok')).toBe(1);
  expect(count('CHALLENGE_EXPIRED') + count('INVALID_CODE')).toBe(PARALLEL - 1);
  expect(count('INVALID_CODE')).toBeLessThanOrEqual(4);
});

test('one challenge answered with ten codes over two servers signs in once and uses up one of them', async () => {
  const { client } = await accountWithApp('one-challenge');
  const codes = await backupCodes(client);
  const { challenge } = await challengeFor(clientOf(0), 'one-challenge');
  const count = await inParallel((other, index) =>
    other.code(VERIFY_BACKUP_CODE, { challenge, code: codes[index % codes.length] }),
  );
  expect(count('ok')).toBe(1);
  expect(count('ok') + count('CHALLENGE_EXPIRED') + count('INVALID_CODE')).toBe(PARALLEL);
  expect(await client.data('{ me { twoFactor { backupCodesRemaining } } }')).toEqual({
    me: { twoFactor: { backupCodesRemaining: 9 } },
  });
});

test('50 wrong codes on one challenge over two servers are five attempts', async () => {
  await accountWithApp('guessed');
  const { challenge } = await challengeFor(clientOf(0), 'guessed');
  const count = await inParallel((client) => client.code(VERIFY_BACKUP_CODE, { challenge, code: '000000' }));
  expect(count('METHOD_DISABLED')).toBe(PARALLEL);
  const guesses = await inParallel((client, index) =>
    client.code(VERIFY_CODE, { challenge, code: `x${index}` }),
  );
  expect(guesses('INVALID_CODE')).toBe(5);
  expect(guesses('CHALLENGE_EXPIRED')).toBe(PARALLEL - 5);
});

test('two backup codes used at once are both used up', async () => {
  const { client } = await accountWithApp('two-backup-codes');
  const [first, second] = await backupCodes(client);
  const challenges = await openChallenges('two-backup-codes');
  const use = (index: number, code: string | undefined) =>
    clientOf(index).code(VERIFY_BACKUP_CODE, { challenge: challenges[index], code });
  expect(await Promise.all([use(0, first), use(1, second)])).toEqual([undefined, undefined]);
  expect(await Promise.all([use(2, first), use(3, second)])).toEqual(['INVALID_CODE', 'INVALID_CODE']);
});

test('owners who demote each other at once leave one', async () => {
  const UPDATE = 'mutation ($id: ID!, $role: Role) { updateAccount(id: $id, input: { role: $role }) { id } }';
  const ids = await Promise.all(
    ['left', 'right'].map(async (login) => {
      const data = await admin.data<{ createAccount: { id: string } }>(CREATE_ACCOUNT, {
        login,
        password: PASSWORD,
        role: 'OWNER',
      });
      return data.createAccount.id;
    }),
  );
  const [left, right] = [clientOf(0), clientOf(1)];
  await Promise.all([signedIn(left, 'left'), signedIn(right, 'right')]);
  const { me } = await admin.data<{ me: { id: string } }>('{ me { id } }');
  await left.data(UPDATE, { id: me.id, role: 'USER' });
  for (let round = 0; round < 20; round++) {
    const [byLeft, byRight] = await Promise.all([
      left.code(UPDATE, { id: ids[1], role: 'USER' }),
      right.code(UPDATE, { id: ids[0], role: 'USER' }),
    ]);
    const [winner, loser, refusal] = byLeft === undefined ? [left, ids[1], byRight] : [right, ids[0], byLeft];
    // Too late even to ask, or in time to be told that nobody would be left.
    expect(['FORBIDDEN', 'CONFLICT']).toContain(refusal);
    await winner.data(UPDATE, { id: loser, role: 'OWNER' });
  }
});
