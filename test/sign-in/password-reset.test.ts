import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../server/accounts/account.entity.js';
import { Contact } from '../../server/accounts/contacts/contact.entity.js';
import { MINUTE } from '../../server/platform/clock.js';
import { PasswordReset } from '../../server/sign-in/password-reset/password-reset.entity.js';
import { SoftAuthenticator } from '../support/authenticator.js';
import { createAppPassword } from '../support/backends.js';
import { stopCall } from '../support/barrier.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  signIn,
  signInWithCode,
  STEP,
  updateSettings,
  VERIFY_CODE,
} from '../support/flows.js';
import { linkSentTo } from '../support/mail-links.js';
import { MailRelay } from '../support/mail-relay.js';
import { call, keyChallenge, registerKey, VERIFY_KEY } from '../support/security-keys.js';
import { startNotifyingServer, type TestServer } from '../support/server.js';
import { statementsOf } from '../support/statements.js';
import { appCode } from '../support/totp.js';

const REQUEST = 'mutation ($login: String!) { requestPasswordReset(login: $login) }';
const OPEN =
  'mutation ($token: String!) { openPasswordReset(token: $token) { login methods codeDigits expiresAt } }';
const BEGIN_KEY = 'mutation ($token: String!) { beginPasswordResetWithSecurityKey(token: $token) }';
const RESET = `mutation ($token: String!, $newPassword: String!, $code: String, $response: JSON) {
  resetPasswordByMail(token: $token, newPassword: $newPassword, code: $code, response: $response)
}`;
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const CHOSEN = 'seven green giraffes sing';
const OTHER = 'eight blue whales hum along';

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, {
    THROTTLE_ACCOUNT_ATTEMPTS: '4',
    TRUSTED_PROXIES: 'loopback',
  });
  admin = await administrator(server);
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const renewed = async (): Promise<Client> => (admin = await administrator(server));
const subjectsTo = (address: string): string[] =>
  relay.received.filter(({ to }) => to.includes(address)).map(({ mail }) => mail.subject ?? '');

/** Asks, and waits for what comes of it. */
async function ask(login: string): Promise<void> {
  expect(await server.client().data(REQUEST, { login })).toEqual({ requestPasswordReset: true });
  await server.app.services.laterWrites.settle();
  await server.app.services.outbox.sendDue();
}

/** The token in the latest mail to the login, which is an address. */
async function linkFor(login: string, typed = login): Promise<string> {
  await server.app.services.outbox.sendDue();
  await ask(typed);
  const [page, token = ''] = linkSentTo(relay, login).split('#');
  expect(page).toBe(`${server.url}/reset-password`);
  return token;
}

/** The refusal; undefined when the password was set. */
const reset = (
  token: string,
  proof: { code?: string; response?: unknown } = {},
  newPassword = CHOSEN,
  client = server.client(),
): Promise<string | undefined> => client.code(RESET, { token, newPassword, ...proof });

const codeNow = (secret: string): string => appCode(secret, server.clock.now());
const opens = async (login: string, password: string): Promise<boolean> =>
  (await server.client().code(SIGN_IN, { login, password })) === undefined;

test('is off until an administrator switches it on, and off again ends the links that were sent', async () => {
  const offered = '{ publicSettings { passwordResetAvailable } }';
  expect(await server.client().data(offered)).toEqual({ publicSettings: { passwordResetAvailable: false } });
  expect(await server.client().code(REQUEST, { login: 'admin' })).toBe('METHOD_DISABLED');
  await updateSettings(admin, { allowPasswordResetByMail: true });
  expect(await server.client().data(offered)).toEqual({ publicSettings: { passwordResetAvailable: true } });

  await createAccount(admin, 'switched@example.org');
  const token = await linkFor('switched@example.org');
  await updateSettings(admin, { allowPasswordResetByMail: false });
  expect(await server.client().code(OPEN, { token })).toBe('CHALLENGE_EXPIRED');
  expect(await reset(token)).toBe('CHALLENGE_EXPIRED');
  await updateSettings(admin, { allowPasswordResetByMail: true });
});

