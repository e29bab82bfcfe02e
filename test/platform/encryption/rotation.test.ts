import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../../../server/app/app.js';
import { OWN_PARAMETERS } from '../../../server/factors/authenticator-app/totp.js';
import { AuthenticatorAppSetup } from '../../../server/factors/authenticator-app/authenticator-app-setup.entity.js';
import { AuthenticatorApp } from '../../../server/factors/authenticator-app/authenticator-app.entity.js';
import { BackupCode } from '../../../server/factors/backup-codes/backup-code.entity.js';
import { readConfig } from '../../../server/config/config.js';
import { DAY, MINUTE, systemClock } from '../../../server/platform/clock.js';
import { openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { NEVER_EXPIRES } from '../../../server/platform/encryption/key-check.entity.js';
import { createServices, type Services } from '../../../server/app/services.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const ACTOR = { id: null, login: 'the test', ipAddress: null };
const [OLD, NEW, FOREIGN] = Array.from({ length: 3 }, () => randomBytes(32).toString('hex')) as [
  string,
  string,
  string,
];
const third = randomBytes(32).toString('hex');
const fourth = randomBytes(32).toString('hex');
const log = pino({ level: 'silent' });

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, poolSize: 5 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const servicesWith = (SECRET_KEY: string): Promise<Services> =>
  createServices({
    config: readConfig({ DATABASE_URL: testDatabase.url, SECRET_KEY, PORT: '0' }),
    database,
    clock: systemClock,
    log,
    publicUrl: 'http://localhost',
  });

/** An app, and the set-up of another, whose secret was sealed with the services' current key. */
async function withApp(services: Services, login: string): Promise<string> {
  const account = await services.newAccounts.create(ACTOR, { login, password: 'nine purple elephants' });
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  const app = { accountId: account.id, secret, ...OWN_PARAMETERS };
  await database.transaction((tx) => services.authenticatorApp.insertImported(tx, [app]));
  await database.manager.insert(AuthenticatorAppSetup, {
    accountId: account.id,
    sealedSecret: await sealedSecret(account.id),
    expiresAt: Number.MAX_SAFE_INTEGER,
  });
  return account.id;
}

const sealedSecret = async (accountId: string): Promise<string> =>
  (await database.manager.findOneByOrFail(AuthenticatorApp, { accountId })).sealedSecret;

test('every column that holds something sealed is registered for rotation', async () => {
  const { sealed, keyed } = (await servicesWith(OLD)).keyUses;
  const registered = [...sealed, ...keyed].map(
    ({ entity, column }) => `${(entity as { name: string }).name}.${column}`,
  );
  const present = database.dataSource.entityMetadatas.flatMap(({ name, columns }) =>
    columns
      .map(({ propertyName }) => propertyName)
      .filter((column) => /^sealed(?!At$)|^keyId$/.test(column) && name !== 'KeyCheck')
      .map((column) => `${name}.${column}`),
  );
  expect(registered.toSorted()).toEqual(present.toSorted());
});

test('a wrong key is refused at the start, in one line that names no secret', async () => {
  await withApp(await servicesWith(OLD), 'first');
  const config = readConfig({ DATABASE_URL: testDatabase.url, SECRET_KEY: FOREIGN, PORT: '0' });
  const refused = startApp({ config, clock: systemClock, log });
  await expect(refused).rejects.toThrow(/^SECRET_KEY: is not the key of this database/);
  const message = await refused.catch((error: unknown) => (error as Error).message);
  expect(message).not.toContain('\n');
  expect(message).not.toContain(FOREIGN);
  await expect(servicesWith(OLD)).resolves.toBeDefined();
});

test('a new key without the old one is refused as long as a record needs that', async () => {
  await expect(servicesWith(NEW)).rejects.toThrow('SECRET_KEY: is not the key of this database');
  // The new key is known from now on, and yet the old one may not be missing.
  await servicesWith(`${NEW},${OLD}`);
  await expect(servicesWith(NEW)).rejects.toThrow(/records are still sealed with key [0-9a-f]{8}/);
});

test('rotation seals all anew, keeps a secret that changes meanwhile, and says when the old key may go', async () => {
  const before = await servicesWith(OLD);
  const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => withApp(before, `rotated${index}`)));
  const changed = ids[7]!;
  const both = await servicesWith(`${NEW},${OLD}`);
  const reports = await both.keyRotation.report();
  expect(reports.find(({ current }) => !current)).toMatchObject({ retirable: false });

  // Between reading and writing, as a person who sets up a new app would.
  const { manager } = database.dataSource;
  const update = manager.update.bind(manager);
  let chosen = '';
  manager.update = async (entity, criteria, columns) => {
    if (chosen === '' && (criteria as { accountId?: string }).accountId === changed) {
      chosen = (await sealedSecret(changed)).replace(/..$/, 'AA');
      await update(AuthenticatorApp, { accountId: changed }, { sealedSecret: chosen });
    }
    return update(entity, criteria, columns);
  };
  const rotation = await both.keyRotation.rotate(ACTOR);
  manager.update = update;
  expect(await sealedSecret(changed)).toBe(chosen);
  // What the test wrote is no sealed record, so it is told and left alone.
  expect(rotation.unreadable).toBe(1);
  await manager.delete(AuthenticatorApp, { accountId: changed });

  const again = await both.keyRotation.rotate(ACTOR);
  expect(again).toMatchObject({ resealed: 0, unreadable: 0 });
  expect(
    again.keys.map(({ current, retirable, records }) => ({ current, retirable, needed: records > 0 })),
  ).toEqual([
    { current: false, retirable: true, needed: false },
    { current: true, retirable: false, needed: true },
  ]);
  const after = await servicesWith(NEW);
  expect(await after.keyRotation.report()).toHaveLength(1);
  expect(await after.authenticatorApp.check(ids[0]!, '000000')).toBeNull();
  expect((await after.auditVerification.verify()).findings).toEqual([]);
  await expect(servicesWith(OLD)).rejects.toThrow('SECRET_KEY: is not the key');
});

