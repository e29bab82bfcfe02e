import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UNATTENDED } from '../../support/acting.js';
import { startApp } from '../../../server/app/app.js';
import { readConfig } from '../../../server/config/config.js';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import type { SettingsPatch } from '../../../server/settings/declarations.js';
import { AuthToken } from '../../../server/sessions/tokens/auth-token.entity.js';
import { withoutPolicies } from '../../../server/settings/policies/account-settings.js';
import { runCli } from '../../support/cli.js';
import { Client } from '../../support/client.js';
import { administrator, createAccount, ME, PASSWORD, signIn, signedIn } from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';

const BY_TEST = { id: null, login: 'test', ipAddress: null };
const REVOKE_ALL = 'mutation ($confirm: Boolean!) { revokeAllTokens(confirm: $confirm) }';
const LIST = '{ authTokens(filter: { live: true }) { total } }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await policy({
    storeAuthTokenInDB: true,
    idleTimeoutMinutes: 0,
    trustDevicesForDays: 0,
    authTokenExpirationLifetimeDays: 14,
  });
  admin = await administrator(server);
});
afterAll(() => server.stop());

const policy = (patch: SettingsPatch) => server.app.services.settingsChanges.update(BY_TEST, patch);
const app = (bearer: string): Client => server.client({ origin: null, bearer });
const isAlive = async (client: Client): Promise<boolean> =>
  (await client.data<{ me: object | null }>(ME)).me !== null;
async function living(clients: Record<string, Client>): Promise<string[]> {
  const names = [];
  for (const [name, client] of Object.entries(clients)) if (await isAlive(client)) names.push(name);
  return names;
}

let people = 0;
/** A session of each kind, from before and after the setting was changed, each on a device of its own. */
async function everyKind() {
  const login = `everyone ${++people}`;
  const id = await createAccount(admin, login);
  const clients: Record<string, Client> = {};
  const devices: Record<string, string> = {};
  for (const [name, storeAuthTokenInDB] of [
    ['signed', false],
    ['stored', true],
    ['signed again', false],
    ['stored again', true],
  ] as const) {
    await policy({ storeAuthTokenInDB });
    const { token, device } = await signedIn(server.client(), login);
    expect(token.split('.')).toHaveLength(storeAuthTokenInDB ? 1 : 3);
    clients[name] = app(token);
    devices[name] = device.id;
  }
  expect(await living(clients)).toHaveLength(4);
  return { id, login, clients, devices };
}

test.each([
  ['14 to 1', 14, 1],
  ['0 to 1', 0, 1],
])('shortening the lifetime from %s days ends tokens already given', async (_, before, after) => {
  await policy({ authTokenExpirationLifetimeDays: before });
  const { id, clients } = await everyKind();
  server.clock.advance(DAY / 2);
  await policy({ authTokenExpirationLifetimeDays: after });
  expect(await living(clients)).toHaveLength(4);
  const { myTokens } = await clients['stored']!.data<{ myTokens: { expiresAt: string }[] }>(
    '{ myTokens { expiresAt } }',
  );
  for (const { expiresAt } of myTokens) expect(Date.parse(expiresAt)).toBe(server.clock.now() + DAY / 2);
  server.clock.advance(DAY / 2);
  expect(await living(clients)).toEqual([]);
  const services = server.app.services;
  expect(await services.tokens.list(id)).toEqual([]);
  expect(
    (await services.tokenList.page(UNATTENDED, { accountId: id, live: true }, { page: 1, perPage: 10 }))
      .total,
  ).toBe(0);
  expect(
    (await services.tokenList.page(UNATTENDED, { accountId: id, live: false }, { page: 1, perPage: 10 }))
      .total,
  ).toBe(2);

  // Lengthening it again revives none of them, neither what ended by the change nor what ended since.
  await policy({ authTokenExpirationLifetimeDays: before });
  expect(await living(clients)).toEqual([]);
  expect(await services.tokens.list(id)).toEqual([]);
  await services.cleanUp.run();
  expect(await server.app.database.manager.countBy(AuthToken, { accountId: id })).toBe(0);
});

