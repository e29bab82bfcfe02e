import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { BackupCode } from '../../../server/factors/backup-codes/backup-code.entity.js';
import { Device } from '../../../server/sessions/devices/device.entity.js';
import { MOST_DEVICES } from '../../../server/sessions/devices/device-rows.js';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import type { Outcome } from '../../../server/administration/import-export/import.service.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { beforeCall } from '../../support/barrier.js';
import { bringAlong, recordOf } from '../../support/bring-along.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  protectedAccount,
  setUpApp,
  signedIn,
  signInWithCode,
  STEP,
  updateSettings,
  VERIFY_BACKUP_CODE,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { statementsOf } from '../../support/statements.js';

const NOBODY = { account: null, ipAddress: null };
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const SHORT_SECRET = 'JBSWY3DPEHPK3PXP';
const STATUS = `{ me { twoFactor { enabled required recommended backupCodesRemaining
  authenticatorApp { shortSecret } } } }`;
const DISMISS = 'mutation { dismissTwoFactorRecommendation { recommended } }';
const REAUTHENTICATE = 'mutation ($code: String) { reauthenticate(code: $code) }';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  admin = await administrator(server);
});
afterAll(() => server.stop());

const rowOf = (login: string) =>
  server.app.database.manager.findOneOrFail(Account, {
    where: { login },
    select: { id: true, primaryFactors: true, backupCodesLeft: true, recommendationDismissed: true },
  });
const eventsOf = async (login: string): Promise<[string, unknown][]> => {
  const events = await server.app.database.manager.find(AuditEvent, {
    where: { accountLogin: login, actorLogin: 'command line' },
    order: { id: 'ASC' },
  });
  return events.map(({ action, details }) => [action, details]);
};

/** The app's codes up to the import may have been used elsewhere. */
const laterSignIn = async (login: string, secret: string): Promise<Client> => {
  server.clock.advance(STEP);
  const client = server.client();
  await signInWithCode(server, client, login, secret);
  return client;
};

async function use(login: string, code: string): Promise<string | undefined> {
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_BACKUP_CODE, { challenge, code });
}

const codesOf = (first: number, count = 10): string[] =>
  Array.from({ length: count }, (_, index) => `${first}${index} ABCD`.padStart(9, '1'));

test('backup codes from elsewhere are good once each, in any form, and counted as our own', async () => {
  const codes = ['2345 6789', 'ABCD EFGH', 'abcde-FGHIJ', '１２３４５６７８', '99999999'];
  const record = await recordOf('codes', { fields: { totpSecret: SECRET }, backupCodes: codes });
  expect(await bringAlong(server, [record])).toMatchObject([
    { result: 'created', parts: ['authenticatorApp', 'backupCodes'] },
  ]);
  expect(await rowOf('codes')).toMatchObject({ primaryFactors: 1, backupCodesLeft: 5 });
  expect((await challengeFor(server.client(), 'codes')).methods).toContain('BACKUP_CODE');
  expect(await use('codes', '23456789')).toBeUndefined();
  expect(await use('codes', '2345 6789')).toBe('INVALID_CODE');
  expect(await use('codes', ' abcd-efgh ')).toBeUndefined();
  expect(await use('codes', 'ABCDEFGHIJ')).toBeUndefined();
  expect(await use('codes', '12345678')).toBeUndefined();
  expect(await use('codes', '00000000')).toBe('INVALID_CODE');
  expect(await use('codes', '')).toBe('INVALID_CODE');
  expect(await rowOf('codes')).toMatchObject({ backupCodesLeft: 1 });
  const client = await laterSignIn('codes', SECRET);
  expect(await client.data(STATUS)).toMatchObject({ me: { twoFactor: { backupCodesRemaining: 1 } } });
});

test('a code of one account is worth nothing on another, even if its row is moved there', async () => {
  await bringAlong(server, [
    await recordOf('giver', { line: 1, fields: { totpSecret: SECRET }, backupCodes: ['GIVE NMES'] }),
    await recordOf('taker', { line: 2, fields: { totpSecret: SECRET }, backupCodes: ['TAKE NMES'] }),
  ]);
  expect(await use('taker', 'give nmes')).toBe('INVALID_CODE');
  const [giver, taker] = [await rowOf('giver'), await rowOf('taker')];
  await server.app.database.manager.update(BackupCode, { accountId: giver.id }, { accountId: taker.id });
  expect(await use('taker', 'give nmes')).toBe('INVALID_CODE');
  expect(await use('taker', 'take nmes')).toBeUndefined();
});