test('a forgotten password is replaced by the link in a mail, once, which ends all that the old one began', async () => {
  const login = 'maria@example.org';
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  await createAppPassword(client, ['imap']);
  const token = await linkFor(login, 'Maria@Example.ORG');
  const { manager } = server.app.database;
  expect(JSON.stringify(await manager.findOneByOrFail(PasswordReset, { accountId: id }))).not.toContain(
    token,
  );

  // Looking changes nothing.
  const looked = server.client();
  await looked.data(OPEN, { token });
  const { openPasswordReset: opened } = await looked.data<{ openPasswordReset: { expiresAt: string } }>(
    OPEN,
    { token },
  );
  expect(opened).toMatchObject({ login, methods: [], codeDigits: null });
  expect(Date.parse(opened.expiresAt) - server.clock.now()).toBe(45 * MINUTE);
  expect(await reset(token, {}, 'short')).toBe('BAD_USER_INPUT');
  expect(await opens(login, PASSWORD)).toBe(true);

  const resetting = server.client();
  expect(await resetting.data(RESET, { token, newPassword: CHOSEN })).toEqual({ resetPasswordByMail: login });
  // It signs nobody in.
  expect(await resetting.data(ME)).toEqual({ me: null });
  expect(await client.data(ME)).toEqual({ me: null });
  expect(await opens(login, PASSWORD)).toBe(false);
  expect(await opens(login, CHOSEN)).toBe(true);
  expect(await reset(token, {}, OTHER)).toBe('CHALLENGE_EXPIRED');
  await server.app.services.outbox.sendDue();
  expect(subjectsTo(login).map((subject) => subject.replace(/^[^:]*: /, ''))).toEqual(
    expect.arrayContaining(['Reset your password', 'Your password was changed']),
  );
  const trail = await admin.data<{ auditEvents: { items: { action: string; details: object }[] } }>(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id }) { items { action details } } }',
    { id },
  );
  const recorded = (action: string) => trail.auditEvents.items.find((event) => event.action === action);
  expect(recorded('password.reset_requested')?.details).toHaveProperty('linkId');
  expect(recorded('password.reset_by_mail')?.details).toMatchObject({ method: null });
  expect(recorded('password.reset_by_mail')?.details).toHaveProperty('appPasswords');
  expect(JSON.stringify(trail)).not.toContain(token);
});

test('nobody learns who has an account: one answer, by the same statements, and what follows comes after it', async () => {
  const id = await createAccount(admin, 'there@example.org');
  await createAccount(admin, 'nowhere to write');
  const off = await createAccount(admin, 'off@example.org');
  await admin.data(UPDATE, { id: off, input: { disabled: true } });
  const away = await createAccount(admin, 'away@example.org');
  const { manager } = server.app.database;
  await manager.update(Account, { id: away }, { passwordHash: null, directoryKey: 'away@example.org' });
  await admin.data('mutation { createAccount(input: { login: "invited@example.org" }) { id } }');
  const logins = ['nobody@example.org', 'there@example.org', 'nowhere to write', 'off@example.org'];
  const { passwords, laterWrites, outbox } = server.app.services;
  // The first makes the rows that count.
  await ask('warm up');
  const seen: string[][] = [];
  for (const login of [...logins, 'away@example.org', 'invited@example.org']) {
    const lookedUp = stopCall(passwords, 'known');
    let answer: unknown;
    seen.push(
      await statementsOf(server, async () => {
        answer = await server.client().data(REQUEST, { login });
      }),
    );
    expect(answer).toEqual({ requestPasswordReset: true });
    await lookedUp.reached;
    lookedUp.release();
    await laterWrites.settle();
  }
  for (const statements of seen) expect(statements).toEqual(seen[0]);
  await outbox.sendDue();
  expect(subjectsTo('there@example.org').at(-1)).toContain('Reset your password');
  expect(subjectsTo('away@example.org').at(-1)).toContain('Your password is not kept here');
  expect(subjectsTo('off@example.org').filter((subject) => subject.includes('password'))).toEqual([]);
  expect(subjectsTo('invited@example.org').filter((subject) => subject.includes('Reset'))).toEqual([]);
  expect(await manager.findBy(PasswordReset, {})).toEqual(
    expect.arrayContaining([expect.objectContaining({ accountId: id })]),
  );

  // Enough for a day, which the page does not say.
  const mails = subjectsTo('there@example.org').length;
  for (let n = 0; n < 6; n++) await ask('there@example.org');
  expect(subjectsTo('there@example.org').length).toBe(mails + 4);
});