test('tokens that outlived a shortened lifetime go with the nightly clean-up', async () => {
  await policy({ authTokenExpirationLifetimeDays: 0 });
  const { id } = await everyKind();
  await policy({ authTokenExpirationLifetimeDays: 1 });
  server.clock.advance(DAY);
  const { rows } = await server.app.services.cleanUp.run();
  expect(rows['tokens']).toBeGreaterThanOrEqual(2);
  expect(await server.app.database.manager.countBy(AuthToken, { accountId: id })).toBe(0);
});

test('lengthening trust again does not revive what ended while it was short', async () => {
  const services = server.app.services;
  await policy({ authTokenExpirationLifetimeDays: 1, trustDevicesForDays: 30 });
  const { id, devices } = await everyKind();
  const device = await services.devices.byId(id, devices['stored']!);
  await server.app.database.transaction(async (tx) =>
    services.devices.trust(tx, device, withoutPolicies(await services.settings.current())),
  );
  const until = async () =>
    services.devices.trustedUntilNow(await services.devices.byId(id, devices['stored']!));
  server.clock.advance(DAY);
  await policy({ trustDevicesForDays: 3 });
  expect(await until()).not.toBeNull();
  server.clock.advance(2 * DAY);
  expect(await until()).toBeNull();
  await policy({ trustDevicesForDays: 30 });
  expect(await until()).toBeNull();
});

test.each(['stored again', 'signed again'])(
  'signing out all others from a %s session reaches stored and signed ones, and keeps the caller',
  async (caller) => {
    const { clients } = await everyKind();
    await clients[caller]!.data('mutation { revokeOtherTokens }');
    expect(await living(clients)).toEqual([caller]);
  },
);

test('signing out all others from each session in turn leaves the last', async () => {
  const { login, clients } = await everyKind();
  await clients['signed']!.data('mutation { revokeOtherTokens }');
  expect(await living(clients)).toEqual(['signed']);
  await policy({ storeAuthTokenInDB: false });
  const { token } = await signedIn(server.client(), login);
  expect(await living({ ...clients, new: app(token) })).toEqual(['signed', 'new']);
  await app(token).data('mutation { revokeOtherTokens }');
  expect(await living({ ...clients, new: app(token) })).toEqual(['new']);
});

test.each(['stored again', 'signed again'])(
  'a password change in a %s session ends all others, and keeps the caller',
  async (caller) => {
    const { clients } = await everyKind();
    await clients[caller]!.data(
      `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "a brand new password") }`,
    );
    expect(await living(clients)).toEqual([caller]);
  },
);

test.each([
  ['revokeAccountTokens(accountId: $id)'],
  ['resetTwoFactor(accountId: $id) { id }'],
  ['updateAccount(id: $id, input: { disabled: true }) { id }'],
  ['updateAccount(id: $id, input: { password: "another password" }) { id }'],
])('an administrator’s %s ends stored and signed ones, the excepted one too', async (mutation) => {
  const { id, clients } = await everyKind();
  await clients['signed']!.data('mutation { revokeOtherTokens }');
  admin = await administrator(server);
  await admin.data(`mutation ($id: ID!) { ${mutation} }`, { id });
  expect(await living(clients)).toEqual([]);
  await server.app.services.accounts.update(BY_TEST, id, { disabled: false });
  expect(await living(clients)).toEqual([]);
});

test('signing out a signed session ends it, and no other device', async () => {
  const { clients } = await everyKind();
  expect(await clients['signed']!.data('mutation { signOut }')).toEqual({ signOut: true });
  expect(await living(clients)).toEqual(['stored', 'signed again', 'stored again']);
});

test('a signed token in a browser ends when it signs in anew', async () => {
  await policy({ storeAuthTokenInDB: false });
  const login = `anew ${++people}`;
  await createAccount(admin, login);
  const browser = server.client();
  const { token } = await signedIn(browser, login);
  await signedIn(browser, login);
  expect(await isAlive(app(token))).toBe(false);
  expect(await isAlive(browser)).toBe(true);
});