test('the database tells none of them: they are sealed, and an event and a report tell how many', async () => {
  const record = await recordOf('sealed', { fields: { totpSecret: SECRET }, backupCodes: ['SECR ET22'] });
  const report = await bringAlong(server, [record]);
  const { id } = await rowOf('sealed');
  const rows = await server.app.database.manager.findBy(BackupCode, { accountId: id });
  expect(rows).toMatchObject([{ hash: '', salt: '', usedAt: null }]);
  expect(rows[0]!.sealedDigest).toMatch(/^[0-9a-f]{8}\.[\w-]+$/);
  expect(await eventsOf('sealed')).toEqual([
    ['account.imported', { role: 'USER', authenticatorApp: true, backupCodes: 1 }],
  ]);
  expect(JSON.stringify([report, rows, await eventsOf('sealed')])).not.toMatch(/SECR|ET22/i);
});

test('of two requests with the same code one signs in', async () => {
  const record = await recordOf('race', { fields: { totpSecret: SECRET }, backupCodes: ['RACE RACE'] });
  await bringAlong(server, [record]);
  const { backupCodes: factor } = server.app.services;
  const { id } = await rowOf('race');
  // Both have found it unused before either uses it up.
  const spends = await server.app.services.hasher.withPlace(NOBODY, () =>
    Promise.all([factor.check(id, 'racerace'), factor.check(id, 'racerace')]),
  );
  const user = { id, login: 'race', ipAddress: null };
  const spent = [];
  for (const spend of spends) {
    spent.push(await server.app.database.transaction((tx) => spend!(tx, user)));
  }
  expect(spent).toEqual([true, false]);
  expect(await rowOf('race')).toMatchObject({ backupCodesLeft: 0 });
});

test('a new set takes their place, and a code of eight digits confirms a session', async () => {
  const codes = ['11112222', '33334444'];
  await bringAlong(server, [
    await recordOf('replaced', { fields: { totpSecret: SECRET }, backupCodes: codes }),
  ]);
  const client = await laterSignIn('replaced', SECRET);
  // Of eight digits, as the codes of some apps are; this app’s have six.
  expect(await client.code(REAUTHENTICATE, { code: '1111 2222' })).toBeUndefined();
  expect(await client.code(REAUTHENTICATE, { code: '1111 2222' })).toBe('INVALID_CODE');
  const [own = ''] = await backupCodes(client);
  expect(await use('replaced', '33334444')).toBe('INVALID_CODE');
  expect(await use('replaced', own)).toBeUndefined();
});

test('a wrong code costs a hash, as one does where the codes are our own', async () => {
  const record = await recordOf('timing', { fields: { totpSecret: SECRET }, backupCodes: ['TIME TIME'] });
  await bringAlong(server, [record]);
  const { id } = await rowOf('timing');
  const { backupCodes: factor, hasher } = server.app.services;
  const hashed = beforeCall(hasher, 'hashWithSalt', () => Promise.resolve());
  await hasher.withPlace(NOBODY, () => factor.check(id, 'wrong code'));
  expect(hashed.happened()).toBe(true);
});

test.each([
  ['of seven characters', 'ABC DEFG'],
  ['of other characters', 'ABCD EFG!'],
  ['of no characters', ''],
])('a code %s refuses the record, and is not repeated', async (_, code) => {
  const record = await recordOf('bad-code', {
    fields: { totpSecret: SECRET },
    backupCodes: ['ABCD EFGH', code],
  });
  expect(await bringAlong(server, [record])).toEqual([
    {
      line: 1,
      login: 'bad-code',
      result: 'refused',
      parts: [],
      remark: 'A backup code must have 8 to 64 letters (a to z) and digits.',
    },
  ]);
});

test('backup codes beside nothing are left out, with a remark', async () => {
  const record = await recordOf('beside-nothing', { backupCodes: codesOf(1) });
  expect(await bringAlong(server, [record])).toMatchObject([
    {
      result: 'created',
      parts: [],
      remark: 'Backup codes without an authenticator app or a security key are left out.',
    },
  ]);
  expect(await rowOf('beside-nothing')).toMatchObject({ backupCodesLeft: null });
});

const deviceOf = (name: string | null, day: number) => ({
  name,
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ipAddress: '192.0.2.7',
  createdAt: Date.UTC(2025, 0, day),
  lastSeenAt: Date.UTC(2025, 1, day),
});

