import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { beforeCall } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  backupCodes,
  challengeFor,
  createAccount,
  ME,
  PASSWORD,
  setUpApp,
  signedIn,
  signIn,
  signInWithCode,
  updateSettings,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import {
  administratorOf,
  clientOf,
  keyChallenge,
  registerKey,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { tablesOf } from '../../support/tables.js';
import { appCode } from '../../support/totp.js';

const REMOVE = `mutation ($accountId: ID!, $method: SecondFactorMethod!, $id: ID, $evenLast: Boolean! = false) {
  removeLostFactor(accountId: $accountId, method: $method, id: $id, evenLast: $evenLast) { id }
}`;
const REMOVE_OWN_KEY = 'mutation ($id: ID!) { removeSecurityKey(id: $id) { enabled } }';
const HAS = `query ($id: ID!) { account(id: $id) { twoFactor {
  enabled backupCodesRemaining trustedDevices authenticatorApp { digits } securityKeys { name }
} appPasswords { name } } }`;

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  // Only what is asked for is to write.
  await server.app.services.jobs.stop(10_000);
});
beforeEach(async () => {
  admin = await administratorOf(server);
});
afterAll(() => server.stop());

interface Person {
  id: string;
  login: string;
  secret: string;
  /** Signed in by password; proved each time that a factor was set up, the last a key. */
  client: Client;
  blue: Key;
  red: Key;
  codes: string[];
}
interface Key {
  id: string;
  authenticator: SoftAuthenticator;
}

/** Somebody with an app, two keys and backup codes. */
async function person(login: string): Promise<Person> {
  const id = await createAccount(admin, login);
  const client = clientOf(server);
  await signedIn(client, login);
  const secret = await setUpApp(server, client);
  const key = async (name: string): Promise<Key> => {
    const authenticator = new SoftAuthenticator(server.url);
    const registered = await registerKey(client, authenticator, name);
    return { id: registered['id'] as string, authenticator };
  };
  const [blue, red] = [await key('blue'), await key('red')];
  return { id, login, secret, client, blue, red, codes: await backupCodes(client) };
}

const remove = (variables: Record<string, unknown>) => admin.code(REMOVE, variables);

async function has(id: string) {
  const { account } = await admin.data<{
    account: {
      twoFactor: {
        enabled: boolean;
        backupCodesRemaining: number;
        trustedDevices: number;
        authenticatorApp: { digits: number } | null;
        securityKeys: { name: string }[];
      };
      appPasswords: { name: string }[];
    };
  }>(HAS, { id });
  const { authenticatorApp, securityKeys, ...rest } = account.twoFactor;
  return {
    ...rest,
    app: authenticatorApp !== null,
    keys: securityKeys.map(({ name }) => name),
    appPasswords: account.appPasswords.map(({ name }) => name),
  };
}

/** The last one about this account. */
async function recorded(accountId: string) {
  const { auditEvents } = await admin.data<{
    auditEvents: { items: { action: string; actorLogin: string; details: Record<string, unknown> | null }[] };
  }>(
    `query ($accountId: ID!) { auditEvents(filter: { accountId: $accountId }, page: { page: 1, perPage: 1 }) {
      items { action actorLogin details }
    } }`,
    { accountId },
  );
  return auditEvents.items[0];
}

const withKey = async ({ login }: Person, { authenticator }: Key): Promise<Client> => {
  const client = clientOf(server);
  const { challenge, options } = await keyChallenge(client, login);
  await client.data(VERIFY_KEY, { challenge, response: authenticator.get(options) });
  return client;
};
const withApp = async ({ login, secret }: Person, trustDevice = false): Promise<Client> => {
  const client = clientOf(server);
  await signInWithCode(server, client, login, secret, trustDevice);
  return client;
};
const isIn = async (client: Client): Promise<boolean> =>
  (await client.data<{ me: object | null }>(ME)).me !== null;

test('a lost app goes; keys, backup codes, app passwords and sessions that keys proved stay', async () => {
  const lost = await person('lost-app');
  await lost.client.data(
    'mutation { createAppPassword(input: { name: "tablet", scopes: ["dav"] }) { password } }',
  );
  const byApp = await withApp(lost, true);
  const byKey = await withKey(lost, lost.blue);
  expect(await has(lost.id)).toMatchObject({ app: true, trustedDevices: 1 });
  expect(await remove({ accountId: lost.id, method: 'AUTHENTICATOR_APP' })).toBeUndefined();
  expect(await has(lost.id)).toEqual({
    enabled: true,
    app: false,
    keys: ['blue', 'red'],
    backupCodesRemaining: 10,
    trustedDevices: 0,
    appPasswords: ['tablet'],
  });
  expect(await isIn(byKey)).toBe(true);
  expect(await isIn(byApp)).toBe(false);
  const { challenge, methods } = await challengeFor(byApp, lost.login);
  expect(methods).toEqual(['SECURITY_KEY', 'BACKUP_CODE']);
  const code = appCode(lost.secret, server.clock.now());
  expect(await byApp.code(VERIFY_CODE, { challenge, code })).toBe('METHOD_DISABLED');
  await withKey(lost, lost.red);
});

