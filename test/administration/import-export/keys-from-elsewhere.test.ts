import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SecurityKey } from '../../../server/factors/security-keys/security-key.entity.js';
import { MOST_KEYS } from '../../../server/factors/security-keys/security-keys.service.js';
import { FLAG } from '../../support/attestation.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { bringAlong, recordOf } from '../../support/bring-along.js';
import type { Client } from '../../support/client.js';
import { ed25519Key, rsaKey } from '../../support/credential-keys.js';
import { createAccount, PASSWORD, signedIn, signIn } from '../../support/flows.js';
import {
  administratorOf,
  BEGIN_PASSKEY,
  call,
  clientOf,
  keyChallenge,
  KEYS,
  registerKey,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

// Mersenne primes.
const RSA = rsaKey(2n ** 1279n - 1n, 2n ** 2203n - 1n);

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: 'https://login.example.org' });
});
beforeEach(async () => {
  admin = await administratorOf(server);
});
afterAll(() => server.stop());

const heldElsewhere = (key?: ConstructorParameters<typeof SoftAuthenticator>[1]) =>
  new SoftAuthenticator(server.url, { userHandle: randomBytes(32), ...key });

/** Undefined when the key is accepted as the second step. */
async function verifies(
  login: string,
  authenticator: SoftAuthenticator,
  deviation: Parameters<SoftAuthenticator['get']>[1] = {},
): Promise<string | undefined> {
  const client = clientOf(server);
  const { challenge, options } = await keyChallenge(client, login);
  return client.code(VERIFY_KEY, { challenge, response: authenticator.get(options, deviation) });
}

/** Whom the key signs in by itself, or the code of the refusal. */
async function passkeyOf(
  authenticator: SoftAuthenticator,
  deviation: Parameters<SoftAuthenticator['get']>[1] = {},
): Promise<unknown> {
  const client = clientOf(server);
  const response = authenticator.get(await call(client, BEGIN_PASSKEY), deviation);
  const { data, errors } = await client.request<{ signInWithPasskey: { account: { login: string } } }>(
    SIGN_IN_WITH_PASSKEY,
    { response },
  );
  return data?.signInWithPasskey.account.login ?? errors?.[0]?.extensions.code;
}

const keysOf = async (login: string): Promise<SecurityKey[]> => {
  const { id } = (await server.app.services.accounts.findByLogin(login))!;
  return server.app.database.manager.findBy(SecurityKey, { accountId: id });
};

test.each([
  ['ES256', undefined],
  ['RS256', RSA],
  ['EdDSA', ed25519Key(randomBytes(32))],
])(
  'a key of %s from elsewhere is a second factor here, and a passkey by its old handle',
  async (name, key) => {
    const authenticator = heldElsewhere(key && { key });
    authenticator.signCount = 4;
    const login = `algorithm-${name}`;
    const [outcome] = await bringAlong(server, [
      await recordOf(login, { securityKeys: [authenticator.kept()] }),
    ]);
    expect(outcome).toMatchObject({ result: 'created', parts: ['securityKeys'], remark: null });
    expect(await signIn(clientOf(server), login, PASSWORD)).toMatchObject({
      methods: ['SECURITY_KEY'],
    });
    expect(await verifies(login, authenticator)).toBeUndefined();
    expect(await passkeyOf(authenticator)).toBe(login);
    // A copy of the key that was made before would be behind.
    expect(await verifies(login, authenticator, { signCount: 4 })).toBe('INVALID_CODE');
  },
);

test('a key answers with its own handle, or as a second factor with none; any other is refused', async () => {
  const [ours, other] = [heldElsewhere(), heldElsewhere()];
  await bringAlong(server, [
    await recordOf('handle-ours', { securityKeys: [ours.kept()] }),
    await recordOf('handle-other', { securityKeys: [other.kept()] }),
  ]);
  const [accountId, otherId] = await Promise.all(
    ['handle-ours', 'handle-other'].map(async (login) => {
      const account = await server.app.services.accounts.findByLogin(login);
      return Buffer.from(account!.id.replaceAll('-', ''), 'hex');
    }),
  );
  const theirs = Buffer.from(other.kept().userHandle!, 'base64url');
  for (const userHandle of [accountId!, otherId!, theirs, Buffer.from('x')]) {
    expect(await verifies('handle-ours', ours, { userHandle })).toBe('INVALID_CODE');
    expect(await passkeyOf(ours, { userHandle })).toBe('INVALID_CODE');
  }
  expect(await passkeyOf(ours, { userHandle: Buffer.alloc(0) })).toBe('INVALID_CODE');
  expect(await verifies('handle-ours', ours, { userHandle: Buffer.alloc(0) })).toBeUndefined();
  expect(await passkeyOf(ours)).toBe('handle-ours');
});

