import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLAG } from '../../support/attestation.js';
import { type Deviation, SoftAuthenticator } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import { PASSWORD, signedIn } from '../../support/flows.js';
import {
  accountFor,
  administratorOf,
  BEGIN_PASSKEY,
  BEGIN_REAUTHENTICATION,
  BEGIN_REGISTRATION,
  call,
  clientOf,
  FINISH_REGISTRATION,
  type Json,
  keyChallenge,
  KEYS,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const ORIGIN = 'https://login.example.org';
const RELATED = 'https://mail.example.com';
const FINGERPRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0'));
const ANDROID_ORIGIN = `android:apk-key-hash:${Buffer.from(FINGERPRINT.join(''), 'hex').toString('base64url')}`;
const YUBIKEY_5 = { aaguid: 'ee882879721c491397753dfcce97072a', model: 'YubiKey 5 Series' };
const MINUTE = 60_000;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({
    PUBLIC_URL: ORIGIN,
    WEBAUTHN_ORIGINS: RELATED,
    ANDROID_APPS: `org.example.mail=${FINGERPRINT.join(':')}`,
  });
  admin = await administratorOf(server);
});
afterAll(() => server.stop());

let accounts = 0;

/** A new account, signed in, and an authenticator that is not registered yet. */
async function newAccount() {
  // Administrators' sessions need a fresh proof too.
  admin = await administratorOf(server);
  const login = `person ${++accounts}`;
  const client = await accountFor(server, admin, login);
  return { login, client, authenticator: new SoftAuthenticator(ORIGIN) };
}

async function accountWithKey(flags?: number) {
  const account = await newAccount();
  if (flags !== undefined) account.authenticator.flags = flags;
  return { ...account, key: await registerKey(account.client, account.authenticator) };
}

async function registering(
  { client, authenticator }: { client: Client; authenticator: SoftAuthenticator },
  deviation: Deviation,
) {
  const response = await authenticator.create(await call(client, BEGIN_REGISTRATION), deviation);
  return client.code(FINISH_REGISTRATION, { name: 'Key', response });
}

async function verifying(
  { login, authenticator }: { login: string; authenticator: SoftAuthenticator },
  deviation: Deviation = {},
): Promise<string | undefined> {
  const client = clientOf(server);
  const { challenge, options } = await keyChallenge(client, login);
  return client.code(VERIFY_KEY, { challenge, response: authenticator.get(options, deviation) });
}

const keysOf = async (client: Client): Promise<Json[]> =>
  (await client.data<{ me: { twoFactor: { securityKeys: Json[] } } }>(KEYS)).me.twoFactor.securityKeys;

interface Event {
  action: string;
  accountLogin: string;
  details: Json | null;
}

const eventsOf = async (login: string): Promise<Event[]> =>
  (
    await (
      await administratorOf(server)
    ).data<{ auditEvents: { items: Event[] } }>(
      '{ auditEvents(page: { page: 1, perPage: 100 }) { items { action accountLogin details } } }',
    )
  ).auditEvents.items.filter(({ accountLogin }) => accountLogin === login);

test('what a browser is asked to register names no person, wants no attestation and excludes known keys', async () => {
  const { client, login, authenticator } = await accountWithKey();
  const options = await call(client, BEGIN_REGISTRATION);
  expect(options).toMatchObject({
    rp: { id: 'login.example.org', name: 'Latchkey' },
    user: { name: login },
    attestation: 'none',
    excludeCredentials: [{ id: authenticator.credentialId.toString('base64url'), type: 'public-key' }],
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    timeout: 5 * MINUTE,
  });
  const { id } = options['user'] as { id: string };
  expect(Buffer.from(id, 'base64url')).toHaveLength(16);
  expect(Buffer.from(options['challenge'] as string, 'base64url')).toHaveLength(32);
});

