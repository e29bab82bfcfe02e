import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ThrottleCounter } from '../../../server/accounts/throttle/throttle-counter.entity.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import { isMysql } from '../../support/database.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  signInWithCode,
  STEP,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import { keyChallenge, registerKey, VERIFY_KEY } from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// With two free attempts, the twelfth brings a delay of 17 minutes: a lockout.
const FREE = 2;
const LOCKING = 12;
const STOP = 50;
const WRONG = 'wrong password entirely';
const LOCKS = '{ accounts(filter: { locked: true }) { items { login locked lockedUntil } } }';
const LOCKED_EVENTS =
  '{ auditEvents(filter: { action: "account.locked" }) { items { accountLogin details } } }';
const UNLOCK = 'mutation ($id: ID!) { unlockAccount(id: $id) { locked } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: String(FREE) });
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

const refusal = async (answer: ReturnType<Client['request']>) => (await answer).errors?.[0]?.extensions;

/** Guesses so many times, each as soon as it may; returns the last answer. */
async function guess(times: number, attempt: () => Promise<unknown>): Promise<unknown> {
  let last: unknown;
  for (let tries = 0; tries < times; tries++) {
    server.clock.advance(HOUR);
    last = await attempt();
  }
  return last;
}

const guessPassword = (login: string, client = server.client()) =>
  refusal(client.request(SIGN_IN, { login, password: WRONG }));

/** One wrong code in a sign-in of its own: only the limits of the account apply. */
async function guessCode(login: string, client = server.client()) {
  const { challenge } = await challengeFor(client, login);
  return refusal(client.request(VERIFY_CODE, { challenge, code: '000000' }));
}

async function rightCode(login: string, secret: string, client = server.client()) {
  const { challenge } = await challengeFor(client, login);
  const code = appCode(secret, server.clock.now());
  server.clock.advance(STEP);
  return client.code(VERIFY_CODE, { challenge, code });
}

const listed = async (login: string) => {
  admin = await administrator(server);
  const { accounts } = await admin.data<{
    accounts: { items: { login: string; locked: boolean; lockedUntil: string | null }[] };
  }>(LOCKS);
  return accounts.items.find((item) => item.login === login);
};

test('a lockout is shown to administrators, filtered by, audited once, and ends by itself', async () => {
  const id = await createAccount(admin, 'locked');
  await guess(LOCKING - 1, () => guessPassword('locked'));
  expect(await listed('locked')).toBeUndefined();
  await guess(1, () => guessPassword('locked'));
  const lockedUntil = new Date(server.clock.now() + 1024_000).toISOString();
  expect(await listed('locked')).toEqual({ login: 'locked', locked: true, lockedUntil });
  expect(await guessPassword('locked')).toEqual({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 1024 });
  const { auditEvents } = await admin.data<{ auditEvents: { items: unknown[] } }>(LOCKED_EVENTS);
  expect(auditEvents.items).toEqual([
    { accountLogin: 'locked', details: { kind: 'password', until: lockedUntil } },
  ]);
  server.clock.advance(1024_000);
  expect(await listed('locked')).toBeUndefined();
  const LOCKED = 'query ($id: ID!) { account(id: $id) { locked } }';
  expect(await admin.data(LOCKED, { id })).toEqual({ account: { locked: false } });
  await signedIn(server.client(), 'locked');
});

test('an administrator unlocks', async () => {
  const id = await createAccount(admin, 'unlocked');
  await guess(LOCKING, () => guessPassword('unlocked'));
  admin = await administrator(server);
  expect(await admin.data(UNLOCK, { id })).toEqual({ unlockAccount: { locked: false } });
  await signedIn(server.client(), 'unlocked');
});