test('a key without a handle of its own answers with the account’s, as one that is registered here', async () => {
  const authenticator = new SoftAuthenticator(server.url);
  await bringAlong(server, [await recordOf('no-handle', { securityKeys: [authenticator.kept()] })]);
  const { id } = (await server.app.services.accounts.findByLogin('no-handle'))!;
  const userHandle = Buffer.from(id.replaceAll('-', ''), 'hex');
  expect(await passkeyOf(authenticator, { userHandle })).toBe('no-handle');
  expect(await passkeyOf(authenticator, { userHandle: randomBytes(16) })).toBe('INVALID_CODE');
});

test('where the BE flag was not kept, the first assertion tells it, and from then on it may not change', async () => {
  const passkey = heldElsewhere();
  passkey.flags = FLAG.UP | FLAG.UV | FLAG.BE | FLAG.BS;
  const key = { ...passkey.kept(), backupEligible: null, backedUp: false };
  await bringAlong(server, [await recordOf('eligibility', { securityKeys: [key] })]);
  expect(await passkeyOf(passkey)).toBe('eligibility');
  expect(await keysOf('eligibility')).toMatchObject([
    { backupEligible: true, backedUp: true, eligibilityUnknown: false },
  ]);
  expect(await passkeyOf(passkey, { flags: FLAG.UP | FLAG.UV })).toBe('INVALID_CODE');
  // One whose flag was kept is not asked.
  const kept = heldElsewhere();
  await bringAlong(server, [await recordOf('eligibility-kept', { securityKeys: [kept.kept()] })]);
  expect(await passkeyOf(kept, { flags: FLAG.UP | FLAG.UV | FLAG.BE })).toBe('INVALID_CODE');
});

test('an account that is there is given the keys it lacks; those it has stay as they are', async () => {
  await createAccount(admin, 'has-keys');
  const client = clientOf(server);
  await signedIn(client, 'has-keys');
  const own = new SoftAuthenticator(server.url);
  await registerKey(client, own, 'Own key');
  const old = heldElsewhere();
  const record = await recordOf('has-keys', {
    securityKeys: [{ ...own.kept('Renamed'), signCount: 1_000_000 }, old.kept()],
  });
  expect(await bringAlong(server, [record])).toMatchObject([{ result: 'attached', parts: ['securityKeys'] }]);
  expect((await keysOf('has-keys')).map(({ name, signCount }) => [name, signCount])).toEqual(
    expect.arrayContaining([
      ['Own key', 0],
      ['Old key', 0],
    ]),
  );
  expect(await verifies('has-keys', own)).toBeUndefined();
  expect(await verifies('has-keys', old)).toBeUndefined();
  expect(await bringAlong(server, [record])).toMatchObject([{ result: 'unchanged', parts: [] }]);
  expect(await keysOf('has-keys')).toHaveLength(2);
});

test('whoever knew only the password has proved too little once a key has come', async () => {
  await createAccount(admin, 'first-key');
  const client = clientOf(server);
  await signedIn(client, 'first-key');
  await bringAlong(server, [await recordOf('first-key', { securityKeys: [heldElsewhere().kept()] })]);
  expect(await client.data(KEYS)).toEqual({ me: null });
  expect(await signIn(client, 'first-key', PASSWORD)).toMatchObject({ __typename: 'SecondFactorRequired' });
});