test.each<[what: string, Deviation]>([
  ['it ran in a page of another origin', { crossOrigin: true }],
  ['it names a top origin', { topOrigin: 'https://evil.example.com' }],
  ['the origin is another', { origin: 'https://login.example.com' }],
  ['the origin is a subdomain that is not configured', { origin: `https://sub.login.example.org` }],
  ['the app is another', { origin: `android:apk-key-hash:${randomBytes(32).toString('base64url')}` }],
  ['the RP ID is another', { rpId: 'example.org' }],
  ['nobody was present', { flags: FLAG.UV }],
  ['it is backed up and cannot be', { flags: FLAG.UP | FLAG.BS }],
  ['it is an answer of the other kind', { type: 'payment.get' }],
])('refused in both ceremonies: %s', async (_what, deviation) => {
  const account = await newAccount();
  expect(await registering(account, deviation)).toBe('INVALID_CODE');
  await registerKey(account.client, account.authenticator);
  expect(await verifying(account, deviation)).toBe('INVALID_CODE');
  expect(await verifying(account)).toBeUndefined();
});

test.each([
  ['a related origin', RELATED],
  ['an Android app', ANDROID_ORIGIN],
])('%s that is configured registers and signs in', async (_what, origin) => {
  const account = await newAccount();
  expect(await registering(account, { origin })).toBeUndefined();
  expect(await verifying(account, { origin })).toBeUndefined();
});

test('backup eligibility never changes; being backed up may, and is shown', async () => {
  const bound = await accountWithKey(FLAG.UP);
  expect(await verifying(bound, { flags: FLAG.UP | FLAG.BE })).toBe('INVALID_CODE');
  const eligible = await accountWithKey(FLAG.UP | FLAG.BE);
  expect(eligible.key).toMatchObject({ backedUp: false });
  expect(await verifying(eligible, { flags: FLAG.UP })).toBe('INVALID_CODE');
  expect(await verifying(eligible, { flags: FLAG.UP | FLAG.BE | FLAG.BS })).toBeUndefined();
  expect(await keysOf(eligible.client)).toMatchObject([{ backedUp: true }]);
});

test('a credential ID has 1,023 bytes at most, and is the one that the authenticator gave', async () => {
  const account = await newAccount();
  const [longest, tooLong] = [randomBytes(1023), randomBytes(1024)];
  expect(await registering(account, { credentialId: tooLong })).toBe('BAD_USER_INPUT');
  expect(await registering(account, { credentialId: tooLong, claimedId: longest })).toBe('INVALID_CODE');
  expect(await registering(account, { credentialId: longest })).toBeUndefined();
  expect(await verifying(account, { credentialId: longest })).toBeUndefined();
});

test('an assertion with the user handle of another account, or of none where nobody was named, is refused', async () => {
  const [mine, theirs] = [await accountWithKey(), await accountWithKey()];
  const { user } = (await call(theirs.client, BEGIN_REGISTRATION)) as { user: { id: string } };
  const userHandle = Buffer.from(user.id, 'base64url');
  expect(await verifying(mine, { userHandle })).toBe('INVALID_CODE');
  const client = clientOf(server);
  const response = mine.authenticator.get(await call(client, BEGIN_PASSKEY), { userHandle });
  expect(await client.code(SIGN_IN_WITH_PASSKEY, { response })).toBe('INVALID_CODE');
  // Old keys give none, and are asked only after a password.
  expect(await verifying(mine, { userHandle: Buffer.alloc(0) })).toBeUndefined();
  const silent = mine.authenticator.get(await call(client, BEGIN_PASSKEY), { userHandle: Buffer.alloc(0) });
  expect(await client.code(SIGN_IN_WITH_PASSKEY, { response: silent })).toBe('INVALID_CODE');
});

test('a signature counter that stands still or goes backwards is refused and told; the true key goes on', async () => {
  const account = await newAccount();
  account.authenticator.aaguid = Buffer.from(YUBIKEY_5.aaguid, 'hex');
  await registerKey(account.client, account.authenticator, 'Blue key');
  account.authenticator.signCount = 41;
  expect(await verifying(account)).toBeUndefined();
  expect(await verifying(account, { signCount: 42 })).toBe('INVALID_CODE');
  expect(await keysOf(account.client)).toMatchObject([{ counterRegressedAt: expect.any(String) as string }]);
  expect(await verifying(account, { signCount: 7 })).toBe('INVALID_CODE');
  expect(await verifying(account, { signCount: 43 })).toBeUndefined();
  const regressions = (await eventsOf(account.login)).filter(({ action }) => action.includes('regressed'));
  expect(regressions.map(({ details }) => details)).toMatchObject([
    { name: 'Blue key', model: YUBIKEY_5.model, stored: 42, seen: 7 },
    { name: 'Blue key', model: YUBIKEY_5.model, stored: 42, seen: 42 },
  ]);
});

