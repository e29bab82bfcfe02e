import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { ARGON2_COST } from '../../server/accounts/password-hasher.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  signInWithCode,
  updateSettings,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { statementsOf } from '../support/statements.js';
import { appCode } from '../support/totp.js';

const MINUTE = 60_000;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  const throttled = { THROTTLE_ACCOUNT_ATTEMPTS: '5', THROTTLE_ADDRESS_ATTEMPTS: '100000' };
  server = await startTestServer(throttled, ARGON2_COST);
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

const attempt = async (login: string, password: string, client = server.client()) => {
  const { data, errors } = await client.request(SIGN_IN, { login, password });
  return { data, errors: errors?.map(({ message, extensions }) => ({ message, extensions })) };
};

test('unknown login, wrong password and disabled account get the very same answer', async () => {
  await createAccount(admin, 'known');
  const id = await createAccount(admin, 'disabled');
  await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', {
    id,
  });
  const answers = await Promise.all([
    attempt('unknown', PASSWORD),
    attempt('known', 'wrong password entirely'),
    attempt('disabled', PASSWORD),
  ]);
  expect(answers[0].errors![0]!.extensions.code).toBe('INVALID_CREDENTIALS');
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test('a challenge lives five minutes', async () => {
  const { secret } = await protectedAccount(server, admin, 'slow');
  const { challenge } = await challengeFor(server.client(), 'slow');
  server.clock.advance(5 * MINUTE);
  const code = appCode(secret, server.clock.now());
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBe('CHALLENGE_EXPIRED');
});

test('a code is refused of an app that was switched off after the password was asked for', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'off-meanwhile');
  await server.app.database.manager.update(Account, { id }, { primaryFactors: 3 });
  const { challenge } = await challengeFor(server.client(), 'off-meanwhile');
  await updateSettings(admin, { allowAuthenticatorApp: false });
  const code = appCode(secret, server.clock.now());
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBe('METHOD_DISABLED');
  await updateSettings(admin, { allowAuthenticatorApp: true });
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBeUndefined();
});

test('a challenge of A with a code of B is refused', async () => {
  await protectedAccount(server, admin, 'victim');
  const { secret } = await protectedAccount(server, admin, 'attacker');
  const { challenge } = await challengeFor(server.client(), 'victim');
  const code = appCode(secret, server.clock.now());
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBe('INVALID_CODE');
});

test('methods that are not on offer are refused, unknown challenges too', async () => {
  await protectedAccount(server, admin, 'methods');
  const { challenge } = await challengeFor(server.client(), 'methods');
  expect(await server.client().code(VERIFY_BACKUP_CODE, { challenge, code: 'x' })).toBe('METHOD_DISABLED');
  expect(await server.client().code(VERIFY_CODE, { challenge: 'nonsense', code: '1' })).toBe(
    'CHALLENGE_EXPIRED',
  );
});

