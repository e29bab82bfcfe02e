import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../../../server/app/app.js';
import { readConfig } from '../../../server/config/config.js';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import { DailyFigures } from '../../../server/administration/overview/daily-figures.entity.js';
import { Client } from '../../support/client.js';
import {
  administrator,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  SIGN_IN,
  signedIn,
  updateSettings,
  VERIFY_CODE,
} from '../../support/flows.js';
import { ADMIN, startTestServer, type TestServer } from '../../support/server.js';
import { countingStatements } from '../../support/statements.js';
import { appCode } from '../../support/totp.js';

const OVERVIEW = `{ overview {
  protection { accounts disabled protected unprotected authenticatorAppOnly securityKeyOnly both
    administrators administratorsUnprotected required requiredUnprotected }
  days { day signIns failures }
  warnings { code accounts seconds }
} }`;

interface Day {
  day: string;
  signIns: number;
  failures: number;
}
interface Overview {
  overview: {
    protection: Record<string, number>;
    days: Day[];
    warnings: { code: string; accounts: number | null; seconds: number | null }[];
  };
}

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  // Away from midnight, so that a day is a day.
  server.clock.advance(DAY + 12 * 60 * MINUTE - (server.clock.now() % DAY));
  admin = await administrator(server);
});
afterAll(() => server.stop());

const overview = async (client = admin) => (await client.data<Overview>(OVERVIEW)).overview;
const warning = async (code: string) => (await overview()).warnings.find((one) => one.code === code) ?? null;

test('accounts are counted by what protects them, and against the policy', async () => {
  await createAccount(admin, 'plain');
  await createAccount(admin, 'deputy', 'ADMIN');
  await protectedAccount(server, admin, 'with app');
  const gone = await createAccount(admin, 'gone');
  await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', {
    id: gone,
  });
  const expected = {
    accounts: 4,
    disabled: 1,
    protected: 1,
    unprotected: 3,
    authenticatorAppOnly: 1,
    securityKeyOnly: 0,
    both: 0,
    administrators: 2,
    administratorsUnprotected: 2,
    required: 0,
    requiredUnprotected: 0,
  };
  expect((await overview()).protection).toEqual(expected);
  // With days of grace, or this administrator would have to enrol first.
  await updateSettings(admin, { requireTwoFactor: 'ADMINS', enrolmentGraceDays: 30 });
  expect((await overview()).protection).toEqual({ ...expected, required: 2, requiredUnprotected: 2 });
  await updateSettings(admin, { requireTwoFactor: 'EVERYONE' });
  expect((await overview()).protection).toEqual({ ...expected, required: 4, requiredUnprotected: 3 });
  await updateSettings(admin, { requireTwoFactor: 'NOBODY' });
});

test('the lists behind the figures are as long as these, whatever the settings demand', async () => {
  const singledOut = await createAccount(admin, 'singled out');
  await admin.data(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
    {
      id: singledOut,
    },
  );
  const total = async (filter: Record<string, unknown>) => {
    const query = 'query ($filter: AccountFilter) { accounts(filter: $filter) { total } }';
    const variables = { filter: { disabled: false, ...filter } };
    return (await admin.data<{ accounts: { total: number } }>(query, variables)).accounts.total;
  };
  const demands = [
    { requireTwoFactor: 'NOBODY', enrolmentGraceDays: 30 },
    { requireTwoFactor: 'ADMINS' },
    { requireTwoFactor: 'EVERYONE' },
    { disabled: true },
    { disabled: false, requireTwoFactor: 'NOBODY' },
  ];
  const required: number[] = [];
  for (const demand of demands) {
    await updateSettings(admin, demand);
    const { protection: figures } = await overview();
    required.push(figures['required']!);
    expect({
      required: await total({ required: true }),
      requiredUnprotected: await total({ required: true, twoFactorEnabled: false }),
      others: await total({ required: false }),
      both: await total({ severalMethods: true }),
      atMostOne: await total({ severalMethods: false }),
    }).toEqual({
      required: figures['required'],
      requiredUnprotected: figures['requiredUnprotected'],
      others: figures['accounts']! - figures['required']!,
      both: figures['both'],
      atMostOne: figures['accounts']! - figures['both']!,
    });
  }
  expect(required).toEqual([1, 3, 5, 0, 1]);
  await admin.data('mutation ($id: ID!) { deleteAccount(id: $id) }', { id: singledOut });
});