test('a credential belongs to one account', async () => {
  const first = await accountWithKey();
  const second = await newAccount();
  const { credentialId } = first.authenticator;
  expect(await registering(second, { credentialId })).toBe('CONFLICT');
  expect(await registering(first, { credentialId })).toBe('CONFLICT');
  expect(await keysOf(second.client)).toEqual([]);
});

test('a ceremony is answered by the account and the session it was begun for, within five minutes', async () => {
  const [mine, theirs] = [await newAccount(), await newAccount()];
  const response = await mine.authenticator.create(await call(mine.client, BEGIN_REGISTRATION));
  const otherSession = clientOf(server);
  await signedIn(otherSession, mine.login);
  for (const client of [theirs.client, otherSession]) {
    expect(await client.code(FINISH_REGISTRATION, { name: 'Key', response })).toBe('CHALLENGE_EXPIRED');
  }
  server.clock.advance(5 * MINUTE);
  expect(await mine.client.code(FINISH_REGISTRATION, { name: 'Key', response })).toBe('CHALLENGE_EXPIRED');
});

test('a name is one line of 1 to 100 characters; a bad one costs no second touch', async () => {
  const { client, authenticator } = await newAccount();
  const response = await authenticator.create(await call(client, BEGIN_REGISTRATION));
  for (const name of ['', '   ', 'x'.repeat(101), 'two\nlines']) {
    expect(await client.code(FINISH_REGISTRATION, { name, response }), name).toBe('BAD_USER_INPUT');
  }
  expect(await call(client, FINISH_REGISTRATION, { name: 'x'.repeat(100), response })).toMatchObject({
    name: 'x'.repeat(100),
  });
});

test('an account has 20 keys at most, even when two are added at once', async () => {
  const { client } = await newAccount();
  for (let key = 1; key < 20; key++) await registerKey(client, new SoftAuthenticator(ORIGIN), `Key ${key}`);
  const begun = [await call(client, BEGIN_REGISTRATION), await call(client, BEGIN_REGISTRATION)];
  const responses = await Promise.all(begun.map((options) => new SoftAuthenticator(ORIGIN).create(options)));
  const codes = await Promise.all(
    responses.map((response) => client.code(FINISH_REGISTRATION, { name: 'Key 20', response })),
  );
  expect(codes.sort()).toEqual(['CONFLICT', undefined]);
  expect(await client.code(BEGIN_REGISTRATION)).toBe('CONFLICT');
  expect(await keysOf(client)).toHaveLength(20);
});

test('keys are listed with what tells them apart, oldest first', async () => {
  const { client, authenticator } = await newAccount();
  authenticator.aaguid = Buffer.from(YUBIKEY_5.aaguid, 'hex');
  const response = await authenticator.create(await call(client, BEGIN_REGISTRATION));
  const transports = ['usb', 'nfc'];
  (response['response'] as Json)['transports'] = transports;
  await call(client, FINISH_REGISTRATION, { name: 'First', response });
  server.clock.advance(1000);
  await registerKey(client, new SoftAuthenticator(ORIGIN), 'Second');
  expect(await keysOf(client)).toMatchObject([
    { name: 'First', model: YUBIKEY_5.model, transports, backedUp: false, lastUsedAt: null },
    { name: 'Second', model: null, transports: [], backedUp: false, lastUsedAt: null },
  ]);
  const { excludeCredentials } = await call(client, BEGIN_REGISTRATION);
  expect(excludeCredentials).toMatchObject([{ transports }, { transports: [] }]);
});

const BACKED_UP = FLAG.UP | FLAG.UV | FLAG.BE | FLAG.BS;