test('devices are listed by name, not trusted, and no browser can prove to be one', async () => {
  const devices = [
    deviceOf('Blue laptop', 1),
    deviceOf(null, 2),
    { ...deviceOf('x', 3), ipAddress: 'nowhere' },
  ];
  await bringAlong(server, [await recordOf('devices', { devices })]);
  const client = server.client();
  await signedIn(client, 'devices');
  const query = '{ me { devices { name ipAddress createdAt lastSeenAt trustedUntil signedIn current } } }';
  const listed = await client.data<{ me: { devices: { name: string; current: boolean }[] } }>(query);
  expect(listed.me.devices.filter(({ current }) => !current)).toEqual([
    expect.objectContaining({ name: 'x', ipAddress: null }),
    expect.objectContaining({ name: 'Firefox on Linux', trustedUntil: null, signedIn: false }),
    expect.objectContaining({
      name: 'Blue laptop',
      ipAddress: '192.0.2.7',
      createdAt: '2025-01-01T00:00:00.000Z',
      lastSeenAt: '2025-02-01T00:00:00.000Z',
    }),
  ]);
  const { id } = await rowOf('devices');
  const rows = await server.app.database.manager.findBy(Device, { accountId: id });
  expect(new Set(rows.map(({ secretHash }) => secretHash)).size).toBe(4);
});

test('of too many devices those used last come; with the list off none does', async () => {
  const devices = Array.from({ length: MOST_DEVICES + 5 }, (_, index) => deviceOf(`Device ${index}`, index));
  const many = await recordOf('many-devices', { devices });
  await bringAlong(server, [many]);
  const { id } = await rowOf('many-devices');
  const rows = await server.app.database.manager.findBy(Device, { accountId: id });
  expect(rows).toHaveLength(MOST_DEVICES);
  expect(rows.map(({ name }) => name)).not.toContain('Device 4');
  expect(await bringAlong(server, [many])).toMatchObject([{ result: 'unchanged' }]);
  await updateSettings(admin, { allowUsedDevices: false, trustDevicesForDays: 0 });
  const off = await recordOf('list-off', { devices });
  expect(await bringAlong(server, [off])).toMatchObject([{ result: 'created', parts: [] }]);
  await updateSettings(admin, { allowUsedDevices: true });
});

test('a dismissed recommendation stays dismissed, and comes back when the second factor is demanded', async () => {
  await updateSettings(admin, { showRecommendationToConfigure: true });
  await bringAlong(server, [
    await recordOf('dismissed', { line: 1, recommendationDismissed: true }),
    await recordOf('not-dismissed', { line: 2 }),
  ]);
  const [dismissed, other] = [server.client(), server.client()];
  await signedIn(dismissed, 'dismissed');
  await signedIn(other, 'not-dismissed');
  expect(await dismissed.data(STATUS)).toMatchObject({ me: { twoFactor: { recommended: false } } });
  expect(await other.data(STATUS)).toMatchObject({ me: { twoFactor: { recommended: true } } });
  expect(await other.data(DISMISS)).toEqual({ dismissTwoFactorRecommendation: { recommended: false } });
  expect(await other.data(DISMISS)).toEqual({ dismissTwoFactorRecommendation: { recommended: false } });
  const told = await server.app.database.manager.findBy(AuditEvent, {
    action: 'two_factor.recommendation_dismissed',
  });
  expect(told).toMatchObject([{ actorLogin: 'not-dismissed', accountLogin: 'not-dismissed' }]);
  // With days of grace, so that the session still reads.
  await updateSettings(admin, { requireTwoFactor: 'EVERYONE', enrolmentGraceDays: 7 });
  expect(await dismissed.data(STATUS)).toMatchObject({ me: { twoFactor: { recommended: true } } });
  await updateSettings(admin, { requireTwoFactor: 'NOBODY' });
});

test('an app with a secret of less than 128 bits is marked until it is set up anew', async () => {
  await bringAlong(server, [
    await recordOf('short', { line: 1, fields: { totpSecret: SHORT_SECRET } }),
    await recordOf('long', { line: 2, fields: { totpSecret: SECRET } }),
  ]);
  const short = await laterSignIn('short', SHORT_SECRET);
  const marked = (shortSecret: boolean) => ({ me: { twoFactor: { authenticatorApp: { shortSecret } } } });
  expect(await short.data(STATUS)).toMatchObject(marked(true));
  expect(await (await laterSignIn('long', SECRET)).data(STATUS)).toMatchObject(marked(false));
  await setUpApp(server, short);
  expect(await short.data(STATUS)).toMatchObject(marked(false));
});