test('what a trusted device was spared ends with the trust', async () => {
  const lost = await person('lost-trusted');
  const device = await withApp(lost, true);
  await signedIn(device, lost.login);
  expect(await isIn(device)).toBe(true);
  expect(await remove({ accountId: lost.id, method: 'BACKUP_CODE' })).toBeUndefined();
  expect(await isIn(device)).toBe(false);
  expect((await signIn(device, lost.login, PASSWORD)).__typename).toBe('SecondFactorRequired');
});

test('one lost key goes by its id, and the audit log tells which, of whom and by whom', async () => {
  const lost = await person('lost-key');
  const [byBlue, byApp] = [await withKey(lost, lost.blue), await withApp(lost, true)];
  expect(await remove({ accountId: lost.id, method: 'SECURITY_KEY', id: lost.blue.id })).toBeUndefined();
  expect(await has(lost.id)).toMatchObject({ app: true, keys: ['red'], backupCodesRemaining: 10 });
  expect(await recorded(lost.id)).toMatchObject({
    action: 'lost_factor.removed',
    actorLogin: 'admin',
    details: {
      factor: 'securityKey',
      name: 'blue',
      securityKeyId: lost.blue.id,
      last: false,
      ended: { sessions: 2, trustedDevices: 1, backupCodes: 0 },
    },
  });
  expect([await isIn(byBlue), await isIn(lost.client), await isIn(byApp)]).toEqual([false, false, true]);
  const client = clientOf(server);
  const { challenge, options } = await keyChallenge(client, lost.login);
  const response = lost.blue.authenticator.get(options);
  expect(await client.code(VERIFY_KEY, { challenge, response })).toBe('INVALID_CODE');
  await withKey(lost, lost.red);
});

test('lost backup codes go, all of them, and with them the session that one of them began', async () => {
  const lost = await person('lost-codes');
  const byCode = clientOf(server);
  const { challenge } = await challengeFor(byCode, lost.login);
  await byCode.data(VERIFY_BACKUP_CODE, { challenge, code: lost.codes[0] });
  const byApp = await withApp(lost);
  expect(await remove({ accountId: lost.id, method: 'BACKUP_CODE' })).toBeUndefined();
  expect(await has(lost.id)).toMatchObject({ app: true, keys: ['blue', 'red'], backupCodesRemaining: 0 });
  expect(await recorded(lost.id)).toMatchObject({
    details: { factor: 'backupCodes', codes: 9, last: false, ended: { sessions: 1 } },
  });
  expect([await isIn(byCode), await isIn(byApp)]).toEqual([false, true]);
});

test('signed sessions all end, for none of them is written down', async () => {
  await updateSettings(admin, { storeAuthTokenInDB: false });
  const lost = await person('lost-signed');
  const [byApp, byKey] = [await withApp(lost), await withKey(lost, lost.red)];
  expect([await isIn(byApp), await isIn(byKey)]).toEqual([true, true]);
  expect(await remove({ accountId: lost.id, method: 'AUTHENTICATOR_APP' })).toBeUndefined();
  expect([await isIn(byApp), await isIn(byKey)]).toEqual([false, false]);
  await updateSettings(await administratorOf(server), { storeAuthTokenInDB: true });
});

test('the last one goes only where that is meant; then the password is enough, until one is demanded', async () => {
  const lost = await person('lost-last');
  for (const { id } of [lost.blue, lost.red])
    expect(await remove({ accountId: lost.id, method: 'SECURITY_KEY', id })).toBeUndefined();
  const before = await tablesOf(server);
  const last = { accountId: lost.id, method: 'AUTHENTICATOR_APP' };
  expect(await remove(last)).toBe('CONFLICT');
  expect(await tablesOf(server)).toEqual(before);
  expect(await remove({ ...last, evenLast: true })).toBeUndefined();
  expect(await has(lost.id)).toMatchObject({ enabled: false, backupCodesRemaining: 0 });
  expect(await recorded(lost.id)).toMatchObject({ details: { last: true, ended: { backupCodes: 10 } } });
  const client = clientOf(server);
  await signedIn(client, lost.login);
  expect(await client.code('{ myDevices { id } }')).toBeUndefined();
  await updateSettings(admin, { requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 0 });
  expect(await client.code('{ myDevices { id } }')).toBe('ENROLMENT_REQUIRED');
  await setUpApp(server, client);
  expect(await client.code('{ myDevices { id } }')).toBeUndefined();
  // The administrator has none either, and may do nothing else by now.
  const unattended = { id: null, login: 'test', ipAddress: null };
  await server.app.services.settingsChanges.update(unattended, { requireTwoFactor: 'NOBODY' });
});