test.each([
  ['a synced passkey of this computer', BACKED_UP, ['internal'], ['internal', 'hybrid']],
  ['one that is not synced yet', FLAG.UP | FLAG.UV | FLAG.BE, ['internal'], ['internal', 'hybrid']],
  ['a synced passkey of a phone', BACKED_UP, ['hybrid'], ['hybrid', 'internal']],
  ['one that said both', BACKED_UP, ['hybrid', 'internal'], ['hybrid', 'internal']],
  ['one that said nothing', BACKED_UP, [], []],
  ['a passkey that never leaves this computer', FLAG.UP | FLAG.UV, ['internal'], ['internal']],
  ['a key that is plugged in', FLAG.UP | FLAG.UV, ['usb', 'nfc'], ['usb', 'nfc']],
])('copies of a passkey can be used where they are: %s', async (_, flags, registered, offered) => {
  const { client, login, authenticator } = await newAccount();
  authenticator.flags = flags;
  const response = await authenticator.create(await call(client, BEGIN_REGISTRATION));
  (response['response'] as Json)['transports'] = registered;
  await call(client, FINISH_REGISTRATION, { name: 'Passkey', response });
  // What it said stays as it is.
  expect(await keysOf(client)).toMatchObject([{ transports: registered }]);
  const allOptions = [
    (await keyChallenge(clientOf(server), login)).options['allowCredentials'],
    (await call(client, BEGIN_REAUTHENTICATION))['allowCredentials'],
    (await call(client, BEGIN_REGISTRATION))['excludeCredentials'],
  ];
  for (const credentials of allOptions) expect(credentials).toMatchObject([{ transports: offered }]);
});

test('each change of keys needs a fresh proof', async () => {
  const { client, key } = await accountWithKey();
  server.clock.advance(11 * MINUTE);
  const changes = [
    [BEGIN_REGISTRATION, {}],
    [FINISH_REGISTRATION, { name: 'Key', response: {} }],
    ['mutation ($id: ID!) { renameSecurityKey(id: $id, name: "New") { id } }', { id: key['id'] }],
    ['mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }', { id: key['id'] }],
  ] as const;
  for (const [mutation, variables] of changes) {
    expect(await client.code(mutation, variables)).toBe('REAUTHENTICATION_REQUIRED');
  }
});

test('where user verification is required, a touch alone neither registers nor signs in', async () => {
  const strict = await startTestServer({ PUBLIC_URL: ORIGIN, WEBAUTHN_USER_VERIFICATION: 'required' });
  const client = await accountFor(strict, await administratorOf(strict), 'strict');
  const authenticator = new SoftAuthenticator(ORIGIN);
  const options = await call(client, BEGIN_REGISTRATION);
  expect(options).toMatchObject({ authenticatorSelection: { userVerification: 'required' } });
  const touched = await authenticator.create(options, { flags: FLAG.UP });
  expect(await client.code(FINISH_REGISTRATION, { name: 'Key', response: touched })).toBe('INVALID_CODE');
  await registerKey(client, authenticator);
  for (const [flags, code] of [
    [FLAG.UP, 'INVALID_CODE'],
    [FLAG.UP | FLAG.UV, undefined],
  ] as const) {
    const signingIn = clientOf(strict);
    const { challenge, options } = await keyChallenge(signingIn, 'strict');
    expect(options).toMatchObject({ userVerification: 'required' });
    const response = authenticator.get(options, { flags });
    expect(await signingIn.code(VERIFY_KEY, { challenge, response })).toBe(code);
  }
  await strict.stop();
});

test('what autofill is asked for fits any discoverable credential, for five minutes', async () => {
  const { client, authenticator, login } = await accountWithKey();
  const options = await call(clientOf(server), BEGIN_PASSKEY);
  expect(options).toEqual({
    rpId: 'login.example.org',
    challenge: expect.any(String) as string,
    allowCredentials: [],
    userVerification: 'required',
    timeout: 5 * MINUTE,
  });
  server.clock.advance(5 * MINUTE - 1);
  const response = authenticator.get(options);
  expect(await call(client, SIGN_IN_WITH_PASSKEY, { response })).toMatchObject({ account: { login } });
});