test('a credential is one account’s: for another it is refused by name, here, in the same file and in a later one', async () => {
  const [here, there] = [heldElsewhere(), heldElsewhere()];
  await bringAlong(server, [await recordOf('owner', { securityKeys: [here.kept()] })]);
  const outcomes = await bringAlong(server, [
    await recordOf('thief', { line: 1, securityKeys: [here.kept('Blue key')] }),
    await recordOf('first', { line: 2, securityKeys: [there.kept()] }),
    await recordOf('second', { line: 3, securityKeys: [there.kept('Green key')] }),
    await recordOf('twice', { line: 4, securityKeys: [there.kept('Red key'), there.kept('Red key')] }),
  ]);
  expect(outcomes.map(({ login, result, remark }) => [login, result, remark])).toEqual([
    ['twice', 'refused', 'The security key “Red key” stands there twice.'],
    ['thief', 'refused', 'The security key “Blue key” is another account’s.'],
    ['first', 'created', null],
    ['second', 'refused', 'The security key “Green key” is another account’s.'],
  ]);
  for (const login of ['thief', 'second', 'twice']) {
    expect(await server.app.services.accounts.findByLogin(login)).toBeNull();
  }
});

test('an account has as many keys as it may, however they come', async () => {
  const keys = Array.from({ length: MOST_KEYS + 1 }, () => heldElsewhere().kept());
  const remark = `An account can have ${MOST_KEYS} security keys.`;
  const tooMany = await recordOf('many', { securityKeys: keys });
  expect(await bringAlong(server, [tooMany])).toMatchObject([{ result: 'refused', remark }]);
  const all = await recordOf('many', { securityKeys: keys.slice(1) });
  expect(await bringAlong(server, [all])).toMatchObject([{ result: 'created' }]);
  const oneMore = await recordOf('many', { securityKeys: keys.slice(0, 1) });
  expect(await bringAlong(server, [oneMore])).toMatchObject([{ result: 'refused', remark }]);
  expect(await keysOf('many')).toHaveLength(MOST_KEYS);
});

test('what is no key is refused by the name of the key, and the account is not made', async () => {
  const { cose } = new SoftAuthenticator(server.url).key;
  const cut = cose.subarray(0, -1).toString('base64url');
  const damages: [Partial<ReturnType<SoftAuthenticator['kept']>>, string][] = [
    [{ credentialId: 'a+b/' }, 'credentialId is no credential ID in base64url'],
    [{ credentialId: '' }, 'credentialId is no credential ID in base64url'],
    [{ credentialId: randomBytes(1024).toString('base64url') }, 'credentialId is no credential ID'],
    [{ publicKey: 'AAAA' }, 'publicKey is no COSE_Key'],
    [{ publicKey: cut }, 'publicKey is no COSE_Key'],
    [
      { userHandle: randomBytes(65).toString('base64url') },
      'userHandle is not base64url of at most 64 bytes',
    ],
    [{ userHandle: 'ümlaut' }, 'userHandle is not base64url of at most 64 bytes'],
    [{ aaguid: 'YubiKey' }, 'aaguid is no UUID'],
    [{ transports: ['<b>'] }, 'transports are none of WebAuthn'],
    [{ signCount: -1 }, 'signCount is no counter of 32 bits'],
    [{ createdAt: 0.5 }, 'createdAt is no time'],
  ];
  for (const [damage, problem] of damages) {
    const key = { ...heldElsewhere().kept('Damaged key'), ...damage };
    const [outcome] = await bringAlong(server, [await recordOf('damaged', { securityKeys: [key] })]);
    expect(outcome).toMatchObject({ login: 'damaged', result: 'refused' });
    expect(outcome!.remark).toContain(`The security key “Damaged key”: ${problem}`);
  }
  expect(await server.app.services.accounts.findByLogin('damaged')).toBeNull();
});

test('the longest handle and credential ID that WebAuthn knows come along', async () => {
  const authenticator = heldElsewhere({ userHandle: randomBytes(64) });
  const credentialId = randomBytes(1023);
  const key = { ...authenticator.kept(), credentialId: credentialId.toString('base64url') };
  expect(await bringAlong(server, [await recordOf('longest', { securityKeys: [key] })])).toMatchObject([
    { result: 'created' },
  ]);
  expect(await passkeyOf(authenticator, { credentialId })).toBe('longest');
});