test('whoever asks too often from one address waits, whomever they ask about', async () => {
  const strict = await startNotifyingServer(relay.url, { THROTTLE_ADDRESS_ATTEMPTS: '3' });
  await updateSettings(await administrator(strict), { allowPasswordResetByMail: true });
  const codes = [];
  for (let n = 0; n < 5; n++) codes.push(await strict.client().code(REQUEST, { login: `guess ${n}` }));
  expect(codes).toEqual([undefined, undefined, undefined, 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  await strict.stop();
});

test('links lead to where the service is, whatever host a request names', async () => {
  await createAccount(admin, 'host@example.org');
  const evil = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
  };
  await server
    .client()
    .post(JSON.stringify({ query: REQUEST, variables: { login: 'host@example.org' } }), evil);
  await server.app.services.laterWrites.settle();
  await server.app.services.outbox.sendDue();
  expect(linkSentTo(relay, 'host@example.org')).toMatch(`${server.url}/reset-password#`);
});

test.each<[string, (id: string, login: string) => Promise<unknown>]>([
  ['a newer one', (_id, login) => ask(login)],
  ['another password', (id) => admin.data(UPDATE, { id, input: { password: OTHER } })],
  [
    'disabling, also when it is undone',
    async (id) => {
      await admin.data(UPDATE, { id, input: { disabled: true } });
      await admin.data(UPDATE, { id, input: { disabled: false } });
    },
  ],
  [
    'another address of the account',
    (accountId) =>
      server.app.database.manager.upsert(Contact, { accountId, email: 'new@example.org' }, ['accountId']),
  ],
  ['the account’s end', (id) => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id })],
  ['its time', () => Promise.resolve(server.clock.advance(45 * MINUTE))],
])('a link ends with %s, also for a request that found it good before', async (name, end) => {
  await renewed();
  const login = `ends.${name.replaceAll(/[^a-z]+/g, '.')}@example.org`;
  const id = await createAccount(admin, login);
  const token = await linkFor(login);
  const hashing = stopCall(server.app.services.hasher, 'hash');
  const slower = reset(token);
  await hashing.reached;
  await end(id, login);
  hashing.release();
  expect(await slower).toBe('CHALLENGE_EXPIRED');
  expect(await reset(token)).toBe('CHALLENGE_EXPIRED');
  await renewed();
});

test('of two who use one link at the same time, one sets the password', async () => {
  await renewed();
  const login = 'twice@example.org';
  await createAccount(admin, login);
  const token = await linkFor(login);
  const hashing = stopCall(server.app.services.hasher, 'hash');
  const slower = reset(token, {}, OTHER);
  await hashing.reached;
  expect(await reset(token)).toBeUndefined();
  hashing.release();
  expect(await slower).toBe('CHALLENGE_EXPIRED');
  expect(await opens(login, CHOSEN)).toBe(true);
});

