import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SecurityKey } from '../../../server/factors/security-keys/security-key.entity.js';
import {
  type AuthenticatorOptions,
  AuthenticatorPage,
  leaveChromium,
  startChromium,
} from '../../support/browser.js';
import { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  ME,
  signedIn,
  updateSettings,
} from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

type Json = Record<string, unknown>;

const FINISH = `mutation ($name: String!, $response: JSON!) {
  finishSecurityKeyRegistration(name: $name, response: $response) { id name transports backedUp model lastUsedAt }
}`;
const VERIFY = `mutation ($challenge: String!, $response: JSON!) {
  verifySecurityKey(challenge: $challenge, response: $response) { token account { login } }
}`;
const PASSKEY =
  'mutation ($response: JSON!) { signInWithPasskey(response: $response) { token account { login } } }';
const STATUS =
  '{ me { twoFactor { enabled backupCodesRemaining securityKeys { id name lastUsedAt counterRegressedAt } } } }';

const USB: AuthenticatorOptions = { protocol: 'ctap2', transport: 'usb' };
const U2F: AuthenticatorOptions = { protocol: 'u2f', transport: 'usb' };
const INTERNAL: AuthenticatorOptions = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
};
const SYNCED: AuthenticatorOptions = {
  ...INTERNAL,
  defaultBackupEligibility: true,
  defaultBackupState: true,
};

let browser: Browser;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  [browser, server] = await Promise.all([startChromium(), startTestServer()]);
  admin = await administrator(server);
});
afterAll(async () => {
  await leaveChromium(browser);
  await server.stop();
});

const call = async (client: Client, mutation: string, variables?: Json): Promise<Json> =>
  Object.values(await client.data<Record<string, Json>>(mutation, variables))[0]!;

/** An account with one key, still signed in. */
async function accountWithKey(login: string, options: AuthenticatorOptions) {
  admin = await administrator(server);
  await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  const authenticator = await AuthenticatorPage.open(browser, server.url, options);
  const creation = await call(client, 'mutation { beginSecurityKeyRegistration }');
  const response = await authenticator.create(creation);
  const key = await call(client, FINISH, { name: 'Blue key', response });
  return { client, authenticator, creation, response, key };
}

/** Step one, and what the authenticator answers to it. */
async function assertion(login: string, authenticator: AuthenticatorPage, client = server.client()) {
  const { challenge, methods } = await challengeFor(client, login);
  const options = await call(
    client,
    'mutation ($challenge: String!) { beginSecurityKeyVerification(challenge: $challenge) }',
    {
      challenge,
    },
  );
  return { client, challenge, methods, options, response: await authenticator.get(options) };
}

test.each([
  ['a FIDO2 key', 'usb@example.org', USB],
  ['a platform authenticator with user verification', 'internal@example.org', INTERNAL],
  ['an old U2F key', 'u2f@example.org', U2F],
  ['a synced passkey', 'synced@example.org', SYNCED],
])('%s registers and signs in', async (_name, login, options) => {
  const { key, authenticator } = await accountWithKey(login, options);
  expect(key).toMatchObject({ name: 'Blue key', backedUp: options === SYNCED, lastUsedAt: null });
  const { client, challenge, methods, response } = await assertion(login, authenticator);
  expect(methods).toEqual(['SECURITY_KEY']);
  expect(await call(client, VERIFY, { challenge, response })).toMatchObject({ account: { login } });
  expect(await client.data(STATUS)).toMatchObject({
    me: { twoFactor: { enabled: true, securityKeys: [{ lastUsedAt: expect.any(String) as string }] } },
  });
  await authenticator.close();
});

test('a passkey signs in without a login and counts as both factors', async () => {
  const { authenticator } = await accountWithKey('passkey@example.org', INTERNAL);
  const client = server.client();
  const options = await call(client, 'mutation { beginPasskeySignIn }');
  expect(options).toMatchObject({ userVerification: 'required', allowCredentials: [] });
  const response = await authenticator.get(options);
  expect(await call(client, PASSKEY, { response })).toMatchObject({
    account: { login: 'passkey@example.org' },
  });
  expect(await client.code('mutation { beginAuthenticatorAppSetup { secret } }')).toBeUndefined();
  expect(await server.client().code(PASSKEY, { response })).toBe('CHALLENGE_EXPIRED');
});

test('without user verification a passkey is no sign-in', async () => {
  const { authenticator, response: registered } = await accountWithKey('unverified@example.org', USB);
  const client = server.client();
  const options = await call(client, 'mutation { beginPasskeySignIn }');
  const response = await authenticator.get({
    ...options,
    userVerification: 'discouraged',
    allowCredentials: [{ type: 'public-key', id: registered['id'] }],
  });
  expect(await client.code(PASSKEY, { response })).toBe('INVALID_CODE');
});

