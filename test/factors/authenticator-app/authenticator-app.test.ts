import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp } from '../../../server/app/app.js';
import { AuthenticatorApp } from '../../../server/factors/authenticator-app/authenticator-app.entity.js';
import { readConfig } from '../../../server/config/config.js';
import { KeyRing } from '../../../server/platform/encryption/key-ring.js';
import { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  BEGIN_SETUP,
  challengeFor,
  CONFIRM_SETUP,
  createAccount,
  PASSWORD,
  protectedAccount,
  signedIn,
  STEP,
  updateSettings,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { registerKey } from '../../support/security-keys.js';
import { withMeanwhile } from '../../support/meanwhile.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode, secretFromUri } from '../../support/totp.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** What signing in with the code of a moment comes to. */
async function codeOf(login: string, secret: string, offset: number): Promise<string | undefined> {
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_CODE, { challenge, code: appCode(secret, server.clock.now() + offset) });
}

test('TOTP replay: a code is good once, and none before it is good any more', async () => {
  const { secret } = await protectedAccount(server, admin, 'replay');
  server.clock.advance(2 * STEP);
  expect(await codeOf('replay', secret, 0)).toBeUndefined();
  expect(await codeOf('replay', secret, 0)).toBe('INVALID_CODE');
  expect(await codeOf('replay', secret, -STEP)).toBe('INVALID_CODE');
  expect(await codeOf('replay', secret, STEP)).toBeUndefined();
});

test.each([0, 1, 2])('clockTolerance %i takes just as many steps either way', async (clockTolerance) => {
  const login = `tolerance-${clockTolerance}`;
  const { secret } = await protectedAccount(server, admin, login);
  await updateSettings(admin, { clockTolerance });
  server.clock.advance(10 * STEP);
  expect(await codeOf(login, secret, -(clockTolerance + 1) * STEP)).toBe('INVALID_CODE');
  expect(await codeOf(login, secret, (clockTolerance + 1) * STEP)).toBe('INVALID_CODE');
  expect(await codeOf(login, secret, -clockTolerance * STEP)).toBeUndefined();
  server.clock.advance(10 * STEP);
  expect(await codeOf(login, secret, clockTolerance * STEP)).toBeUndefined();
});

const NOBODY = { id: null, login: null, ipAddress: null };

test('a code that two requests find right at once is used up by one', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'at-once');
  const { app } = server;
  const code = appCode(secret, server.clock.now());
  const spends = [await app.services.authenticatorApp.check(id, code)];
  spends.push(await app.services.authenticatorApp.check(id, code));
  const spent = [];
  for (const spend of spends) spent.push(await app.database.transaction((tx) => spend!(tx, NOBODY)));
  expect(spent).toEqual([true, false]);
});

test('a code of the app before is worth nothing, even when it was found right just before', async () => {
  const { id, secret, client } = await protectedAccount(server, admin, 'rebound');
  const { app } = server;
  const code = appCode(secret, server.clock.now() + STEP);
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { secret: string };
  }>(BEGIN_SETUP);
  const spend = await app.services.authenticatorApp.check(id, code);
  await client.data(CONFIRM_SETUP, { code: appCode(setup.secret, server.clock.now()) });
  expect(await app.database.transaction((tx) => spend!(tx, NOBODY))).toBe(false);
});

test('a set-up that was begun anew while it was being confirmed is not confirmed', async () => {
  await createAccount(admin, 'begun-anew');
  const client = server.client();
  const { token } = await signedIn(client, 'begun-anew');
  const { sessions, authenticatorAppSetup } = server.app.services;
  const session = (await sessions.authenticate(token, null))!;
  const { secret } = await authenticatorAppSetup.begin(session);
  const elsewhere = await signedIn(server.client(), 'begun-anew');
  const other = (await sessions.authenticate(elsewhere.token, null))!;
  const interrupted = withMeanwhile(authenticatorAppSetup, 'guard', () => authenticatorAppSetup.begin(other));
  const confirming = interrupted.confirm(session, appCode(secret, server.clock.now()));
  await expect(confirming).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
  expect(await client.data('{ me { twoFactor { enabled } } }')).toEqual({
    me: { twoFactor: { enabled: false } },
  });
});