test('an administrator unlocks a login that was guessed at before anyone had it', async () => {
  await guess(LOCKING, () => guessPassword('early'));
  admin = await administrator(server);
  const id = await createAccount(admin, 'early');
  expect(await guessPassword('early')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  await admin.data(UNLOCK, { id });
  await signedIn(server.client(), 'early');
});

test('a new password unlocks', async () => {
  const id = await createAccount(admin, 'renewed');
  await guess(LOCKING, () => guessPassword('renewed'));
  admin = await administrator(server);
  await admin.data(
    `mutation ($id: ID!) { updateAccount(id: $id, input: { password: "another long password" }) { id } }`,
    { id },
  );
  await signedIn(server.client(), 'renewed', 'another long password');
});

test('a password that its owner chooses by a link unlocks', async () => {
  const id = await createAccount(admin, 'by-link');
  await guess(LOCKING, () => guessPassword('by-link'));
  const shell = { id: null, login: 'test', ipAddress: null };
  const { token } = await server.app.services.passwordLinks.issue(shell, id, false);
  const SET =
    'mutation ($token: String!, $password: String!) { setPasswordByLink(token: $token, newPassword: $password) }';
  await server.client().data(SET, { token, password: 'another long password' });
  await signedIn(server.client(), 'by-link', 'another long password');
});

test('lockout as denial of service: strangers lock out no device that proves itself, not from its own address either', async () => {
  const shared = await startTestServer({ THROTTLE_ACCOUNT_ATTEMPTS: '2', THROTTLE_ADDRESS_ATTEMPTS: '5' });
  await createAccount(await administrator(shared), 'harassed');
  const laptop = shared.client();
  await signedIn(laptop, 'harassed');
  for (let tries = 0; tries < 10; tries++) {
    await shared.client().code(SIGN_IN, { login: `harassed${tries % 2}`, password: WRONG });
    await shared.client().code(SIGN_IN, { login: 'harassed', password: WRONG });
  }
  expect(await shared.client().code(SIGN_IN, { login: 'harassed', password: PASSWORD })).toBe(
    'TOO_MANY_ATTEMPTS',
  );
  await signedIn(laptop, 'harassed');
  await shared.stop();
});

test('enumeration by throttle state: a login nobody has is delayed, locked and stopped as one that somebody has', async () => {
  await createAccount(admin, 'somebody');
  for (let tries = 0; tries < STOP + 2; tries++) {
    server.clock.advance(HOUR);
    expect(await guessPassword('nobody')).toEqual(await guessPassword('somebody'));
    expect(await guessPassword('nobody')).toEqual(await guessPassword('somebody'));
  }
  expect(await guessPassword('nobody')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  server.clock.advance(30 * DAY);
  expect(await guessPassword('nobody')).toEqual({ code: 'INVALID_CREDENTIALS' });
  await signedIn(server.client(), 'somebody');
});

test('50 wrong codes in a row put the app out of use, whatever the time, the password or the device', async () => {
  const { id, secret, client } = await protectedAccount(server, admin, 'stopped');
  const [backupCode] = await backupCodes(client);
  const phone = server.client();
  await signInWithCode(server, phone, 'stopped', secret);
  await guess(STOP - 1, () => guessCode('stopped'));
  expect(await guess(1, () => guessCode('stopped', phone))).toEqual({ code: 'INVALID_CODE' });
  server.clock.advance(365 * DAY);
  for (const anywhere of [server.client(), phone]) {
    expect(await rightCode('stopped', secret, anywhere)).toBe('TOO_MANY_ATTEMPTS');
  }
  expect(await guessCode('stopped')).toEqual({ code: 'TOO_MANY_ATTEMPTS' });
  expect(await listed('stopped')).toEqual({ login: 'stopped', locked: true, lockedUntil: null });
  // Another authenticator of the same account is not touched.
  const { challenge } = await challengeFor(phone, 'stopped');
  expect(await phone.code(VERIFY_BACKUP_CODE, { challenge, code: backupCode })).toBeUndefined();
  await admin.data(UNLOCK, { id });
  expect(await rightCode('stopped', secret)).toBeUndefined();
});

test('a security key still works while codes are locked out: nobody can guess it', async () => {
  const { client } = await protectedAccount(server, admin, 'has a key');
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(client, authenticator);
  await guess(STOP, () => guessCode('has a key'));
  expect(await guessCode('has a key')).toEqual({ code: 'TOO_MANY_ATTEMPTS' });
  const phone = server.client();
  const { challenge, options } = await keyChallenge(phone, 'has a key');
  const response = authenticator.get(options);
  expect(await phone.code(VERIFY_KEY, { challenge, response })).toBeUndefined();
});

test('an attempt that locks the device’s pace and the app itself is told once', async () => {
  await protectedAccount(server, admin, 'told-once');
  await guess(STOP, () => guessCode('told-once'));
  admin = await administrator(server);
  const { auditEvents } = await admin.data<{
    auditEvents: { items: { accountLogin: string; details: { until: string | null } }[] };
  }>(LOCKED_EVENTS);
  const told = auditEvents.items.filter(({ accountLogin }) => accountLogin === 'told-once');
  expect(told.map(({ details }) => details.until)).toEqual([null, expect.any(String)]);
});

// SQLite lets no two transactions write at once.
test.runIf(isMysql)(
  'a wrong code is counted, whatever is refused beside it while it is checked',
  async () => {
    const { id } = await protectedAccount(server, admin, 'beside');
    const { database } = server.app;
    const { throttle } = server.app.services;
    const buckets = throttle.codes('AUTHENTICATOR_APP', id, null);
    const wrongGuess = () => throttle.attempt(buckets, () => Promise.resolve(null));
    await database.transaction((tx) =>
      throttle.attemptUnderLock(tx, buckets, async () => {
        for (let failures = 0; failures < FREE; failures++) await wrongGuess();
        await expect(wrongGuess()).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
        return false;
      }),
    );
    const counters = await database.manager.findBy(ThrottleCounter, {
      accountId: id,
      kind: 'AUTHENTICATOR_APP',
    });
    expect(counters.map(({ attempts }) => attempts)).toEqual([FREE + 1, FREE + 1]);
  },
);

test('setting the app up anew ends the stop', async () => {
  const { client } = await protectedAccount(server, admin, 'rebound');
  const [backupCode] = await backupCodes(client);
  await guess(STOP, () => guessCode('rebound'));
  const phone = server.client();
  const { challenge } = await challengeFor(phone, 'rebound');
  await phone.data(VERIFY_BACKUP_CODE, { challenge, code: backupCode });
  const secret = await setUpApp(server, phone);
  expect(await rightCode('rebound', secret)).toBeUndefined();
});

test('a right password does not pardon wrong codes, and a right code only those of its own kind', async () => {
  const { secret, client } = await protectedAccount(server, admin, 'apart');
  await backupCodes(client);
  const wrongBackupCode = async () => {
    const { challenge } = await challengeFor(server.client(), 'apart');
    return refusal(server.client().request(VERIFY_BACKUP_CODE, { challenge, code: 'aaaa-bbbb-cccc' }));
  };
  for (let tries = 0; tries < FREE; tries++) {
    expect(await guessCode('apart')).toEqual({ code: 'INVALID_CODE' });
    expect(await wrongBackupCode()).toEqual({ code: 'INVALID_CODE' });
  }
  expect(await guessCode('apart')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  expect(await wrongBackupCode()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  server.clock.advance(1000);
  expect(await rightCode('apart', secret)).toBeUndefined();
  for (let tries = 0; tries < FREE; tries++) {
    expect(await guessCode('apart')).toEqual({ code: 'INVALID_CODE' });
  }
  await guess(1, wrongBackupCode);
  expect(await wrongBackupCode()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 2 });
});

test('a right backup code pardons wrong ones', async () => {
  const { client } = await protectedAccount(server, admin, 'pardoned');
  const [backupCode] = await backupCodes(client);
  const use = async (code: string | undefined) => {
    const { challenge } = await challengeFor(server.client(), 'pardoned');
    return server.client().code(VERIFY_BACKUP_CODE, { challenge, code });
  };
  expect(await use('aaaa-bbbb-cccc')).toBe('INVALID_CODE');
  expect(await use(backupCode)).toBeUndefined();
  for (let tries = 0; tries < FREE; tries++) expect(await use('aaaa-bbbb-cccc')).toBe('INVALID_CODE');
});

test('a new set of backup codes is not locked as the old one was', async () => {
  const { client } = await protectedAccount(server, admin, 'new-set');
  await backupCodes(client);
  const use = async (code: string | undefined) => {
    const { challenge } = await challengeFor(server.client(), 'new-set');
    return server.client().code(VERIFY_BACKUP_CODE, { challenge, code });
  };
  for (let tries = 0; tries < FREE; tries++) expect(await use('aaaa-bbbb-cccc')).toBe('INVALID_CODE');
  expect(await use('aaaa-bbbb-cccc')).toBe('TOO_MANY_ATTEMPTS');
  const [backupCode] = await backupCodes(client);
  expect(await use(backupCode)).toBeUndefined();
});

test('new backup codes pardon no wrong password', async () => {
  const { client } = await protectedAccount(server, admin, 'no-pardon');
  for (let tries = 0; tries < FREE; tries++) {
    expect(await guessPassword('no-pardon')).toEqual({ code: 'INVALID_CREDENTIALS' });
  }
  await backupCodes(client);
  expect(await guessPassword('no-pardon')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
});

test('a new recovery code is not locked as the old one was', async () => {
  const { id } = await protectedAccount(server, admin, 'recovered');
  const shell = { id: null, login: 'test', ipAddress: null };
  const VERIFY =
    'mutation ($challenge: String!, $code: String!) { verifyRecoveryCode(challenge: $challenge, code: $code) { token } }';
  const use = async (code: string) => {
    const { challenge } = await challengeFor(server.client(), 'recovered');
    return server.client().code(VERIFY, { challenge, code });
  };
  await server.app.services.recoveryCodes.issue(shell, id);
  for (let tries = 0; tries < FREE; tries++) expect(await use('aaaa-bbbb-cccc-dddd')).toBe('INVALID_CODE');
  expect(await use('aaaa-bbbb-cccc-dddd')).toBe('TOO_MANY_ATTEMPTS');
  const { code } = await server.app.services.recoveryCodes.issue(shell, id);
  expect(await use(code)).toBeUndefined();
});

test('a delay is an hour at most', async () => {
  await createAccount(admin, 'an-hour');
  await guess(FREE + 12, () => guessPassword('an-hour'));
  expect(await guessPassword('an-hour')).toEqual({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 3600 });
});

// A longer pause gives no more attempts.
test.each([30, 365])('after %i days without any, failures count from the beginning', async (days) => {
  const login = `${days} days ago`;
  await createAccount(admin, login);
  await guess(FREE + 3, () => guessPassword(login));
  server.clock.advance(days * DAY);
  for (let tries = 0; tries < FREE; tries++) {
    expect(await guessPassword(login)).toEqual({ code: 'INVALID_CREDENTIALS' });
  }
  expect(await guessPassword(login)).toEqual({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 1 });
});

test('a stolen session cannot guess on: re-authentication and change of password share the counts of sign-in', async () => {
  await protectedAccount(server, admin, 'stolen');
  await createAccount(admin, 'stolen-plain');
  const plain = server.client();
  await signedIn(plain, 'stolen-plain');
  for (let tries = 0; tries < FREE; tries++) {
    expect(await plain.code(`mutation { reauthenticate(password: "${WRONG}") }`)).toBe('INVALID_CREDENTIALS');
  }
  const change = `mutation { changePassword(currentPassword: "${WRONG}", newPassword: "another long password") }`;
  expect(await plain.code(change)).toBe('TOO_MANY_ATTEMPTS');
  expect(await plain.code(SIGN_IN, { login: 'stolen-plain', password: PASSWORD })).toBe('TOO_MANY_ATTEMPTS');
  await signedIn(server.client(), 'stolen-plain');
});