test('a help desk act that is replayed, or names somebody else’s key, changes nothing', async () => {
  const [lost, other] = [await person('desk-lost'), await person('desk-other')];
  const act = { accountId: lost.id, method: 'SECURITY_KEY', id: lost.blue.id };
  expect(await remove(act)).toBeUndefined();
  const before = await tablesOf(server);
  const gone = '00000000-0000-7000-8000-000000000000';
  for (const [code, variables] of [
    ['NOT_FOUND', act],
    ['NOT_FOUND', { ...act, id: other.blue.id }],
    ['NOT_FOUND', { ...act, accountId: other.id, id: lost.red.id }],
    ['NOT_FOUND', { ...act, accountId: gone, id: lost.red.id }],
    ['NOT_FOUND', { ...act, id: '' }],
    ['BAD_USER_INPUT', { ...act, id: null }],
    ['BAD_USER_INPUT', { ...act, method: 'AUTHENTICATOR_APP' }],
    ['BAD_USER_INPUT', { ...act, method: 'BACKUP_CODE' }],
  ] as const) {
    expect(await remove({ ...variables, evenLast: true })).toBe(code);
  }
  expect(await tablesOf(server)).toEqual(before);
});

test('what is the last by the time that it is removed is not removed as one of several', async () => {
  const lost = await person('lost-meanwhile');
  expect(await remove({ accountId: lost.id, method: 'AUTHENTICATOR_APP' })).toBeUndefined();
  const act = { accountId: lost.id, method: 'SECURITY_KEY', id: lost.red.id };
  const own = await withKey(lost, lost.blue);
  const meanwhile = beforeCall(server.app.database, 'transaction', () =>
    own.data(REMOVE_OWN_KEY, { id: lost.blue.id }),
  );
  expect(await remove(act)).toBe('CONFLICT');
  expect(meanwhile.happened()).toBe(true);
  expect(await has(lost.id)).toMatchObject({ keys: ['red'] });
});

test('a key that its owner and the help desk remove at the same moment is removed once', async () => {
  const lost = await person('lost-race');
  const act = { accountId: lost.id, method: 'SECURITY_KEY', id: lost.blue.id };
  const codes = await Promise.all([
    lost.client.code(REMOVE_OWN_KEY, { id: lost.blue.id }),
    ...Array.from({ length: 4 }, () => remove(act)),
  ]);
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  // Whose key went first has no session any more to remove it in.
  expect(['NOT_FOUND', 'UNAUTHENTICATED', undefined]).toContain(codes[0]);
  expect(codes.slice(1).filter((code) => code !== undefined && code !== 'NOT_FOUND')).toEqual([]);
  const { auditEvents } = await admin.data<{ auditEvents: { items: { action: string }[] } }>(
    'query ($id: ID!) { auditEvents(filter: { accountId: $id }) { items { action } } }',
    { id: lost.id },
  );
  const removals = auditEvents.items.filter(({ action }) =>
    /^(lost_factor|security_key)\.removed$/.test(action),
  );
  expect(removals).toHaveLength(1);
  expect(await has(lost.id)).toMatchObject({ keys: ['red'] });
});

test('an administrator’s own factor goes by the same rule, and with it the session that it proved', async () => {
  const id = await createAccount(admin, 'desk-admin', 'ADMIN');
  const own = clientOf(server);
  await signedIn(own, 'desk-admin');
  await setUpApp(server, own);
  const act = { accountId: id, method: 'AUTHENTICATOR_APP', evenLast: true };
  server.clock.advance(11 * 60_000);
  expect(await own.code(REMOVE, act)).toBe('REAUTHENTICATION_REQUIRED');
  expect(await remove(act)).toBe('REAUTHENTICATION_REQUIRED');
  admin = await administratorOf(server);
  expect(await remove(act)).toBeUndefined();
  expect(await isIn(own)).toBe(false);
});