test('digests of backup codes from elsewhere are sealed anew; codes of our own are none, and counted as none', async () => {
  const before = await servicesWith(NEW);
  const id = await withApp(before, 'codes');
  await database.transaction((tx) =>
    before.importedCodes.insert(tx, [
      { accountId: id, code: 'first234' },
      { accountId: id, code: 'second23' },
    ]),
  );
  const ours = { accountId: await withApp(before, 'own'), hash: 'x', salt: 'y', sealedDigest: null };
  await database.manager.insert(BackupCode, { ...ours, id: ours.accountId, usedAt: null });
  const both = await servicesWith(`${fourth},${NEW}`);
  expect(await both.keyRotation.rotate(ACTOR)).toMatchObject({ unreadable: 0 });
  const after = await servicesWith(fourth);
  const check = (code: string) =>
    after.hasher.withPlace({ account: null, ipAddress: null }, () => after.backupCodes.check(id, code));
  expect(await check('FIRST-234')).not.toBeNull();
  expect(await check('third234')).toBeNull();
  await (await servicesWith(`${NEW},${fourth}`)).keyRotation.rotate(ACTOR);
});

test('rotations that run at once, and one that was cut short, leave nothing half done', async () => {
  const services = await servicesWith(`${third},${NEW}`);
  const { manager } = database.dataSource;
  const update = manager.update.bind(manager);
  let writes = 0;
  manager.update = (entity, criteria, columns) => {
    if (++writes > 5) throw new Error('killed');
    return update(entity, criteria, columns);
  };
  await expect(services.keyRotation.rotate(ACTOR)).rejects.toThrow('killed');
  manager.update = update;
  await Promise.all([services.keyRotation.rotate(ACTOR), services.keyRotation.rotate(ACTOR)]);
  const reports = await services.keyRotation.report();
  expect(reports.find(({ current }) => !current)).toMatchObject({ records: 0, retirable: true });
  await expect(servicesWith(third)).resolves.toBeDefined();
});

let current = third;
test.each([
  ['that expire is kept until the last of them has', 14, () => Date.now() + 14 * DAY - MINUTE],
  ['without an end is kept', 0, () => NEVER_EXPIRES - 1],
])('a key that signed tokens %s', async (name, authTokenExpirationLifetimeDays, beforeTheEnd) => {
  const [signing, next] = [1, 2].map(() => randomBytes(32).toString('hex')) as [string, string];
  await servicesWith(current);
  const services = await servicesWith(`${signing},${current}`);
  await services.keyRotation.rotate(ACTOR);
  await services.settingsChanges.update(ACTOR, {
    storeAuthTokenInDB: false,
    trustDevicesForDays: 0,
    authTokenExpirationLifetimeDays,
  });
  const account = await services.newAccounts.create(ACTOR, {
    login: name,
    password: 'nine purple elephants',
  });
  await database.transaction((tx) => services.tokens.issue(tx, account, 'device', null));
  const rotated = await servicesWith(`${next},${signing},${current}`);
  current = next;
  const { keys } = await rotated.keyRotation.rotate(ACTOR);
  const signedUntil = keys.map((key) => key.signedUntil);
  expect(keys.map(({ retirable }) => retirable)).toEqual([true, false, false]);
  expect(signedUntil).toEqual([null, expect.any(Number), null]);
  expect(signedUntil[1]!).toBeGreaterThan(beforeTheEnd());
});