test('an account that was reported and is locked is opened by another password, and its second factor', async () => {
  await renewed();
  const login = 'reported@example.org';
  const { id, secret } = await protectedAccount(server, admin, login);
  await server.app.database.manager.update(Account, { id }, { reportedAt: server.clock.now() });
  expect(await opens(login, PASSWORD)).toBe(false);
  const token = await linkFor(login);
  expect(await reset(token)).toBe('BAD_USER_INPUT');
  server.clock.advance(STEP);
  expect(await reset(token, { code: codeNow(secret) })).toBeUndefined();
  expect((await signIn(server.client(), login, CHOSEN)).__typename).toBe('SecondFactorRequired');
});

test('a stolen link alone changes nothing of an account that has a second factor', async () => {
  await renewed();
  const login = 'protected@example.org';
  const { id, secret, client } = await protectedAccount(server, admin, login);
  const trusting = server.client();
  await signInWithCode(server, trusting, login, secret, true);
  const codes = await backupCodes(client);
  const token = await linkFor(login);
  expect(await server.client().data(OPEN, { token })).toMatchObject({
    openPasswordReset: { methods: ['AUTHENTICATOR_APP', 'BACKUP_CODE'], codeDigits: 6 },
  });
  expect(await reset(token)).toBe('BAD_USER_INPUT');
  // A device that is trusted spares nobody, nor does an administrator's code.
  expect(await trusting.code(RESET, { token, newPassword: CHOSEN })).toBe('BAD_USER_INPUT');
  const { issueRecoveryCode } = await admin.data<{ issueRecoveryCode: { code: string } }>(
    'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }',
    { id },
  );
  expect(await reset(token, { code: issueRecoveryCode.code })).toBe('INVALID_CODE');
  expect(await reset(token, { code: '000000' })).toBe('INVALID_CODE');
  // Nor that two-factor authentication is switched off for all.
  await updateSettings(admin, { disabled: true });
  expect(await reset(token)).toBe('BAD_USER_INPUT');
  await updateSettings(admin, { disabled: false });
  // What the link proves is no password: it opens no sign-in.
  expect(await server.client().code(VERIFY_CODE, { challenge: token, code: codeNow(secret) })).toBe(
    'CHALLENGE_EXPIRED',
  );
  expect((await signIn(server.client(), login, PASSWORD)).__typename).toBe('SecondFactorRequired');
  server.clock.advance(STEP);
  const code = codeNow(secret);
  expect(await reset(token, { code }, 'short')).toBe('BAD_USER_INPUT');
  expect(await reset(token, { code })).toBeUndefined();
  expect((await signIn(trusting, login, CHOSEN)).__typename).toBe('SecondFactorRequired');
  // The code is used up.
  const { challenge } = await challengeFor(server.client(), login, CHOSEN);
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBe('INVALID_CODE');

  const next = await linkFor(login);
  expect(await reset(next, { code: codes[0]! }, OTHER)).toBeUndefined();
  expect(await opens(login, OTHER)).toBe(true);
});

test('five wrong codes end a link, and they count at sign-in, too', async () => {
  await renewed();
  const login = 'guessed@example.org';
  const { secret } = await protectedAccount(server, admin, login);
  const token = await linkFor(login);
  for (let n = 0; n < 5; n++) {
    expect(await reset(token, { code: '000000' })).toBe('INVALID_CODE');
    server.clock.advance(5_000);
  }
  expect(await reset(token, { code: codeNow(secret) })).toBe('CHALLENGE_EXPIRED');
  const next = await linkFor(login);
  const { challenge } = await challengeFor(server.client(), login);
  expect(await server.client().code(VERIFY_CODE, { challenge, code: '000000' })).toBe('INVALID_CODE');
  expect(await reset(next, { code: codeNow(secret) })).toBe('TOO_MANY_ATTEMPTS');
  expect(await opens(login, PASSWORD)).toBe(true);
});