test('an account that is there is given what it lacks, nothing is overwritten, and again nothing changes', async () => {
  const { secret } = await protectedAccount(server, admin, 'there');
  const old = new SoftAuthenticator(server.url).kept('Grey key');
  const record = await recordOf('there', {
    fields: { totpSecret: SHORT_SECRET, displayName: 'Other', role: 'ADMIN' },
    securityKeys: [old],
    backupCodes: codesOf(2),
    devices: [deviceOf('Old laptop', 1)],
    recommendationDismissed: true,
  });
  const parts = ['securityKeys', 'backupCodes', 'devices', 'recommendationDismissed'];
  const remark = 'Another authenticator app is set up.';
  expect(await bringAlong(server, [record], { dryRun: true })).toMatchObject([{ result: 'attached', parts }]);
  expect(await rowOf('there')).toMatchObject({ primaryFactors: 1, backupCodesLeft: null });
  expect(await bringAlong(server, [record])).toMatchObject([{ result: 'attached', parts, remark }]);
  expect(await rowOf('there')).toMatchObject({
    primaryFactors: 3,
    backupCodesLeft: 10,
    recommendationDismissed: true,
  });
  const events = [
    [
      'account.import_attached',
      { securityKeys: ['Grey key'], backupCodes: 10, devices: 1, recommendationDismissed: true },
    ],
  ];
  expect(await eventsOf('there')).toEqual(events);
  await laterSignIn('there', secret);
  expect(await use('there', codesOf(2)[0]!)).toBeUndefined();
  // A code that was used here does not come back.
  expect(await bringAlong(server, [record])).toMatchObject([{ result: 'unchanged', parts: [], remark }]);
  expect(await use('there', codesOf(2)[0]!)).toBe('INVALID_CODE');
  expect(await rowOf('there')).toMatchObject({ backupCodesLeft: 9 });
  expect(await eventsOf('there')).toEqual(events);
});

test('what an account got while it was looked up is not brought a second time', async () => {
  const { client } = await protectedAccount(server, admin, 'meanwhile');
  const record = await recordOf('meanwhile', { backupCodes: codesOf(3), devices: [deviceOf('Old', 1)] });
  let own: string[] = [];
  const meanwhile = beforeCall(server.app.services.guard, 'transaction', async () => {
    own = await backupCodes(client);
  });
  expect(await bringAlong(server, [record])).toMatchObject([{ result: 'attached', parts: ['devices'] }]);
  expect(meanwhile.happened()).toBe(true);
  expect(await use('meanwhile', codesOf(3)[0]!)).toBe('INVALID_CODE');
  expect(await use('meanwhile', own[0]!)).toBeUndefined();
});

test('an account that is called otherwise meanwhile is left alone, and its former login made anew', async () => {
  const { id } = await protectedAccount(server, admin, 'former');
  const record = await recordOf('former', { backupCodes: codesOf(5), devices: [deviceOf('Old', 1)] });
  const meanwhile = beforeCall(server.app.services.guard, 'transaction', () =>
    admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { login: "latter" }) { id } }', { id }),
  );
  expect(await bringAlong(server, [record])).toMatchObject([{ result: 'created', parts: ['devices'] }]);
  expect(meanwhile.happened()).toBe(true);
  expect(await rowOf('latter')).toMatchObject({ id, primaryFactors: 1, backupCodesLeft: null });
  expect(await server.app.database.manager.countBy(Device, { accountId: id, name: 'Old' })).toBe(0);
});

test('hundreds come whole, by few statements', async () => {
  const count = 120;
  const records = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      recordOf(`crowd-${n}`, {
        line: n + 1,
        fields: { totpSecret: SECRET, email: `crowd-${n}@example.org` },
        securityKeys: [new SoftAuthenticator(server.url).kept()],
        backupCodes: codesOf(4),
        devices: [deviceOf('One', 1), deviceOf('Two', 2)],
      }),
    ),
  );
  let outcomes: Outcome[] = [];
  const statements = await statementsOf(server, async () => {
    outcomes = await bringAlong(server, records);
  });
  expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['created']));
  const inserts = statements.filter((sql) => sql.startsWith('INSERT'));
  // 120 × 10 codes are most of them, of which 50 go into one.
  expect(inserts.length).toBeLessThan(60);
  const { manager } = server.app.database;
  for (const n of [0, 49, 50, 119]) {
    const { id, ...row } = await rowOf(`crowd-${n}`);
    expect(row).toMatchObject({ primaryFactors: 3, backupCodesLeft: 10 });
    expect(await manager.countBy(BackupCode, { accountId: id })).toBe(10);
    expect(await manager.countBy(Device, { accountId: id })).toBe(2);
  }
  expect(await use('crowd-119', codesOf(4)[9]!)).toBeUndefined();
  expect(await bringAlong(server, records)).toEqual(
    records.map(({ line, fields }) => ({
      line,
      login: fields['login'],
      result: 'unchanged',
      parts: [],
      remark: null,
    })),
  );
}, 60_000);
