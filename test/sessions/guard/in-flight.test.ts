import { insertTerms } from '../../../server/accounts/search-terms.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { askBasic, createAppPassword } from '../../support/backends.js';
import { type Barrier, stopCall } from '../../support/barrier.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  createAccount,
  CREATE_ACCOUNT,
  ME,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signedIn,
  updateSettings,
} from '../../support/flows.js';
import {
  BEGIN_PASSKEY,
  BEGIN_REGISTRATION,
  call,
  FINISH_REGISTRATION,
  KEYS,
  SIGN_IN_WITH_PASSKEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const RESET = 'mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }';
const UPDATE =
  'mutation ($id: ID!, $input: UpdateAccountInput!) { updateAccount(id: $id, input: $input) { id } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.services.jobs.stop(10_000);
  admin = await administrator(server);
});
afterAll(() => server.stop());

/** The code that a request is answered with which the barrier stops, while something happens. */
async function answerDespite(
  barrier: Barrier,
  request: Promise<string | undefined>,
  meanwhile: () => Promise<unknown>,
): Promise<string | undefined> {
  // Whoever comes to its answer without the barrier has passed it by.
  await Promise.race([barrier.reached, request]);
  await meanwhile();
  barrier.release();
  return request;
}

async function administratorNamed(login: string): Promise<{ id: string; client: Client }> {
  const id = await createAccount(admin, login, 'ADMIN');
  const client = server.client();
  await signedIn(client, login);
  return { id, client };
}

test('a passkey registration in flight does not survive resetTwoFactor', async () => {
  const { id, client } = await protectedAccount(server, admin, 'registers');
  const thief = new SoftAuthenticator(server.url);
  const response = await thief.create(await call(client, BEGIN_REGISTRATION));
  const written = stopCall(server.app.database, 'transaction');
  const registering = client.code(FINISH_REGISTRATION, { name: 'Mine', response });
  expect(await answerDespite(written, registering, () => admin.data(RESET, { id }))).toBe('UNAUTHENTICATED');

  const owner = server.client();
  await signedIn(owner, 'registers');
  expect(await owner.data(KEYS)).toMatchObject({ me: { twoFactor: { enabled: false, securityKeys: [] } } });
  const assertion = thief.get(await call(server.client(), BEGIN_PASSKEY));
  expect(await server.client().code(SIGN_IN_WITH_PASSKEY, { response: assertion })).toBe('INVALID_CODE');
});

test('trust given in flight does not survive resetTwoFactor', async () => {
  const { id, client } = await protectedAccount(server, admin, 'trusts');
  const written = stopCall(server.app.database, 'transaction');
  const trusting = client.code('mutation { trustCurrentDevice { id } }');
  expect(await answerDespite(written, trusting, () => admin.data(RESET, { id }))).toBe('UNAUTHENTICATED');
  const { account } = await admin.data<{ account: { devices: { trustedUntil: string | null }[] } }>(
    'query ($id: ID!) { account(id: $id) { devices { trustedUntil } } }',
    { id },
  );
  expect(account.devices).toEqual([{ trustedUntil: null }]);
});

test('changePassword in flight does not overwrite what an administrator has just set', async () => {
  const id = await createAccount(admin, 'changes');
  const client = server.client();
  await signedIn(client, 'changes');
  const hashed = stopCall(server.app.services.hasher, 'hash');
  const changing = client.code(
    'mutation ($from: String!, $to: String!) { changePassword(currentPassword: $from, newPassword: $to) }',
    { from: PASSWORD, to: 'what the thief has chosen' },
  );
  const chosen = 'what the administrator has chosen';
  const set = () => admin.data(UPDATE, { id, input: { password: chosen } });
  expect(await answerDespite(hashed, changing, set)).toBe('UNAUTHENTICATED');
  await signedIn(server.client(), 'changes', chosen);
  const stolen = { login: 'changes', password: 'what the thief has chosen' };
  expect(await server.client().code(SIGN_IN, stolen)).toBe('INVALID_CREDENTIALS');
});

test('a disabled administrator’s queued createAccount(role: ADMIN) does not go through', async () => {
  const { id, client } = await administratorNamed('dismissed');
  const hashed = stopCall(server.app.services.hasher, 'hash');
  const creating = client.code(CREATE_ACCOUNT, { login: 'back door', password: PASSWORD, role: 'ADMIN' });
  const dismiss = () => admin.data(UPDATE, { id, input: { disabled: true } });
  expect(await answerDespite(hashed, creating, dismiss)).toBe('UNAUTHENTICATED');
  expect(await admin.data('{ accounts(filter: { search: "back door" }) { total } }')).toEqual({
    accounts: { total: 0 },
  });
});