test('a reset ends a set-up that was begun', async () => {
  const { id, client } = await protectedAccount(server, admin, 'reset');
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { secret: string };
  }>(BEGIN_SETUP);
  await admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id });
  const fresh = server.client();
  await signedIn(fresh, 'reset');
  const code = appCode(setup.secret, server.clock.now());
  expect(await fresh.code(CONFIRM_SETUP, { code })).toBe('CHALLENGE_EXPIRED');
});

test('a new set-up replaces the working secret only when it is confirmed', async () => {
  const { secret, client } = await protectedAccount(server, admin, 'phone-change');
  await updateSettings(admin, { clockTolerance: 2 });
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const next = secretFromUri(setup.otpauthUri);
  expect(await codeOf('phone-change', secret, 0)).toBeUndefined();
  expect(await codeOf('phone-change', next, 0)).toBe('INVALID_CODE');
  await client.data(CONFIRM_SETUP, { code: appCode(next, server.clock.now()) });
  server.clock.advance(STEP);
  expect(await codeOf('phone-change', secret, 0)).toBe('INVALID_CODE');
  expect(await codeOf('phone-change', next, 0)).toBeUndefined();
});

test('a code of the set-up step reused: the confirming code cannot sign in, and a set-up is confirmed once', async () => {
  const { client } = await protectedAccount(server, admin, 'confirm');
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const secret = secretFromUri(setup.otpauthUri);
  const code = appCode(secret, server.clock.now());
  expect(await client.code(CONFIRM_SETUP, { code: '000000' })).toBe('INVALID_CODE');
  await client.data(CONFIRM_SETUP, { code });
  expect(await client.code(CONFIRM_SETUP, { code })).toBe('CHALLENGE_EXPIRED');
  expect(await codeOf('confirm', secret, 0)).toBe('INVALID_CODE');
});

test('a set-up expires', async () => {
  const { client, secret } = await protectedAccount(server, admin, 'late');
  await client.data(BEGIN_SETUP);
  server.clock.advance(15 * 60_000);
  const fresh = server.client();
  const { challenge } = await challengeFor(fresh, 'late');
  await fresh.data(VERIFY_CODE, { challenge, code: appCode(secret, server.clock.now()) });
  expect(await fresh.code(CONFIRM_SETUP, { code: '123456' })).toBe('CHALLENGE_EXPIRED');
});

interface Setup {
  secret: string;
  otpauthUri: string;
  expiresAt: string;
}

const begin = async (client: Client): Promise<Setup> =>
  (await client.data<{ beginAuthenticatorAppSetup: Setup }>(BEGIN_SETUP)).beginAuthenticatorAppSetup;

/** Somebody who has just signed in by password, and may sign in elsewhere. */
async function newcomer(login: string): Promise<Client> {
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return client;
}

const reauthenticate = (client: Client) =>
  client.data(`mutation { reauthenticate(password: "${PASSWORD}") }`);

test('a session that begins its set-up again is shown the same until it ends, then another', async () => {
  const client = await newcomer('reloaded');
  const first = await begin(client);
  expect(await begin(client)).toEqual(first);
  server.clock.advance(15 * 60_000 - 1);
  await reauthenticate(client);
  expect(await begin(client)).toEqual(first);
  server.clock.advance(1);
  const { secret, expiresAt } = await begin(client);
  expect(secret).not.toBe(first.secret);
  expect(Date.parse(expiresAt)).toBe(server.clock.now() + 15 * 60_000);
  expect(await client.code(CONFIRM_SETUP, { code: appCode(secret, server.clock.now()) })).toBeUndefined();
});

test.each([
  [-1, undefined],
  [0, 'CHALLENGE_EXPIRED'],
])('fifteen minutes and %i ms after it began, a set-up is confirmed with: %s', async (more, outcome) => {
  const client = await newcomer(`lasting ${more}`);
  const { secret } = await begin(client);
  server.clock.advance(15 * 60_000 + more);
  await reauthenticate(client);
  expect(await client.code(CONFIRM_SETUP, { code: appCode(secret, server.clock.now()) })).toBe(outcome);
});

test('a set-up that was begun does not outlive the removal of all factors', async () => {
  const { client } = await protectedAccount(server, admin, 'begun-then-removed');
  const { secret } = await begin(client);
  await client.data('mutation { disableTwoFactor { enabled } }');
  await reauthenticate(client);
  expect(await client.code(CONFIRM_SETUP, { code: appCode(secret, server.clock.now()) })).toBe(
    'CHALLENGE_EXPIRED',
  );
});

