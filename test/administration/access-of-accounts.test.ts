import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../server/platform/clock.js';
import type { Client } from '../support/client.js';
import {
  administrator,
  createAccount,
  ME,
  protectedAccount,
  signedIn,
  signInWithCode,
  updateSettings,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { countingStatements } from '../support/statements.js';

const DEVICES = `query ($filter: DeviceFilter, $page: PageInput) {
  devices(filter: $filter, page: $page) { total items { id name trustedUntil signedIn account { login } } }
}`;
const TOKENS = `query ($filter: AuthTokenFilter, $page: PageInput) {
  authTokens(filter: $filter, page: $page) { total items { id secondFactor device { id } account { login } } }
}`;

interface Devices {
  devices: {
    total: number;
    items: { id: string; trustedUntil: string | null; account: { login: string } }[];
  };
}
interface Tokens {
  authTokens: { total: number; items: { id: string; device: { id: string }; account: { login: string } }[] };
}

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

const devices = async (filter: object, page?: object) =>
  (await admin.data<Devices>(DEVICES, { filter, page })).devices;
const tokens = async (filter: object, page?: object) =>
  (await admin.data<Tokens>(TOKENS, { filter, page })).authTokens;
const lastEvent = async (action: string) =>
  (
    await admin.data<{ auditEvents: { items: object[] } }>(
      `query ($action: String) { auditEvents(filter: { action: $action }, page: { page: 1, perPage: 1 }) {
        items { actorLogin accountLogin details } } }`,
      { action },
    )
  ).auditEvents.items[0];

test('devices of all accounts, by account and by trust', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'trusting');
  await signInWithCode(server, server.client(), 'trusting', secret, true);
  admin = await administrator(server);
  const all = await devices({ accountId: id });
  expect(all.total).toBe(2);
  expect(all.items.map(({ account }) => account.login)).toEqual(['trusting', 'trusting']);
  const trusted = await devices({ accountId: id, trusted: true });
  expect(trusted.items.map((device) => device.trustedUntil !== null)).toEqual([true]);
  const untrusted = await devices({ accountId: id, trusted: false });
  expect(untrusted.items.map((device) => device.trustedUntil)).toEqual([null]);
  expect((await devices({ trusted: true })).total).toBe(1);

  // Trust that a stricter setting has ended is not listed as trust.
  await updateSettings(admin, { authTokenExpirationLifetimeDays: 1 });
  await updateSettings(admin, { trustDevicesForDays: 2 });
  server.clock.advance(3 * DAY);
  admin = await administrator(server);
  expect((await devices({ trusted: true })).total).toBe(0);
  expect((await devices({ accountId: id, trusted: false })).total).toBe(2);
  await updateSettings(admin, { trustDevicesForDays: 0 });
  expect((await devices({ trusted: true })).total).toBe(0);
  await updateSettings(admin, { trustDevicesForDays: 30, authTokenExpirationLifetimeDays: 14 });
});

test('pages are sorted by each column on offer, and by no other', async () => {
  await createAccount(admin, 'sorted');
  for (let sessions = 0; sessions < 3; sessions++) {
    await signedIn(server.client(), 'sorted');
    server.clock.advance(1000);
  }
  for (const sortBy of ['lastSeenAt', 'createdAt', 'trustedUntil']) {
    const [up, down] = [
      await devices({}, { page: 1, perPage: 100, sortBy, sortOrder: 'ASC' }),
      await devices({}, { page: 1, perPage: 100, sortBy, sortOrder: 'DESC' }),
    ];
    expect(up.items.map(({ id }) => id)).toEqual(down.items.map(({ id }) => id).toReversed());
  }
  for (const sortBy of ['createdAt', 'expiresAt']) {
    const [up, down] = [
      await tokens({}, { page: 1, perPage: 100, sortBy, sortOrder: 'ASC' }),
      await tokens({}, { page: 1, perPage: 100, sortBy, sortOrder: 'DESC' }),
    ];
    expect(up.items.map(({ id }) => id)).toEqual(down.items.map(({ id }) => id).toReversed());
  }
  expect(await admin.code(DEVICES, { page: { page: 1, perPage: 10, sortBy: 'secretHash' } })).toBe(
    'BAD_USER_INPUT',
  );
  expect(await admin.code(TOKENS, { page: { page: 1, perPage: 10, sortBy: 'hash' } })).toBe('BAD_USER_INPUT');
});

test('tokens of all accounts, live and expired', async () => {
  const id = await createAccount(admin, 'expiring');
  await signedIn(server.client(), 'expiring');
  server.clock.advance(15 * DAY);
  admin = await administrator(server);
  await signedIn(server.client(), 'expiring');
  expect((await tokens({ accountId: id })).total).toBe(2);
  const [live, expired] = [
    await tokens({ accountId: id, live: true }),
    await tokens({ accountId: id, live: false }),
  ];
  expect([live.total, expired.total]).toEqual([1, 1]);
  expect(live.items[0]!.id).not.toBe(expired.items[0]!.id);
  expect(live.items[0]!.account.login).toBe('expiring');
});