test('a challenge does not outlive a password change', async () => {
  const { secret, client } = await protectedAccount(server, admin, 'changed');
  const { challenge } = await challengeFor(server.client(), 'changed');
  await client.data(
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "another long password") }`,
  );
  // A wrong code is told the same, or an attacker would learn which code is right.
  for (const code of ['000000', appCode(secret, server.clock.now())]) {
    expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBe('CHALLENGE_EXPIRED');
  }
});

test('passwords: after five attempts each waits twice as long, and time unlocks', async () => {
  await createAccount(admin, 'guessed');
  const retryAfter = async () => {
    const { errors } = await attempt('guessed', 'wrong password entirely');
    return errors![0]!.extensions.retryAfter ?? errors![0]!.extensions.code;
  };
  for (let tries = 0; tries < 5; tries++) expect(await retryAfter()).toBe('INVALID_CREDENTIALS');
  for (const seconds of [1, 2, 4, 8]) {
    expect(await retryAfter()).toBe(seconds);
    expect((await attempt('guessed', PASSWORD)).errors![0]!.extensions.code).toBe('TOO_MANY_ATTEMPTS');
    // Rounded up: a client that waits as long as it was told is not refused again.
    server.clock.advance(1);
    expect(await retryAfter()).toBe(seconds);
    server.clock.advance(seconds * 1000 - 1);
    expect(await retryAfter()).toBe('INVALID_CREDENTIALS');
  }
  server.clock.advance(15 * MINUTE);
  await signedIn(server.client(), 'guessed');
  expect(await retryAfter()).toBe('INVALID_CREDENTIALS');
});

test('throttling tells nothing of whether a login exists', async () => {
  await createAccount(admin, 'exists');
  for (let tries = 0; tries < 8; tries++) {
    expect(await attempt('exists', 'wrong password entirely')).toEqual(
      await attempt('does-not-exist', 'wrong password entirely'),
    );
  }
});

test('strangers’ failures do not lock out a known device', async () => {
  await createAccount(admin, 'harassed');
  const laptop = server.client();
  await signedIn(laptop, 'harassed');
  for (let tries = 0; tries < 6; tries++) await attempt('harassed', 'wrong password entirely');
  expect((await attempt('harassed', PASSWORD)).errors![0]!.extensions.code).toBe('TOO_MANY_ATTEMPTS');
  await signedIn(laptop, 'harassed');
});

test('brute force by aliases: each counts', async () => {
  await protectedAccount(server, admin, 'aliased');
  const { challenge } = await challengeFor(server.client(), 'aliased');
  const aliases = Array.from(
    { length: 20 },
    (_, index) =>
      `a${index}: verifyAuthenticatorCode(challenge: "${challenge}", code: "00000${index % 10}") { token }`,
  );
  const { errors } = await server.client().request(`mutation { ${aliases.join('\n')} }`);
  const codes = errors!.map(({ extensions }) => extensions.code);
  expect(codes.filter((code) => code === 'INVALID_CODE').length).toBeLessThanOrEqual(5);
});

test('brute force by many challenges: attempts on an account’s codes are counted across them', async () => {
  await protectedAccount(server, admin, 'many');
  const codes: (string | undefined)[] = [];
  for (let tries = 0; tries < 7; tries++) {
    const { challenge } = await challengeFor(server.client(), 'many');
    codes.push(await server.client().code(VERIFY_CODE, { challenge, code: '000000' }));
  }
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('INVALID_CODE'));
  expect(codes.slice(5)).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
});

test.each([
  'beginAuthenticatorAppSetup { secret }',
  'confirmAuthenticatorAppSetup(code: "1") { enabled }',
  'disableAuthenticatorApp { enabled }',
  'beginSecurityKeyRegistration',
  'generateBackupCodes',
  'confirmBackupCodes(code: "a") { enabled }',
  'removeBackupCodes { enabled }',
  'disableTwoFactor { enabled }',
  'trustCurrentDevice { id }',
  'changePassword(currentPassword: "a", newPassword: "b")',
])('%s needs a proof of the last ten minutes', async (mutation) => {
  const { client } = await protectedAccount(server, admin, `proof ${mutation.slice(0, 28)}`);
  server.clock.advance(10 * MINUTE);
  expect(await client.code(`mutation { ${mutation} }`)).toBe('REAUTHENTICATION_REQUIRED');
});

test('re-authentication: by password without a factor, by an unused code with one', async () => {
  await createAccount(admin, 'plain');
  const plain = server.client();
  await signedIn(plain, 'plain');
  server.clock.advance(10 * MINUTE);
  expect(await plain.code('mutation { reauthenticate(password: "wrong password") }')).toBe(
    'INVALID_CREDENTIALS',
  );
  const { reauthenticate } = await plain.data<{ reauthenticate: string }>(
    `mutation { reauthenticate(password: "${PASSWORD}") }`,
  );
  expect(Date.parse(reauthenticate)).toBe(server.clock.now() + 10 * MINUTE);
  expect(await plain.code('mutation { beginAuthenticatorAppSetup { secret } }')).toBeUndefined();

  const { secret } = await protectedAccount(server, (admin = await administrator(server)), 'coded');
  const client = server.client();
  await signInWithCode(server, client, 'coded', secret);
  server.clock.advance(10 * MINUTE);
  const prove = 'mutation ($code: String!) { reauthenticate(code: $code) }';
  const code = appCode(secret, server.clock.now());
  expect(await client.code(`mutation { reauthenticate(password: "${PASSWORD}") }`)).toBe('BAD_USER_INPUT');
  expect(await client.code(prove, { code: '000000' })).toBe('INVALID_CODE');
  expect(await client.code(prove, { code })).toBeUndefined();
  expect(await client.code(prove, { code })).toBe('INVALID_CODE');
  const { challenge } = await challengeFor(server.client(), 'coded');
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBe('INVALID_CODE');
});

test('session fixation: signing in replaces the token a browser held', async () => {
  await createAccount(admin, 'fixed');
  const browser = server.client();
  const { token } = await signedIn(browser, 'fixed');
  await signedIn(browser, 'fixed');
  expect(await server.client({ bearer: token }).data(ME)).toEqual({ me: null });
});

test('a challenge is good for five attempts, and is spent by the one that succeeds', async () => {
  const lenient = await startTestServer();
  const { secret } = await protectedAccount(lenient, await administrator(lenient), 'five');
  const verify = (challenge: string, code: string) => lenient.client().code(VERIFY_CODE, { challenge, code });
  const { challenge: fourWrong } = await challengeFor(lenient.client(), 'five');
  for (let tries = 0; tries < 4; tries++) expect(await verify(fourWrong, '00000')).toBe('INVALID_CODE');
  expect(await verify(fourWrong, appCode(secret, lenient.clock.now()))).toBeUndefined();
  lenient.clock.advance(30_000);
  expect(await verify(fourWrong, appCode(secret, lenient.clock.now()))).toBe('CHALLENGE_EXPIRED');
  const { challenge: fiveWrong } = await challengeFor(lenient.client(), 'five');
  for (let tries = 0; tries < 5; tries++) expect(await verify(fiveWrong, '00000')).toBe('INVALID_CODE');
  expect(await verify(fiveWrong, appCode(secret, lenient.clock.now()))).toBe('CHALLENGE_EXPIRED');
  await lenient.stop();
});

test('a code that signed in does not prove the session again', async () => {
  const { secret } = await protectedAccount(server, admin, 'replayed');
  const client = server.client();
  const { challenge } = await challengeFor(client, 'replayed');
  const code = appCode(secret, server.clock.now());
  await client.data(VERIFY_CODE, { challenge, code });
  expect(await client.code('mutation ($code: String!) { reauthenticate(code: $code) }', { code })).toBe(
    'INVALID_CODE',
  );
});

test('re-authentication takes no code of an app that is switched off beside another method', async () => {
  const { id, secret, client } = await protectedAccount(server, admin, 'switched-off');
  await server.app.database.manager.update(Account, { id }, { primaryFactors: 3 });
  const prove = 'mutation ($code: String!) { reauthenticate(code: $code) }';
  await updateSettings(admin, { allowAuthenticatorApp: false });
  const code = appCode(secret, server.clock.now());
  expect(await client.code(prove, { code })).toBe('INVALID_CODE');
  await server.app.database.manager.update(Account, { id }, { primaryFactors: 1 });
  expect(await client.code(prove, { code })).toBeUndefined();
  await updateSettings(admin, { allowAuthenticatorApp: true });
});

test.each([
  'createAccount(input: { login: "x", password: "y" }) { id }',
  'updateAccount(id: "x", input: {}) { id }',
  'deleteAccount(id: "x")',
  'resetTwoFactor(accountId: "x") { id }',
  'revokeAccountTokens(accountId: "x")',
  'updateSettings(input: {}) { disabled }',
  'runJob(name: "x") { name }',
])('an administrator’s %s needs a proof of the last ten minutes', async (mutation) => {
  server.clock.advance(10 * MINUTE - 1);
  expect(await admin.code(`mutation { ${mutation} }`)).not.toBe('REAUTHENTICATION_REQUIRED');
  server.clock.advance(1);
  expect(await admin.code(`mutation { ${mutation} }`)).toBe('REAUTHENTICATION_REQUIRED');
});

test('a sign-in commits two transactions for the password and one for the code, right or wrong', async () => {
  const { secret } = await protectedAccount(server, admin, 'commits');
  const ends = async (work: () => Promise<unknown>): Promise<string[]> =>
    (await statementsOf(server, work)).filter((statement) => /^(COMMIT|ROLLBACK)/.test(statement));
  let challenge = '';
  const stepOne = async () => ({ challenge } = await challengeFor(server.client(), 'commits'));
  expect(await ends(stepOne)).toEqual(['COMMIT', 'COMMIT']);
  const wrong = () => server.client().code(VERIFY_CODE, { challenge, code: '000000' });
  expect(await ends(wrong)).toEqual(['COMMIT']);
  const code = appCode(secret, server.clock.now());
  expect(await ends(() => server.client().data(VERIFY_CODE, { challenge, code }))).toEqual(['COMMIT']);
});