test('a signed token that has expired ends nothing on its device', async () => {
  await policy({ storeAuthTokenInDB: false, authTokenExpirationLifetimeDays: 1 });
  const login = `expired ${++people}`;
  await createAccount(admin, login);
  const { token, deviceToken, device } = await signedIn(server.client({ origin: null }), login);
  server.clock.advance(DAY);
  const later = await signIn(server.client({ origin: null }), login, PASSWORD, { deviceToken });
  if (later.__typename !== 'SignedIn') throw new Error('A second factor was asked for');
  expect(later.device.id).toBe(device.id);
  const browser = server.client();
  browser.cookies.set('latchkey', token);
  await signedIn(browser, login);
  expect(await isAlive(app(later.token))).toBe(true);
});

test('a token whose lifetime was lengthened since is listed as live until the moment that it was promised', async () => {
  await policy({ authTokenExpirationLifetimeDays: 1 });
  const { id, clients } = await everyKind();
  await policy({ authTokenExpirationLifetimeDays: 14 });
  const { tokens, tokenList } = server.app.services;
  const listed = async (live: boolean) =>
    (await tokenList.page(UNATTENDED, { accountId: id, live }, { page: 1, perPage: 10 })).total;
  server.clock.advance(DAY - 1);
  expect([await listed(true), await listed(false)]).toEqual([2, 0]);
  server.clock.advance(1);
  expect(await living(clients)).toEqual([]);
  expect([await listed(true), await listed(false)]).toEqual([0, 2]);
  expect(await tokens.list(id)).toEqual([]);
});

test('a signed token that is left over ends by idleness, counted from when it was issued', async () => {
  await policy({ storeAuthTokenInDB: false });
  const login = `idle ${++people}`;
  await createAccount(admin, login);
  const { token } = await signedIn(server.client(), login);
  await policy({ storeAuthTokenInDB: true, idleTimeoutMinutes: 30 });
  server.clock.advance(32 * MINUTE);
  expect(await isAlive(app(token))).toBe(false);
});

describe('ending the sessions of everyone', () => {
  test('by an administrator: stored and signed ones, on every server, and says who did it', async () => {
    const other = await startApp({
      config: readConfig({ PORT: '0', DATABASE_URL: server.databaseUrl, SECRET_KEY: server.secretKey }),
      clock: server.clock,
      log: pino({ level: 'silent' }),
    });
    const { id, clients } = await everyKind();
    const elsewhere = Object.fromEntries(
      Object.entries(clients).map(([name, { bearer }]) => [
        name,
        new Client(other.url, { origin: null, bearer: bearer! }),
      ]),
    );
    expect(await living(elsewhere)).toHaveLength(4);
    expect(await admin.code(REVOKE_ALL, { confirm: false })).toBe('BAD_USER_INPUT');
    expect(await living(clients)).toHaveLength(4);
    expect(await admin.data(REVOKE_ALL, { confirm: true })).toEqual({ revokeAllTokens: true });
    expect(await living(clients)).toEqual([]);
    expect(await isAlive(admin)).toBe(false);
    server.clock.advance(1000);
    expect(await living(elsewhere)).toEqual([]);
    await other.stop();

    admin = await administrator(server);
    expect(await admin.data(LIST)).toEqual({ authTokens: { total: 1 } });
    const { auditEvents } = await admin.data<{ auditEvents: { items: object[] } }>(
      '{ auditEvents(filter: { action: "token.all_revoked" }) { items { actorLogin } } }',
    );
    expect(auditEvents.items).toEqual([{ actorLogin: ADMIN.login }]);
    await server.app.services.cleanUp.run();
    expect(await server.app.database.manager.countBy(AuthToken, { accountId: id })).toBe(0);
    expect(await isAlive(admin)).toBe(true);
  });

  test('from the command line, and not by a slip', async () => {
    const { clients } = await everyKind();
    for (const args of [[], ['admin', '--everyone']]) {
      expect((await runCli(server, ['tokens:revoke', ...args])).status).toBe(2);
    }
    expect(await living(clients)).toHaveLength(4);
    expect(await runCli(server, ['tokens:revoke', '--everyone'])).toMatchObject({ status: 0 });
    server.clock.advance(1000);
    expect(await living(clients)).toEqual([]);
  });
});