test('an administrator untrusts, signs out and forgets a device and ends a token of another’s account', async () => {
  const { id, secret } = await protectedAccount(server, admin, 'administered');
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
  const client = server.client({ userAgent });
  const { device } = await signInWithCode(server, client, 'administered', secret, true);
  admin = await administrator(server);

  const untrusted = await admin.data(
    'mutation ($id: ID!) { untrustAccountDevice(id: $id) { trustedUntil account { login } } }',
    device,
  );
  expect(untrusted).toEqual({
    untrustAccountDevice: { trustedUntil: null, account: { login: 'administered' } },
  });
  expect(await lastEvent('device.untrusted')).toEqual({
    actorLogin: 'admin',
    accountLogin: 'administered',
    details: { deviceId: device.id, device: 'Firefox on Linux' },
  });

  const SIGN_OUT = 'mutation ($id: ID!) { signOutAccountDevice(id: $id) { signedIn } }';
  expect(await admin.data(SIGN_OUT, device)).toEqual({ signOutAccountDevice: { signedIn: false } });
  expect(await client.data(ME)).toEqual({ me: null });
  expect(await lastEvent('device.signed_out')).toMatchObject({ actorLogin: 'admin' });

  const [token] = (await tokens({ accountId: id })).items;
  const REVOKE = 'mutation ($id: ID!) { revokeAccountToken(id: $id) }';
  expect(await admin.data(REVOKE, token)).toEqual({ revokeAccountToken: true });
  expect(await admin.code(REVOKE, token)).toBe('NOT_FOUND');
  expect((await tokens({ accountId: id })).total).toBe(0);
  expect(await lastEvent('token.revoked')).toMatchObject({
    actorLogin: 'admin',
    accountLogin: 'administered',
  });

  const FORGET = 'mutation ($id: ID!) { removeAccountDevice(id: $id) }';
  expect(await admin.data(FORGET, device)).toEqual({ removeAccountDevice: true });
  expect(await admin.code(FORGET, device)).toBe('NOT_FOUND');
  expect(await lastEvent('device.removed')).toMatchObject({ accountLogin: 'administered' });
});

test('with the list of devices off, none are shown; they can be signed out all the same, where tokens are signed too', async () => {
  const id = await createAccount(admin, 'unlisted');
  const { device } = await signedIn(server.client(), 'unlisted');
  await updateSettings(admin, { allowUsedDevices: false, storeAuthTokenInDB: false });
  expect(await devices({ accountId: id })).toEqual({ total: 0, items: [] });
  expect(
    await admin.code('mutation ($id: ID!) { signOutAccountDevice(id: $id) { id } }', device),
  ).toBeUndefined();
  await updateSettings(admin, { allowUsedDevices: true, storeAuthTokenInDB: true });
  expect((await devices({ accountId: id })).total).toBe(1);
});

test('only administrators, and only after proving themselves', async () => {
  await createAccount(admin, 'curious');
  const curious = server.client();
  const { device } = await signedIn(curious, 'curious');
  const mutations = ['untrustAccountDevice(id: $id) { id }', 'signOutAccountDevice(id: $id) { id }'];
  mutations.push('removeAccountDevice(id: $id)', 'revokeAccountToken(id: $id)');
  for (const query of ['{ devices { total } }', '{ authTokens { total } }']) {
    expect(await curious.code(query)).toBe('FORBIDDEN');
  }
  expect(await curious.code('{ myDevices { account { login } } }')).toBe('FORBIDDEN');
  for (const mutation of mutations) {
    expect(await curious.code(`mutation ($id: ID!) { ${mutation} }`, device)).toBe('FORBIDDEN');
  }
  server.clock.advance(10 * 60_000);
  for (const mutation of mutations) {
    expect(await admin.code(`mutation ($id: ID!) { ${mutation} }`, device)).toBe('REAUTHENTICATION_REQUIRED');
  }
  admin = await administrator(server);
});

test('a page of 100 devices or tokens costs as many statements as one of ten', async () => {
  for (let index = 0; index < 60; index++) {
    await createAccount(admin, `holder-${index}`);
    await signedIn(server.client(), `holder-${index}`);
    await signedIn(server.client(), `holder-${index}`);
  }
  for (const query of [
    'query ($n: Int!) { devices(page: { page: 1, perPage: $n }) { total items { signedIn trustedUntil account { login twoFactor { enabled } } } } }',
    'query ($n: Int!) { authTokens(page: { page: 1, perPage: $n }) { total items { device { name } account { login } } } }',
  ]) {
    const few = await countingStatements(server, () => admin.data(query, { n: 10 }));
    const many = await countingStatements(server, () => admin.data(query, { n: 100 }));
    expect(few).toBeGreaterThan(2);
    expect(many).toBe(few);
  }
});