test('a replacement of a working app is shown again as well', async () => {
  const { client } = await protectedAccount(server, admin, 'replacement-again');
  const first = await begin(client);
  expect(await begin(client)).toEqual(first);
  await client.data(CONFIRM_SETUP, { code: appCode(first.secret, server.clock.now()) });
});

test('another session is never shown the secret: it begins anew, and the set-up of the first is gone', async () => {
  const client = await newcomer('two-sessions');
  const { secret } = await begin(client);
  const other = server.client();
  await signedIn(other, 'two-sessions');
  const code = appCode(secret, server.clock.now());
  expect(await other.code(CONFIRM_SETUP, { code })).toBe('CHALLENGE_EXPIRED');
  expect((await begin(other)).secret).not.toBe(secret);
  // Not INVALID_CODE: the code is right, but of a set-up that was replaced.
  expect(await client.code(CONFIRM_SETUP, { code })).toBe('CHALLENGE_EXPIRED');
});

test('a session in which something else was proved since begins anew', async () => {
  const client = await newcomer('proved-since');
  const { secret } = await begin(client);
  await registerKey(client, new SoftAuthenticator(server.url), 'Key');
  expect((await begin(client)).secret).not.toBe(secret);
});

test('a session whose password was changed since begins anew', async () => {
  const client = await newcomer('password-since');
  const { secret } = await begin(client);
  await client.data(
    `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "seven green turtles sing") }`,
  );
  expect((await begin(client)).secret).not.toBe(secret);
});

test('a set-up that was confirmed or cancelled is gone', async () => {
  const client = await newcomer('gone');
  const cancelled = await begin(client);
  await client.data('mutation { cancelAuthenticatorAppSetup }');
  const code = appCode(cancelled.secret, server.clock.now());
  expect(await client.code(CONFIRM_SETUP, { code })).toBe('CHALLENGE_EXPIRED');
  const confirmed = await begin(client);
  expect(confirmed.secret).not.toBe(cancelled.secret);
  await client.data(CONFIRM_SETUP, { code: appCode(confirmed.secret, server.clock.now()) });
  expect((await begin(client)).secret).not.toBe(confirmed.secret);
});

test('only the session that began a set-up can cancel it', async () => {
  const client = await newcomer('not-yours');
  const { secret } = await begin(client);
  const other = server.client();
  await signedIn(other, 'not-yours');
  await other.data('mutation { cancelAuthenticatorAppSetup }');
  expect((await begin(client)).secret).toBe(secret);
});

test('codes may hold spaces; other shapes are refused', async () => {
  const { secret } = await protectedAccount(server, admin, 'shapes');
  const { challenge } = await challengeFor(server.client(), 'shapes');
  for (const code of ['12345', '1234567', 'abcdef', '', '１２３４５６']) {
    const fresh = await challengeFor(server.client(), 'shapes');
    expect(await server.client().code(VERIFY_CODE, { challenge: fresh.challenge, code })).toBe(
      'INVALID_CODE',
    );
  }
  const code = appCode(secret, server.clock.now());
  const spaced = ` ${code.slice(0, 3)} ${code.slice(3)} `;
  expect(await server.client().code(VERIFY_CODE, { challenge, code: spaced })).toBeUndefined();
});

test.each([
  [
    'full-width digits',
    (code: string) =>
      code.normalize('NFKC').replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  ],
  [
    'Arabic-Indic digits',
    (code: string) => code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
  ],
  ['an en dash between', (code: string) => `${code.slice(0, 3)}–${code.slice(3)}`],
])('a code is right in any script and with any dash: %s', async (what, typed) => {
  const login = `typed-${what.replaceAll(' ', '-')}`.toLowerCase();
  const { secret, client } = await protectedAccount(server, admin, login);
  const { challenge } = await challengeFor(server.client(), login);
  const code = typed(appCode(secret, server.clock.now()));
  expect(await server.client().code(VERIFY_CODE, { challenge, code })).toBeUndefined();
  const [backup = ''] = await backupCodes(client);
  const again = await challengeFor(server.client(), login);
  expect(
    await server.client().code(VERIFY_BACKUP_CODE, {
      challenge: again.challenge,
      code: backup.replaceAll('-', '\u2011'),
    }),
  ).toBeUndefined();
});