test('sign-ins and failures of 30 days; what is over is counted once and outlives the audit log', async () => {
  const wrong = (login: string) => server.client().code(SIGN_IN, { login, password: 'not the password' });
  const before = (await overview()).days;
  expect(before).toHaveLength(30);
  const today = new Date(server.clock.now()).toISOString().slice(0, 10);
  expect(before.at(-1)!.day).toBe(today);

  await signedIn(server.client(), 'plain');
  await wrong('plain');
  await wrong('nobody at all');
  const { challenge } = await challengeFor(server.client(), 'with app');
  expect(await server.client().code(VERIFY_CODE, { challenge, code: '000000' })).toBe('INVALID_CODE');
  const after = (await overview()).days.at(-1)!;
  expect(after.signIns - before.at(-1)!.signIns).toBe(1);
  expect(after.failures - before.at(-1)!.failures).toBe(3);
  expect(await server.app.database.manager.existsBy(DailyFigures, { day: today })).toBe(false);

  server.clock.advance(DAY);
  admin = await administrator(server);
  const tomorrow = (await overview()).days;
  expect(tomorrow.at(-2)).toEqual({ ...after, day: today });
  expect(tomorrow.at(-1)!.signIns).toBe(1);
  await server.app.database.manager.deleteAll(AuditEvent);
  expect((await overview()).days.at(-2)).toEqual({ ...after, day: today });
  const { days } = await overview();
  expect(days.map(({ day }) => day)).toEqual(days.map(({ day }) => day).toSorted());
});

test('a day is not settled in the minutes after midnight, when its last events may still be committed', async () => {
  const midnight = server.clock.now() - (server.clock.now() % DAY) + DAY;
  server.clock.advance(midnight + 9 * MINUTE - server.clock.now());
  admin = await administrator(server);
  const day = new Date(midnight - DAY).toISOString().slice(0, 10);
  await overview();
  expect(await server.app.database.manager.existsBy(DailyFigures, { day })).toBe(false);
  server.clock.advance(MINUTE);
  await overview();
  expect(await server.app.database.manager.existsBy(DailyFigures, { day })).toBe(true);
});

test('two servers settle the same days at once', async () => {
  const other = await startApp({
    config: readConfig({ PORT: '0', DATABASE_URL: server.databaseUrl, SECRET_KEY: server.secretKey }),
    clock: server.clock,
    log: pino({ level: 'silent' }),
  });
  server.clock.advance(2 * DAY);
  admin = await administrator(server);
  const there = new Client(other.url);
  await signedIn(there, ADMIN.login, ADMIN.password);
  const [here, elsewhere] = await Promise.all([overview(), overview(there)]);
  expect(here.days).toEqual(elsewhere.days);
  await other.stop();
});

test('a finished day costs nothing more, and the statements do not grow with the accounts', async () => {
  await overview();
  const few = await countingStatements(server, () => overview());
  for (let index = 0; index < 20; index++) await createAccount(admin, `more ${index}`);
  expect(await countingStatements(server, () => overview())).toBe(few);
});