test('the same key is not registered twice, in one account or in two', async () => {
  const { client, authenticator, response } = await accountWithKey('twice@example.org', USB);
  const again = await call(client, 'mutation { beginSecurityKeyRegistration }');
  await expect(authenticator.create(again)).rejects.toThrow('InvalidStateError');
  expect(await client.code(FINISH, { name: 'Again', response })).toBe('CHALLENGE_EXPIRED');
});

test('an assertion is good once', async () => {
  const { authenticator } = await accountWithKey('replay@example.org', USB);
  const first = await assertion('replay@example.org', authenticator);
  await call(first.client, VERIFY, { challenge: first.challenge, response: first.response });
  const { challenge } = await challengeFor(server.client(), 'replay@example.org');
  expect(await server.client().code(VERIFY, { challenge, response: first.response })).toBe(
    'CHALLENGE_EXPIRED',
  );
});

test('one challenge answered 50 times in parallel signs in once', async () => {
  const { authenticator } = await accountWithKey('parallel@example.org', USB);
  const { challenge, response } = await assertion('parallel@example.org', authenticator);
  const codes = await Promise.all(
    Array.from({ length: 50 }, () => server.client().code(VERIFY, { challenge, response })),
  );
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
});

test('a ceremony answers only what it was begun for', async () => {
  const { authenticator, client } = await accountWithKey('purpose@example.org', INTERNAL);
  const { challenge } = await challengeFor(server.client(), 'purpose@example.org');
  const passkey = await authenticator.get(await call(client, 'mutation { beginPasskeySignIn }'));
  expect(await server.client().code(VERIFY, { challenge, response: passkey })).toBe('CHALLENGE_EXPIRED');
  const step = await authenticator.get(
    await call(client, 'mutation { beginReauthenticationWithSecurityKey }'),
  );
  expect(await server.client().code(PASSKEY, { response: step })).toBe('CHALLENGE_EXPIRED');
});

test('another account’s key is refused', async () => {
  const mine = await accountWithKey('mine@example.org', USB);
  await accountWithKey('theirs@example.org', USB);
  const client = server.client();
  const { challenge } = await challengeFor(client, 'theirs@example.org');
  const options = await call(
    client,
    'mutation ($challenge: String!) { beginSecurityKeyVerification(challenge: $challenge) }',
    {
      challenge,
    },
  );
  const response = await mine.authenticator.get({
    ...options,
    allowCredentials: [{ type: 'public-key', id: mine.response['id'] }],
  });
  expect(await client.code(VERIFY, { challenge, response })).toBe('INVALID_CODE');
});

test('a signature counter that goes backwards is refused, audited, and shown to the owner', async () => {
  const { client, authenticator, key } = await accountWithKey('clone@example.org', USB);
  await server.app.database.manager.update(SecurityKey, { id: key['id'] as string }, { signCount: 100_000 });
  const { challenge, response } = await assertion('clone@example.org', authenticator);
  expect(await server.client().code(VERIFY, { challenge, response })).toBe('INVALID_CODE');
  expect(await client.data(STATUS)).toMatchObject({
    me: { twoFactor: { securityKeys: [{ counterRegressedAt: expect.any(String) as string }] } },
  });
  const events = await admin.data(
    '{ auditEvents(filter: { action: "security_key.counter_regressed" }) { items { accountLogin } } }',
  );
  expect(events).toEqual({ auditEvents: { items: [{ accountLogin: 'clone@example.org' }] } });
});

test('a credential whose backup eligibility changes is refused', async () => {
  const { authenticator, key } = await accountWithKey('eligible@example.org', SYNCED);
  await server.app.database.manager.update(
    SecurityKey,
    { id: key['id'] as string },
    { backupEligible: false },
  );
  const { challenge, response } = await assertion('eligible@example.org', authenticator);
  expect(await server.client().code(VERIFY, { challenge, response })).toBe('INVALID_CODE');
});

test('one changed byte of signature, authenticator data or client data is refused', async () => {
  const { authenticator } = await accountWithKey('altered@example.org', USB);
  for (const part of ['signature', 'authenticatorData', 'clientDataJSON']) {
    const { client, challenge, response } = await assertion('altered@example.org', authenticator);
    const parts = response['response'] as Record<string, string>;
    const bytes = Buffer.from(parts[part]!, 'base64url');
    // The last byte of the client data is its closing brace: changed, it is no JSON at all.
    bytes[bytes.length - 1]! ^= 1;
    const altered = { ...response, response: { ...parts, [part]: bytes.toString('base64url') } };
    expect(await client.code(VERIFY, { challenge, response: altered })).toBe(
      part === 'clientDataJSON' ? 'BAD_USER_INPUT' : 'INVALID_CODE',
    );
  }
});