test('a passkey that is gone is named as one that the browser may forget', async () => {
  const { client, authenticator, key } = await accountWithKey();
  await client.data('mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }', { id: key['id'] });
  const stranger = clientOf(server);
  const response = authenticator.get(await call(stranger, BEGIN_PASSKEY));
  const { errors } = await stranger.request(SIGN_IN_WITH_PASSKEY, { response });
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID_CODE', unknownCredential: true } }]);
});

test('a passkey of a disabled account does not sign in, and the failure is recorded', async () => {
  const { client, authenticator, login } = await accountWithKey();
  const { me } = await client.data<{ me: { id: string } }>('{ me { id } }');
  const update = 'mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }';
  await admin.data(update, { id: me.id });
  const stranger = clientOf(server);
  const response = authenticator.get(await call(stranger, BEGIN_PASSKEY));
  expect(await stranger.code(SIGN_IN_WITH_PASSKEY, { response })).toBe('INVALID_CODE');
  const { auditEvents } = await admin.data<{ auditEvents: { items: unknown[] } }>(
    '{ auditEvents(filter: { action: "sign_in.failed" }, page: { page: 1, perPage: 1 }) { items { actorLogin accountLogin } } }',
  );
  expect(auditEvents.items).toEqual([{ actorLogin: null, accountLogin: login }]);
});

test('removing the last key ends trust and, without another primary factor, backup codes; it says so', async () => {
  const { login, client, authenticator, key } = await accountWithKey();
  const second = await registerKey(client, new SoftAuthenticator(ORIGIN), 'Second key');
  await client.data('mutation { generateBackupCodes }');
  const signingIn = clientOf(server);
  const { challenge, options } = await keyChallenge(signingIn, login);
  await signingIn.data(
    `mutation ($challenge: String!, $response: JSON!) {
      verifySecurityKey(challenge: $challenge, response: $response, trustDevice: true) { token } }`,
    { challenge, response: authenticator.get(options) },
  );
  const REMOVE = `mutation ($id: ID!) { removeSecurityKey(id: $id) {
    enabled backupCodesRemaining trustedDevices securityKeys { name } } }`;
  expect(await call(client, REMOVE, { id: key['id'] })).toEqual({
    enabled: true,
    backupCodesRemaining: 10,
    trustedDevices: 1,
    securityKeys: [{ name: 'Second key' }],
  });
  expect(await call(client, REMOVE, { id: second['id'] })).toEqual({
    enabled: false,
    backupCodesRemaining: 0,
    trustedDevices: 0,
    securityKeys: [],
  });
  const removals = (await eventsOf(login)).filter(({ action }) => action === 'security_key.removed');
  expect(removals.map(({ details }) => details)).toEqual([
    {
      securityKeyId: second['id'],
      name: 'Second key',
      model: null,
      ended: { trustedDevices: 1, backupCodes: 10 },
    },
    { securityKeyId: key['id'], name: 'Key', model: null },
  ]);
});

test('each event of a key is audited with what a mail about it needs, and no secret', async () => {
  const { login, client, authenticator } = await newAccount();
  authenticator.aaguid = Buffer.from(YUBIKEY_5.aaguid, 'hex');
  const key = await registerKey(client, authenticator, 'Blue key');
  await client.data('mutation ($id: ID!) { renameSecurityKey(id: $id, name: "Red key") { id } }', {
    id: key['id'],
  });
  await client.data('mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }', { id: key['id'] });
  const events = (await eventsOf(login)).filter(({ action }) => action.startsWith('security_key.'));
  const about = { securityKeyId: key['id'], model: YUBIKEY_5.model };
  expect(events.map(({ action, details }) => [action, details])).toEqual([
    ['security_key.removed', { ...about, name: 'Red key', ended: { trustedDevices: 0, backupCodes: 0 } }],
    ['security_key.renamed', { ...about, name: 'Red key', formerName: 'Blue key' }],
    ['security_key.added', { ...about, name: 'Blue key', aaguid: 'ee882879-721c-4913-9775-3dfcce97072a' }],
  ]);
  const text = JSON.stringify(await eventsOf(login));
  for (const secret of [authenticator.credentialId, authenticator.key.cose]) {
    expect(text).not.toContain(secret.toString('base64url'));
  }
  expect(text).not.toContain(PASSWORD);
});