test.each([
  ['TWO_FACTOR_DISABLED', { disabled: true }],
  ['NOTHING_TO_SET_UP', { allowAuthenticatorApp: false, allowSecurityKeys: false }],
  ['SWITCHED_OFF_BUT_USED', { allowAuthenticatorApp: false }],
  ['TRUST_WITHOUT_LIST', { allowUsedDevices: false }],
  ['TRUST_LASTS_LONG', { trustDevicesForDays: 91 }],
  ['TOKENS_NEVER_EXPIRE', { trustDevicesForDays: 0, authTokenExpirationLifetimeDays: 0 }],
  ['TOKENS_NOT_STORED', { storeAuthTokenInDB: false }],
  ['TOLERANCE_WIDE', { clockTolerance: 3 }],
  ['NOBODY_ASKED', { showRecommendationToConfigure: false }],
])('warns of settings: %s', async (code, cause) => {
  const usual = {
    disabled: false,
    allowAuthenticatorApp: true,
    allowSecurityKeys: true,
    allowUsedDevices: true,
    trustDevicesForDays: 30,
    authTokenExpirationLifetimeDays: 14,
    storeAuthTokenInDB: true,
    clockTolerance: 2,
    showRecommendationToConfigure: true,
  };
  expect(await warning(code)).toBeNull();
  await updateSettings(admin, cause);
  expect(await warning(code)).not.toBeNull();
  await updateSettings(admin, usual);
  expect(await warning(code)).toBeNull();
});

test('warns of administrators without a second factor, and where the address is not https', async () => {
  expect(await warning('ADMINISTRATORS_UNPROTECTED')).toMatchObject({ accounts: 2 });
  expect(await warning('NOT_HTTPS')).toBeNull();
  const plain = await startTestServer({ PUBLIC_URL: 'http://auth.example.org' });
  const { warnings } = await plain.app.services.overview.current();
  await plain.stop();
  expect(warnings.map(({ code }) => code)).toContain('NOT_HTTPS');
});

test('codes that are mostly ahead say that the server’s clock is behind', async () => {
  const secrets: [string, string][] = [];
  for (let index = 0; index < 10; index++) {
    const login = `skewed ${index}`;
    secrets.push([login, (await protectedAccount(server, admin, login)).secret]);
    admin = await administrator(server);
  }
  const signIn = async (ahead: number, people = secrets) => {
    for (const [login, secret] of people) {
      const { challenge } = await challengeFor(server.client(), login, PASSWORD);
      const code = appCode(secret, server.clock.now() + ahead);
      await server.client().data(VERIFY_CODE, { challenge, code });
    }
  };
  await signIn(0);
  expect(await warning('SERVER_CLOCK_BEHIND')).toBeNull();
  // Half of them prove nothing: as many apps say that the clock is right.
  server.clock.advance(5 * MINUTE);
  await signIn(30_000, secrets.slice(0, 5));
  await signIn(0, secrets.slice(5));
  expect(await warning('SERVER_CLOCK_BEHIND')).toBeNull();
  server.clock.advance(5 * MINUTE);
  await signIn(60_000);
  expect(await warning('SERVER_CLOCK_BEHIND')).toEqual({
    code: 'SERVER_CLOCK_BEHIND',
    accounts: 10,
    seconds: 60,
  });
  server.clock.advance(5 * MINUTE);
  await signIn(-30_000);
  expect(await warning('SERVER_CLOCK_BEHIND')).toBeNull();
  expect(await warning('SERVER_CLOCK_AHEAD')).toEqual({
    code: 'SERVER_CLOCK_AHEAD',
    accounts: 10,
    seconds: 30,
  });
  const [first] = secrets;
  const { accounts } = await admin.data<{ accounts: { items: object[] } }>(
    'query ($login: String) { accounts(filter: { search: $login }) { items { twoFactor { authenticatorApp { clockSkew } } } } }',
    { login: first![0] },
  );
  expect(accounts.items).toEqual([{ twoFactor: { authenticatorApp: { clockSkew: -1 } } }]);
});

test('only administrators see it', async () => {
  const client = server.client();
  await signedIn(client, 'plain');
  expect(await client.code(OVERVIEW)).toBe('FORBIDDEN');
});
