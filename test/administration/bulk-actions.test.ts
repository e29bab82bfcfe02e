import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { administrator, createAccount, ME, protectedAccount, signedIn } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

const APPLY = `mutation ($ids: [ID!]!, $action: AccountAction!) {
  applyToAccounts(ids: $ids, action: $action) { id done code message }
}`;
interface Applied {
  applyToAccounts: { id: string; done: boolean; code: string | null }[];
}

let server: TestServer;
let admin: Client;
let adminId: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
  adminId = (await admin.data<{ me: { id: string } }>(ME)).me.id;
});
afterAll(() => server.stop());

const apply = async (ids: string[], action: string) =>
  (await admin.data<Applied>(APPLY, { ids, action })).applyToAccounts;

test('each account is done or refused for itself', async () => {
  const [first, second] = [await createAccount(admin, 'first'), await createAccount(admin, 'second')];
  const client = server.client();
  await signedIn(client, 'first');
  const gone = '00000000-0000-7000-8000-000000000000';
  const outcomes = await apply([first, adminId, gone, second, first], 'DISABLE');
  expect(outcomes.map(({ id, done, code }) => [id, done, code])).toEqual([
    [first, true, null],
    [adminId, false, 'CONFLICT'],
    [gone, false, 'NOT_FOUND'],
    [second, true, null],
  ]);
  expect(await client.data(ME)).toEqual({ me: null });
  await apply([first], 'ENABLE');
  await signedIn(client, 'first');
  await apply([first], 'REVOKE_TOKENS');
  expect(await client.data(ME)).toEqual({ me: null });
  await apply([first, second], 'REQUIRE_TWO_FACTOR');
  const { accounts } = await admin.data<{ accounts: { items: { login: string }[] } }>(
    '{ accounts(filter: { requireTwoFactor: true }) { items { login } } }',
  );
  expect(accounts.items.map(({ login }) => login)).toEqual(['first', 'second']);
});

test('the second factors of several are reset, and who has none is left as they are', async () => {
  const lost = await protectedAccount(server, admin, 'reset lost');
  const without = await createAccount(admin, 'reset without');
  const other = server.client();
  await signedIn(other, 'reset without');
  const outcomes = await apply([lost.id, without], 'RESET_TWO_FACTOR');
  expect(outcomes.map(({ id, done, code }) => [id, done, code])).toEqual([
    [lost.id, true, null],
    [without, false, 'CONFLICT'],
  ]);
  expect(await lost.client.data(ME)).toEqual({ me: null });
  await signedIn(lost.client, 'reset lost');
  expect(await other.data(ME)).not.toEqual({ me: null });
  const { auditEvents } = await admin.data<{ auditEvents: { items: { accountLogin: string }[] } }>(
    '{ auditEvents(filter: { action: "two_factor.reset" }) { items { accountLogin } } }',
  );
  expect(auditEvents.items).toEqual([{ accountLogin: 'reset lost' }]);
});

test('none, and more than a hundred, are refused', async () => {
  expect(await admin.code(APPLY, { ids: [], action: 'ENABLE' })).toBe('BAD_USER_INPUT');
  const ids = Array.from({ length: 101 }, (_, index) => String(index));
  expect(await admin.code(APPLY, { ids, action: 'ENABLE' })).toBe('BAD_USER_INPUT');
});

test('only administrators who have proved themselves', async () => {
  await createAccount(admin, 'meddler');
  const meddler = server.client();
  await signedIn(meddler, 'meddler');
  expect(await meddler.code(APPLY, { ids: [adminId], action: 'DISABLE' })).toBe('FORBIDDEN');
  server.clock.advance(10 * 60_000);
  expect(await admin.code(APPLY, { ids: [adminId], action: 'ENABLE' })).toBe('REAUTHENTICATION_REQUIRED');
});