test('a page of another origin is refused', async () => {
  const elsewhere = await startTestServer({ PUBLIC_URL: 'http://localhost:1' });
  const url = `http://localhost:${elsewhere.port}`;
  const admin = new Client(url, { origin: 'http://localhost:1' });
  await signedIn(admin, ADMIN.login, ADMIN.password);
  const page = await AuthenticatorPage.open(browser, url, USB);
  const response = await page.create(await call(admin, 'mutation { beginSecurityKeyRegistration }'));
  expect(await admin.code(FINISH, { name: 'Key', response })).toBe('INVALID_CODE');
  await elsewhere.stop();
});

test('a credential for another RP ID is refused', async () => {
  await createAccount(admin, 'rp@example.org');
  const client = server.client();
  await signedIn(client, 'rp@example.org');
  const url = `http://app.localhost:${server.port}`;
  const page = await AuthenticatorPage.open(browser, url, USB);
  const creation = await call(client, 'mutation { beginSecurityKeyRegistration }');
  const response = await page.create({ ...creation, rp: { id: 'app.localhost', name: 'App' } });
  expect(await client.code(FINISH, { name: 'Key', response })).toBe('INVALID_CODE');
});

test('when the person cancels, nothing is lost: the same sign-in can go on', async () => {
  const { authenticator } = await accountWithKey('cancel@example.org', USB);
  const stranger = await AuthenticatorPage.open(browser, server.url, USB);
  const client = server.client();
  const { challenge } = await challengeFor(client, 'cancel@example.org');
  const begin = () =>
    call(client, 'mutation ($challenge: String!) { beginSecurityKeyVerification(challenge: $challenge) }', {
      challenge,
    });
  await expect(stranger.get({ ...(await begin()), timeout: 1000 })).rejects.toThrow('NotAllowedError');
  const response = await authenticator.get(await begin());
  expect(await call(client, VERIFY, { challenge, response })).toMatchObject({
    account: { login: 'cancel@example.org' },
  });
});

test('a key proves the session again after ten minutes', async () => {
  const { client, authenticator } = await accountWithKey('again@example.org', USB);
  server.clock.advance(11 * 60 * 1000);
  expect(await client.code('mutation { disableTwoFactor { enabled } }')).toBe('REAUTHENTICATION_REQUIRED');
  const options = await call(client, 'mutation { beginReauthenticationWithSecurityKey }');
  const response = await authenticator.get(options);
  expect(
    await client.code('mutation ($response: JSON!) { reauthenticateWithSecurityKey(response: $response) }', {
      response,
    }),
  ).toBeUndefined();
  expect(await client.code('mutation { disableTwoFactor { enabled } }')).toBeUndefined();
});

test('removing the last key removes backup codes and says so', async () => {
  const { client, key } = await accountWithKey('last@example.org', USB);
  expect(await backupCodes(client)).toHaveLength(10);
  const REMOVE = 'mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled backupCodesRemaining } }';
  expect(await client.data(REMOVE, { id: key['id'] })).toEqual({
    removeSecurityKey: { enabled: false, backupCodesRemaining: 0 },
  });
  expect(await client.code(REMOVE, { id: key['id'] })).toBe('NOT_FOUND');
  await signedIn(server.client(), 'last@example.org');
});

test('keys are renamed by their owner only, and the signal API learns what is left', async () => {
  const { client, key, response } = await accountWithKey('rename@example.org', USB);
  const RENAME = 'mutation ($id: ID!) { renameSecurityKey(id: $id, name: "Red key") { name } }';
  expect(await client.data(RENAME, { id: key['id'] })).toEqual({ renameSecurityKey: { name: 'Red key' } });
  expect(await admin.code(RENAME, { id: key['id'] })).toBe('NOT_FOUND');
  expect(await client.data('{ passkeySignal { rpId allAcceptedCredentialIds } }')).toEqual({
    passkeySignal: { rpId: 'localhost', allAcceptedCredentialIds: [response['id']] },
  });
});

test('switched off, keys cannot be added, and an account that has nothing else goes on using its key', async () => {
  const { client, authenticator } = await accountWithKey('only-key@example.org', USB);
  await updateSettings(admin, { allowSecurityKeys: false });
  expect(await client.code('mutation { beginSecurityKeyRegistration }')).toBe('METHOD_DISABLED');
  const { client: signingIn, challenge, response } = await assertion('only-key@example.org', authenticator);
  await call(signingIn, VERIFY, { challenge, response });
  expect(await signingIn.data(ME)).toMatchObject({ me: { login: 'only-key@example.org' } });
  await updateSettings(admin, { allowSecurityKeys: true });
});
