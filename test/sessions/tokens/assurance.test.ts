import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import type { SettingsPatch } from '../../../server/settings/declarations.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { basicHeader, basicStatus, createAppPassword } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  BEGIN_SETUP,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  signedIn,
  signInWithCode,
  VERIFY_BACKUP_CODE,
} from '../../support/flows.js';
import { registerKey } from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const SECRET = randomBytes(32).toString('hex');
const BY_TEST = { id: null, login: 'test', ipAddress: null };
const LIST_DEVICES = '{ myDevices { id } }';
const LIST_ACCOUNTS = '{ accounts { total } }';
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';
const REAUTHENTICATE = 'mutation ($code: String) { reauthenticate(code: $code) }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  const hash = createHash('sha256').update(SECRET).digest('hex');
  server = await startTestServer({
    SERVICE_CLIENTS: `webmail=${hash}`,
    U2F_APP_ID: 'https://localhost/u2f/facets.json',
  });
});
afterAll(() => server.stop());

/** As from the command line, for the policy binds the administrator too. */
const policy = (patch: SettingsPatch) => server.app.services.settingsChanges.update(BY_TEST, patch);

const app = (bearer: string): Client => server.client({ origin: null, bearer });
const isAlive = async (client: Client): Promise<boolean> =>
  (await client.data<{ me: object | null }>(ME)).me !== null;