test('disabling the last factor takes backup codes and trust with it', async () => {
  const { client } = await protectedAccount(server, admin, 'off');
  await backupCodes(client);
  await client.data('mutation { trustCurrentDevice { id } }');
  expect(await client.data('mutation { disableAuthenticatorApp { enabled backupCodesRemaining } }')).toEqual({
    disableAuthenticatorApp: { enabled: false, backupCodesRemaining: 0 },
  });
  expect(await client.data('{ myDevices { trustedUntil } }')).toEqual({
    myDevices: [{ trustedUntil: null }],
  });
  expect(await client.code('mutation { disableAuthenticatorApp { enabled } }')).toBe('NOT_FOUND');
  await signedIn(server.client(), 'off');
});

test('the secret is sealed at rest, names its key, opens with a rotated ring only', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'sealed');
  const { sealedSecret } = await server.app.database.manager.findOneByOrFail(AuthenticatorApp, {
    accountId: id,
  });
  const context = `authenticator-app:${id}`;
  const ring = new KeyRing([server.secretKey]);
  expect(sealedSecret).not.toContain(secret);
  expect(sealedSecret.split('.')[0]).toBe(ring.currentKeyId);
  expect(new KeyRing(['n'.repeat(32), server.secretKey]).open(sealedSecret, context)).toBe(secret);
  expect(() => new KeyRing(['n'.repeat(32)]).open(sealedSecret, context)).toThrow(ring.currentKeyId);
  expect(() => ring.open(sealedSecret, 'authenticator-app:someone-else')).toThrow();
  const last = sealedSecret.at(-2) === 'A' ? 'B' : 'A';
  expect(() => ring.open(sealedSecret.slice(0, -2) + last + sealedSecret.at(-1)!, context)).toThrow();
});

test('switched off, it cannot be set up', async () => {
  const { client } = await protectedAccount(server, admin, 'switched');
  await updateSettings(admin, { allowAuthenticatorApp: false });
  expect(await client.code(BEGIN_SETUP)).toBe('METHOD_DISABLED');
  await updateSettings(admin, { allowAuthenticatorApp: true });
});

test('switched off, a set-up under way cannot be confirmed', async () => {
  await createAccount(admin, 'under-way');
  const client = server.client();
  await signedIn(client, 'under-way');
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { secret: string };
  }>(BEGIN_SETUP);
  const code = appCode(setup.secret, server.clock.now());
  await updateSettings(admin, { allowAuthenticatorApp: false });
  expect(await client.code(CONFIRM_SETUP, { code })).toBe('METHOD_DISABLED');
  await updateSettings(admin, { allowAuthenticatorApp: true });
  expect(await client.code(CONFIRM_SETUP, { code })).toBeUndefined();
});

test('a set-up can be confirmed until the last millisecond of its fifteen minutes', async () => {
  await createAccount(admin, 'just-in-time');
  const client = server.client();
  await signedIn(client, 'just-in-time');
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { secret: string };
  }>(BEGIN_SETUP);
  server.clock.advance(15 * 60_000 - 1);
  await client.data(`mutation { reauthenticate(password: "${PASSWORD}") }`);
  const code = appCode(setup.secret, server.clock.now());
  expect(await client.code(CONFIRM_SETUP, { code })).toBeUndefined();
});

test('a server with the rotated key opens it; one without the old key does not start, and tells nothing', async () => {
  const { secret } = await protectedAccount(server, admin, 'rotated');
  const newKey = 'n'.repeat(40);
  const start = (SECRET_KEY: string, logLines: string[] = []) =>
    startApp({
      config: readConfig({ PORT: '0', DATABASE_URL: server.databaseUrl, SECRET_KEY }),
      clock: server.clock,
      log: pino({ level: 'trace' }, { write: (line) => void logLines.push(line) }),
    });

  const logLines: string[] = [];
  const refusal: unknown = await start(newKey, logLines).catch((error: unknown) => error);
  expect(String(refusal)).toContain('SECRET_KEY');
  for (const hidden of [secret, server.secretKey, newKey]) {
    expect(String(refusal) + logLines.join('')).not.toContain(hidden);
  }

  const rotated = await start(`${newKey},${server.secretKey}`);
  const client = new Client(rotated.url);
  const { challenge } = await challengeFor(client, 'rotated');
  const code = appCode(secret, server.clock.now());
  expect(await client.code(VERIFY_CODE, { challenge, code })).toBeUndefined();
  await rotated.stop();
});
