import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FLAG } from '../../support/attestation.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import {
  createAccount,
  protectedAccount,
  setUpApp,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../../support/flows.js';
import {
  administratorOf,
  BEGIN_AUTOMATIC,
  BEGIN_PASSKEY,
  BEGIN_REGISTRATION,
  call,
  FINISH_AUTOMATIC,
  FINISH_REGISTRATION,
  type Json,
  KEYS,
  SIGN_IN_WITH_PASSKEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MINUTE = 60_000;
/** As a browser makes it by itself: nobody was there. */
const NOBODY_THERE = { flags: FLAG.BE | FLAG.BS };
const HERE = 'mutation { beginSecurityKeyRegistration(onThisDevice: true) }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administratorOf(server);
  await updateSettings(admin, { offerPasskeys: 'SAVE', allowSecurityKeys: true, disabled: false });
});
afterAll(() => server.stop());

let people = 0;
/** Signed in with an app that is set up, and a passkey manager. */
async function person() {
  const login = `person ${++people}`;
  const { id, client, secret } = await protectedAccount(server, admin, login);
  return { id, login, client, secret, manager: new SoftAuthenticator(server.url) };
}

const keysOf = async (client: Client): Promise<Json[]> =>
  (await client.data<{ me: { twoFactor: { securityKeys: Json[] } } }>(KEYS)).me.twoFactor.securityKeys;
/** What is recorded of the key that was added last. */
async function added(accountId: string): Promise<Json> {
  const { auditEvents } = await admin.data<{ auditEvents: { items: { details: Json }[] } }>(
    `query ($accountId: ID) { auditEvents(
      page: { page: 1, perPage: 1 }, filter: { accountId: $accountId, action: "security_key.added" }
    ) { items { details } } }`,
    { accountId },
  );
  return auditEvents.items[0]!.details;
}
const save = async (client: Client, manager: SoftAuthenticator): Promise<Json> => {
  const response = await manager.create(await call(client, BEGIN_AUTOMATIC), NOBODY_THERE);
  return call(client, FINISH_AUTOMATIC, { name: 'Manager', response });
};

test('a passkey that a browser makes by itself is registered though nobody was present, and recorded so', async () => {
  const { id, client, login, manager } = await person();
  const options = await call(client, BEGIN_AUTOMATIC);
  expect(options).toMatchObject({
    authenticatorSelection: { residentKey: 'required' },
    excludeCredentials: [],
  });
  const response = await manager.create(options, NOBODY_THERE);
  expect(await call(client, FINISH_AUTOMATIC, { name: 'Manager', response })).toMatchObject({
    backedUp: true,
  });
  expect(await call(client, BEGIN_AUTOMATIC)).toMatchObject({ excludeCredentials: [{ id: response['id'] }] });
  expect(await added(id)).toMatchObject({ name: 'Manager', automatic: true });
  // With its owner's gesture it signs in like any other.
  const stranger = server.client();
  const answer = manager.get(await call(stranger, BEGIN_PASSKEY), {
    flags: FLAG.UP | FLAG.UV | FLAG.BE | FLAG.BS,
  });
  expect(await call(stranger, SIGN_IN_WITH_PASSKEY, { response: answer })).toMatchObject({
    account: { login },
  });
});

test('one that was made by hand is recorded as such', async () => {
  const { id, client, manager } = await person();
  const response = await manager.create(await call(client, HERE));
  await call(client, FINISH_REGISTRATION, { name: 'Mine', response });
  expect(await added(id)).not.toHaveProperty('automatic');
});

test.each([
  [
    'an answer without presence to an ordinary challenge',
    BEGIN_REGISTRATION,
    FINISH_REGISTRATION,
    'INVALID_CODE',
  ],
  ['an answer without presence to that of the offer', HERE, FINISH_REGISTRATION, 'INVALID_CODE'],
  [
    'an ordinary challenge answered as an automatic one',
    BEGIN_REGISTRATION,
    FINISH_AUTOMATIC,
    'CHALLENGE_EXPIRED',
  ],
  [
    'an automatic challenge answered as an ordinary one',
    BEGIN_AUTOMATIC,
    FINISH_REGISTRATION,
    'CHALLENGE_EXPIRED',
  ],
])('refused: %s', async (_what, begin, finish, code) => {
  const { client, manager } = await person();
  const options = await call(client, begin);
  const response = await manager.create(options, NOBODY_THERE);
  expect(await client.code(finish, { name: 'Key', response })).toBe(code);
  if (code === 'CHALLENGE_EXPIRED') {
    const present = await manager.create(options);
    expect(await client.code(finish, { name: 'Key', response: present })).toBe(code);
  }
  expect(await keysOf(client)).toEqual([]);
});