test('a demoted administrator’s change to many accounts stops where it is', async () => {
  const { id, client } = await administratorNamed('demoted');
  const ids = [await createAccount(admin, 'first of many'), await createAccount(admin, 'second of many')];
  const second = stopCall(server.app.database, 'transaction', 2);
  const answer = client.request<{ applyToAccounts: object[] }>(
    'mutation ($ids: [ID!]!) { applyToAccounts(ids: $ids, action: DISABLE) { done code } }',
    { ids },
  );
  await second.reached;
  await admin.data(UPDATE, { id, input: { role: 'USER' } });
  second.release();
  expect((await answer).data?.applyToAccounts).toEqual([
    { done: true, code: null },
    { done: false, code: 'FORBIDDEN' },
  ]);
});

test('a password-only session in flight does not undo the app that its owner has just confirmed', async () => {
  const id = await createAccount(admin, 'enrols');
  const [thief, owner] = [server.client(), server.client()];
  await signedIn(thief, 'enrols');
  await signedIn(owner, 'enrols');
  const written = stopCall(server.app.database, 'transaction');
  const disabling = thief.code('mutation { disableTwoFactor { enabled } }');
  expect(await answerDespite(written, disabling, () => setUpApp(server, owner))).toBe('UNAUTHENTICATED');
  expect(await admin.data('query ($id: ID!) { account(id: $id) { twoFactor { enabled } } }', { id })).toEqual(
    { account: { twoFactor: { enabled: true } } },
  );
});

test('an account that is deleted in flight acts no more', async () => {
  const id = await createAccount(admin, 'deleted');
  const client = server.client();
  await signedIn(client, 'deleted');
  const written = stopCall(server.app.database, 'transaction');
  const setting = client.code('mutation { beginAuthenticatorAppSetup { secret } }');
  const remove = () => admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id });
  expect(await answerDespite(written, setting, remove)).toBe('UNAUTHENTICATED');
});

test('a signed session is looked at again too: it ends with its device, its account and its time', async () => {
  let accounts = 0;
  const actWhile = async (meanwhile: (of: { id: string; device: string }) => Promise<unknown>) => {
    await updateSettings(admin, { storeAuthTokenInDB: false });
    const login = `signed ${++accounts}`;
    const id = await createAccount(admin, login);
    const client = server.client();
    const { device } = await signedIn(client, login);
    await updateSettings(admin, { storeAuthTokenInDB: true });
    const written = stopCall(server.app.database, 'transaction');
    const setting = client.code('mutation { beginAuthenticatorAppSetup { secret } }');
    return answerDespite(written, setting, () => meanwhile({ id, device: device.id }));
  };
  expect(await actWhile(() => Promise.resolve())).toBeUndefined();
  const forget = 'mutation ($id: ID!) { removeAccountDevice(id: $id) }';
  expect(await actWhile(({ device }) => admin.data(forget, { id: device }))).toBe('UNAUTHENTICATED');
  const revoke = 'mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }';
  expect(await actWhile(({ id }) => admin.data(revoke, { id }))).toBe('UNAUTHENTICATED');
  expect(await actWhile(() => Promise.resolve(server.clock.advance(15 * DAY)))).toBe('UNAUTHENTICATED');
  // Its own session has ended as well.
  admin = await administrator(server);
});

test('an export ends with the session that asked for it', async () => {
  const boss = await administrator(server);
  const { manager } = server.app.database;
  const { Account } = await import('../../../server/accounts/account.entity.js');
  const like = await manager.findOneByOrFail(Account, { loginKey: 'admin' });
  for (let at = 0; at < 2000; at += 200) {
    const copies = Array.from({ length: 200 }, (_, index) => ({
      ...like,
      id: `exported ${at + index}`,
      login: `exported ${at + index}`,
      loginKey: `exported ${at + index}`,
      role: 'USER' as const,
    }));
    await manager.insert(Account, copies);
    await server.app.database.transaction((tx) => insertTerms(tx, copies));
  }
  const { id, client } = await administratorNamed('exports');
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const looked = stopCall(server.app.services.guard, 'recheck');
  const download = fetch(`${server.url}/export/accounts.csv?search=exported`, { headers: { cookie } }).then(
    (response) => response.text(),
  );
  await looked.reached;
  await boss.data(UPDATE, { id, input: { disabled: true } });
  looked.release();
  await expect(download).rejects.toThrow();
});

test('a backend lets nobody in who was disabled while the password was checked', async () => {
  const id = await createAccount(admin, 'reads mail');
  const hashed = stopCall(server.app.services.hasher, 'verify');
  const asked = askBasic(server, 'reads mail', PASSWORD, 'imap');
  await hashed.reached;
  await admin.data(UPDATE, { id, input: { disabled: true } });
  hashed.release();
  expect((await asked).status).toBe(401);
});

test('what one’s own act has ended is not refused to its own session afterwards', async () => {
  const { client } = await protectedAccount(server, admin, 'goes on');
  await createAppPassword(client, ['imap']);
  await client.data(
    'mutation ($from: String!, $to: String!) { changePassword(currentPassword: $from, newPassword: $to) }',
    { from: PASSWORD, to: 'seven green turtles sing' },
  );
  expect(await client.data(ME)).toMatchObject({ me: { login: 'goes on' } });
  expect(await client.code('mutation { disableTwoFactor { enabled } }')).toBeUndefined();
});