async function introspected(token: string): Promise<{ active: boolean; amr?: string[] }> {
  const response = await fetch(`${server.url}/oauth2/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
    headers: { authorization: basicHeader('webmail', SECRET) },
  });
  return (await response.json()) as { active: boolean };
}
const exportStatus = async (token: string): Promise<number> =>
  (await fetch(`${server.url}/export/accounts.csv`, { headers: { authorization: `Bearer ${token}` } }))
    .status;

describe.each([
  ['stored', true],
  ['signed', false],
])('%s tokens', (mode, storeAuthTokenInDB) => {
  beforeEach(async () => {
    await policy({
      storeAuthTokenInDB,
      disabled: false,
      requireTwoFactor: 'NOBODY',
      enrolmentGraceDays: 0,
      trustDevicesForDays: 30,
      allowAuthenticatorApp: true,
      allowSecurityKeys: true,
    });
    admin = await administrator(server);
  });
  let people = 0;
  const someone = (): string => `${mode} ${++people}`;

  /** The account, its password-only session, and another one to enrol in. */
  async function stolenPassword(role: 'USER' | 'ADMIN' = 'USER') {
    const login = someone();
    const id = await createAccount(admin, login, role);
    const [thief, owner] = [await signedIn(server.client(), login), await signedIn(server.client(), login)];
    return { id, login, token: thief.token, thief: app(thief.token), owner: app(owner.token) };
  }

  test('a password-only session does not become a full one when the owner enrols', async () => {
    await policy({ requireTwoFactor: 'EVERYONE' });
    const login = someone();
    await server.app.services.newAccounts.create(BY_TEST, {
      login,
      password: PASSWORD,
      role: 'ADMIN',
      passwordMustChange: false,
    });
    const [{ token }, { token: mine }] = [
      await signedIn(server.client(), login),
      await signedIn(server.client(), login),
    ];
    const [thief, owner] = [app(token), app(mine)];
    expect(await thief.code(LIST_ACCOUNTS)).toBe('ENROLMENT_REQUIRED');
    await setUpApp(server, owner);
    expect(await thief.code(LIST_ACCOUNTS)).toBe('UNAUTHENTICATED');
    expect(await exportStatus(token)).toBe(401);
    expect(await introspected(token)).toEqual({ active: false });
    expect(await thief.data('{ me { id } mustEnrol }')).toEqual({ me: null, mustEnrol: false });
    // Nor may it add a factor of its own.
    expect(await thief.code(BEGIN_SETUP)).toBe('UNAUTHENTICATED');
    expect(await owner.code(LIST_ACCOUNTS)).toBeUndefined();
    expect(await introspected(mine)).toMatchObject({ active: true });
  });

  test('the session that adds the first factor goes on, having proved it, after the nightly clean-up too', async () => {
    const { owner } = await stolenPassword();
    await setUpApp(server, owner);
    server.clock.advance(DAY);
    await server.app.services.cleanUp.run();
    expect(await owner.code(LIST_DEVICES)).toBeUndefined();
    server.clock.advance(12 * DAY);
    await server.app.services.cleanUp.run();
    expect(await owner.code(LIST_DEVICES)).toBeUndefined();
  });

  test('password-only sessions end when a security key is the first factor', async () => {
    const { thief, owner } = await stolenPassword();
    await registerKey(owner, new SoftAuthenticator(server.url));
    expect(await isAlive(thief)).toBe(false);
    expect(await owner.code(LIST_DEVICES)).toBeUndefined();
  });

  test('password-only sessions end when an import adds the first factor, and do not come back with its removal', async () => {
    const { id, login, thief, owner } = await stolenPassword();
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const fields = { login, totpSecret: secret };
    const entries = (async function* () {
      await Promise.resolve();
      yield { line: 1, fields };
    })();
    const outcomes = server.app.services.import.run(BY_TEST, entries as never, {
      dryRun: false,
      createAccounts: false,
    });
    for await (const { result } of outcomes) expect(result).toBe('attached');
    for (const client of [thief, owner]) expect(await isAlive(client)).toBe(false);
    server.clock.advance(MINUTE);
    const { token } = await signInWithCode(server, server.client(), login, secret);
    await app(token).data('mutation { disableTwoFactor { enabled } }');
    expect(await isAlive(app(token))).toBe(true);
    for (const client of [thief, owner]) expect(await isAlive(client)).toBe(false);
    expect(await server.app.database.manager.countBy(AuthToken, { accountId: id })).toBe(
      storeAuthTokenInDB ? 1 : 0,
    );
  });

  test('password-only sessions end when keys of an older U2F deployment are imported', async () => {
    const { login, thief } = await stolenPassword();
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    await server.app.services.u2fImport.add(BY_TEST, {
      login,
      keyHandle: randomBytes(64).toString('base64url'),
      publicKey: point.toString('base64url'),
    });
    expect(await isAlive(thief)).toBe(false);
  });

  test('a session of a device trusted then goes on, and what it proved is told apart', async () => {
    const { login, owner } = await stolenPassword();
    const secret = await setUpApp(server, owner);
    const phone = server.client();
    await signInWithCode(server, phone, login, secret, true);
    const { token } = await signedIn(phone, login);
    expect(await app(token).code(LIST_DEVICES)).toBeUndefined();
    expect((await introspected(token)).amr).toEqual(['pwd']);
    // It has proved nothing, so it must before anything that asks for that.
    expect(await app(token).code('mutation { generateBackupCodes }')).toBe('REAUTHENTICATION_REQUIRED');
    await app(token).data(REAUTHENTICATE, { code: appCode(secret, server.clock.now()) });
    expect((await introspected(token)).amr).toEqual(['pwd', 'otp', 'mfa']);
    server.clock.advance(DAY);
    await server.app.services.cleanUp.run();
    expect((await introspected(token)).amr).toEqual(['pwd', 'otp', 'mfa']);
  });

  test('a password-only session of while two-factor authentication was off ends when it is on again', async () => {
    const { login, owner } = await stolenPassword();
    const secret = await setUpApp(server, owner);
    const trusted = server.client();
    await signInWithCode(server, trusted, login, secret, true);
    await policy({ disabled: true });
    const { token } = await signedIn(server.client(), login);
    const { token: known } = await signedIn(trusted, login);
    expect(await isAlive(app(token))).toBe(true);
    // It could prove nothing, so it cannot spare others the proof either.
    expect(await app(token).code('mutation { trustCurrentDevice { id } }')).toBe('METHOD_DISABLED');
    await policy({ disabled: false });
    expect(await isAlive(app(token))).toBe(false);
    expect(await app(token).code(BEGIN_SETUP)).toBe('UNAUTHENTICATED');
    for (const client of [app(known), owner]) expect(await client.code(LIST_DEVICES)).toBeUndefined();
  });

  test('a password-only session of a protected account is not listed as live', async () => {
    const { id, login, owner } = await stolenPassword();
    await setUpApp(server, owner);
    await policy({ disabled: true });
    const unproved = await signedIn(server.client(), login);
    await policy({ disabled: false });
    expect(await isAlive(app(unproved.token))).toBe(false);
    const stored = storeAuthTokenInDB ? 1 : 0;
    const { tokens, tokenList } = server.app.services;
    expect(await tokens.list(id)).toHaveLength(stored);
    const listed = await tokenList.page(UNATTENDED, { accountId: id, live: true }, { page: 1, perPage: 10 });
    expect(listed.total).toBe(stored);
  });

  test('raising requireTwoFactor holds every session that exists to it', async () => {
    const { thief, token } = await stolenPassword();
    await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 1 });
    expect(await introspected(token)).toMatchObject({ active: true });
    server.clock.advance(DAY);
    expect(await thief.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
    expect(await introspected(token)).toEqual({ active: false });
    await policy({ requireTwoFactor: 'NOBODY' });
    expect(await thief.code(LIST_DEVICES)).toBeUndefined();
  });

  test.each([
    ['promoting to administrator', { role: 'ADMIN' }, 'ADMINS'],
    ['singling an account out', { requireTwoFactor: true }, 'NOBODY'],
  ] as const)('%s holds every session that exists to it', async (_, input, requireTwoFactor) => {
    const { id, token, thief, owner } = await stolenPassword();
    const { client: boss, secret } = await protectedAccount(server, admin, someone());
    await server.app.services.accounts.update(BY_TEST, (await boss.data<{ me: { id: string } }>(ME)).me.id, {
      role: 'ADMIN',
    });
    await policy({ requireTwoFactor });
    await boss.data(REAUTHENTICATE, { code: appCode(secret, server.clock.now()) });
    await boss.data(UPDATE, { id, input });
    for (const client of [thief, owner]) {
      expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
    }
    expect(await introspected(token)).toEqual({ active: false });
    await setUpApp(server, owner);
    expect(await isAlive(thief)).toBe(false);
    expect(await owner.code(LIST_DEVICES)).toBeUndefined();
  });

  test('a session in grace can only enrol when the deadline passes, and ends when another enrols', async () => {
    await policy({ requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 3 });
    admin = await administrator(server);
    const { thief, owner } = await stolenPassword();
    expect(await thief.code(LIST_DEVICES)).toBeUndefined();
    server.clock.advance(3 * DAY);
    for (const client of [thief, owner]) {
      expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
    }
    await owner.data(`mutation { reauthenticate(password: "${PASSWORD}") }`);
    await setUpApp(server, owner);
    expect(await isAlive(thief)).toBe(false);
  });

  test('whoever removes the last factor that is demanded can only enrol, whatever was proved', async () => {
    const { login, owner } = await stolenPassword();
    const secret = await setUpApp(server, owner);
    await policy({ requireTwoFactor: 'EVERYONE' });
    const { token } = await signInWithCode(server, server.client(), login, secret);
    await app(token).data('mutation { disableTwoFactor { enabled } }');
    for (const client of [app(token), owner]) {
      expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
    }
  });

  test('a session proved by a backup code, or by a method switched off since, stays proved', async () => {
    const { login, owner } = await stolenPassword();
    await setUpApp(server, owner);
    const [code] = await backupCodes(owner);
    const { challenge } = await challengeFor(server.client(), login);
    const { verifyBackupCode } = await server
      .client()
      .data<{ verifyBackupCode: { token: string } }>(VERIFY_BACKUP_CODE, { challenge, code });
    await policy({ allowAuthenticatorApp: false, allowBackupCodes: false });
    for (const client of [app(verifyBackupCode.token), owner]) {
      expect(await client.code(LIST_DEVICES)).toBeUndefined();
    }
    await policy({ allowAuthenticatorApp: true, allowBackupCodes: true });
  });

  test('a session enrolled after a recovery code does not fall back to enrolment after the nightly clean-up', async () => {
    const { id, login, owner } = await stolenPassword();
    await setUpApp(server, owner);
    const { issueRecoveryCode } = await admin.data<{ issueRecoveryCode: { code: string } }>(
      'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }',
      { id },
    );
    const client = server.client();
    const { challenge } = await challengeFor(client, login);
    await client.data(
      'mutation ($challenge: String!, $code: String!) { verifyRecoveryCode(challenge: $challenge, code: $code) { token } }',
      { challenge, code: issueRecoveryCode.code },
    );
    expect(await client.code(LIST_DEVICES)).toBe('ENROLMENT_REQUIRED');
    await setUpApp(server, client);
    expect(await client.code(LIST_DEVICES)).toBeUndefined();
    server.clock.advance(DAY);
    await server.app.services.cleanUp.run();
    expect(await client.code(LIST_DEVICES)).toBeUndefined();
    expect(await client.data('{ mustEnrol }')).toEqual({ mustEnrol: false });
  });
});

test('app passwords end with the deadline to enrol, and work again once a second factor is set up', async () => {
  await policy({ storeAuthTokenInDB: true, requireTwoFactor: 'NOBODY', enrolmentGraceDays: 2 });
  admin = await administrator(server);
  const login = 'mail client';
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const { password } = await createAppPassword(client, ['dav']);
  await policy({ requireTwoFactor: 'EVERYONE' });
  expect(await basicStatus(server, login, password)).toBe(200);
  server.clock.advance(2 * DAY);
  for (let attempt = 0; attempt < 3; attempt++) expect(await basicStatus(server, login, password)).toBe(403);
  await signedIn(client, login);
  await setUpApp(server, client);
  expect(await basicStatus(server, login, password)).toBe(200);
  await policy({ requireTwoFactor: 'NOBODY', enrolmentGraceDays: 0 });
});