test.each([
  { mediation: 'conditional' },
  { automatic: true },
  { clientExtensionResults: { mediation: 'conditional' } },
])('refused: an answer that calls itself automatic, %o', async (forged) => {
  const { client, manager } = await person();
  const response = {
    ...(await manager.create(await call(client, BEGIN_REGISTRATION), NOBODY_THERE)),
    ...forged,
  };
  expect(await client.code(FINISH_REGISTRATION, { name: 'Key', response })).toBe('INVALID_CODE');
});

test('an automatic challenge of another session, and one that was answered already, are refused', async () => {
  const { client, login, secret, manager } = await person();
  const other = server.client();
  await signInWithCode(server, other, login, secret);
  const response = await manager.create(await call(client, BEGIN_AUTOMATIC), NOBODY_THERE);
  expect(await other.code(FINISH_AUTOMATIC, { name: 'Key', response })).toBe('CHALLENGE_EXPIRED');
  expect(await client.code(FINISH_AUTOMATIC, { name: 'Key', response })).toBeUndefined();
  expect(await client.code(FINISH_AUTOMATIC, { name: 'Key', response })).toBe('CHALLENGE_EXPIRED');
});

test('it is never the first factor of an account, be it that the other was removed meanwhile', async () => {
  const login = `person ${++people}`;
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  expect(await client.code(BEGIN_AUTOMATIC)).toBe('METHOD_DISABLED');
  await setUpApp(server, client);
  const response = await new SoftAuthenticator(server.url).create(
    await call(client, BEGIN_AUTOMATIC),
    NOBODY_THERE,
  );
  await client.data('mutation { disableAuthenticatorApp { enabled } }');
  expect(await client.code(FINISH_AUTOMATIC, { name: 'Key', response })).toBe('METHOD_DISABLED');
  expect(await keysOf(client)).toEqual([]);
});

test('it needs a sign-in of the last ten minutes with both factors, and proves nothing itself', async () => {
  const { client, login, secret, manager } = await person();
  const trusted = server.client();
  await signInWithCode(server, trusted, login, secret, true);
  await trusted.data('mutation { signOut }');
  await signedIn(trusted, login);
  expect(await trusted.code(BEGIN_AUTOMATIC)).toBe('REAUTHENTICATION_REQUIRED');

  server.clock.advance(6 * MINUTE);
  await save(client, manager);
  server.clock.advance(5 * MINUTE);
  expect(await client.code(BEGIN_AUTOMATIC)).toBe('REAUTHENTICATION_REQUIRED');
  expect(await client.code(BEGIN_REGISTRATION)).toBe('REAUTHENTICATION_REQUIRED');
});

test.each([
  [{ offerPasskeys: 'NEVER' }, 'NEVER'],
  [{ offerPasskeys: 'ASK' }, 'ASK'],
  [{ allowSecurityKeys: false }, 'NEVER'],
  [{ disabled: true }, 'NEVER'],
])('with %o the offer is %s, and none is saved unasked', async (settings, offer) => {
  const { client, manager } = await person();
  const response = await manager.create(await call(client, BEGIN_AUTOMATIC), NOBODY_THERE);
  expect(await server.client().data('{ publicSettings { offerPasskeys } }')).toEqual({
    publicSettings: { offerPasskeys: 'SAVE' },
  });
  await updateSettings(admin, settings);
  expect(await server.client().data('{ publicSettings { offerPasskeys } }')).toEqual({
    publicSettings: { offerPasskeys: offer },
  });
  expect(await client.code(BEGIN_AUTOMATIC)).toBe('METHOD_DISABLED');
  expect(await client.code(FINISH_AUTOMATIC, { name: 'Key', response })).toBe('METHOD_DISABLED');
});

test('a passkey that is offered is to be of this device, found without a login, and confirmed by its owner', async () => {
  const { client } = await person();
  expect(await call(client, HERE)).toMatchObject({
    authenticatorSelection: {
      authenticatorAttachment: 'platform',
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
  });
});