test('a second factor that is set up meanwhile is asked for', async () => {
  await renewed();
  const login = 'meanwhile@example.org';
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const token = await linkFor(login);
  const hashing = stopCall(server.app.services.hasher, 'hash');
  const slower = reset(token);
  await hashing.reached;
  await setUpApp(server, client);
  hashing.release();
  expect(['BAD_USER_INPUT', 'CHALLENGE_EXPIRED']).toContain(await slower);
  expect(await opens(login, PASSWORD)).toBe(true);
});

test('a security key proves it by an answer that was asked for just this', async () => {
  await renewed();
  const login = 'key@example.org';
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const authenticator = new SoftAuthenticator(server.url);
  await registerKey(client, authenticator);
  const token = await linkFor(login);
  const ofSignIn = await keyChallenge(server.client(), login);
  const wrong = authenticator.get(ofSignIn.options);
  expect(await reset(token, { response: wrong })).toBe('CHALLENGE_EXPIRED');
  const options = await call(server.client(), BEGIN_KEY, { token });
  const response = authenticator.get(options);
  expect(await server.client().code(VERIFY_KEY, { challenge: ofSignIn.challenge, response })).toBe(
    'CHALLENGE_EXPIRED',
  );
  expect(await opens(login, PASSWORD)).toBe(true);
  expect(await reset(token, { response })).toBeUndefined();
  expect(await opens(login, CHOSEN)).toBe(true);
});

test('from outside an account’s networks it is refused as a sign-in is, and changes nothing', async () => {
  await renewed();
  const login = 'office@example.org';
  const { id, secret, client } = await protectedAccount(server, admin, login);
  const [backupCode] = await backupCodes(client);
  const plain = 'open-plan@example.org';
  const plainId = await createAccount(admin, plain);
  for (const one of [id, plainId]) {
    await admin.data(UPDATE, { id: one, input: { allowedNetworks: ['192.0.2.0/24'] } });
  }
  const outside = server.client({ headers: { 'x-forwarded-for': '198.51.100.7' } });
  const inside = server.client({ headers: { 'x-forwarded-for': '192.0.2.9' } });
  const [token, plainToken] = [await linkFor(login), await linkFor(plain)];
  relay.received.length = 0;
  // Nobody learns of the list who has not proved what there is to prove.
  expect(await reset(token, {}, CHOSEN, outside)).toBe('BAD_USER_INPUT');
  expect(await reset(token, { code: '000000' }, CHOSEN, outside)).toBe('INVALID_CODE');
  server.clock.advance(STEP);
  const code = codeNow(secret);
  expect(await reset(token, { code }, CHOSEN, outside)).toBe('ADDRESS_NOT_ALLOWED');
  expect(await reset(token, { code: backupCode! }, CHOSEN, outside)).toBe('ADDRESS_NOT_ALLOWED');
  expect(await reset(plainToken, {}, CHOSEN, outside)).toBe('ADDRESS_NOT_ALLOWED');

  await server.app.services.laterWrites.settle();
  await server.app.services.outbox.sendDue();
  expect(subjectsTo(login).concat(subjectsTo(plain))).toEqual([]);
  for (const one of [login, plain]) {
    expect(await inside.code(SIGN_IN, { login: one, password: CHOSEN })).toBe('INVALID_CREDENTIALS');
    expect(await inside.code(SIGN_IN, { login: one, password: PASSWORD })).toBeUndefined();
  }
  const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id, action: "sign_in.address_refused" }) { items { ipAddress details } } }',
    { id: plainId },
  );
  expect(auditEvents.items).toEqual([{ ipAddress: '198.51.100.7', details: { passwordReset: true } }]);
  // Neither the link nor the code is used up.
  expect(await reset(token, { code }, CHOSEN, inside)).toBeUndefined();
  expect(await reset(plainToken, {}, CHOSEN, inside)).toBeUndefined();
  expect(await inside.code(SIGN_IN, { login: plain, password: CHOSEN })).toBeUndefined();
});
