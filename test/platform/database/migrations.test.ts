import { setImmediate } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MIGRATION_LOCK, openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { DatabaseUnusable } from '../../../server/platform/database/driver-errors.js';
import { sqliteDriver } from '../../../server/platform/database/sqlite-driver.js';
import { createTestDatabase, isMysql, type TestDatabase } from '../../support/database.js';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase({ empty: true });
  database = await openDatabase({ url: testDatabase.url, poolSize: 5 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** What TypeORM would change to make the tables match the entities. */
async function drift(): Promise<string[]> {
  const [{ version } = { version: '' }] = await database.dataSource.query<{ version: string }[]>(
    isMysql ? 'SELECT VERSION() AS version' : 'SELECT sqlite_version() AS version',
  );
  // TypeORM reads MariaDB's information schema rightly only when told that it is one.
  const type = version.includes('MariaDB') ? { type: 'mariadb' } : {};
  const dataSource = new DataSource({ ...database.dataSource.options, ...type } as DataSourceOptions);
  await dataSource.initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  return upQueries.map(({ query }) => query);
}

test('the migrated tables are exactly what the entities describe', async () => {
  expect(await drift()).toEqual([]);
});

test('every migration can be undone and done again', async () => {
  for (const _ of database.dataSource.migrations) {
    await database.dataSource.undoLastMigration({ transaction: 'each' });
  }
  expect(await database.isReady()).toBe(false);
  await database.dataSource.runMigrations({ transaction: 'each' });
  expect(await database.isReady()).toBe(true);
  expect(await drift()).toEqual([]);
});

test('servers that start together migrate once', async () => {
  const fresh = await createTestDatabase({ empty: true });
  const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url: fresh.url, poolSize: 2 })));
  const [{ dataSource }] = opened as [Database, ...Database[]];
  const rows = await dataSource.query<unknown[]>('SELECT * FROM migrations');
  expect(rows).toHaveLength(dataSource.migrations.length);
  await Promise.all(opened.map((one) => one.close()));
  await fresh.drop();
});

test.runIf(isMysql)('who waits for another server to migrate waits as long as it takes', async () => {
  const fresh = await createTestDatabase({ empty: true });
  const other = await createConnection(fresh.url);
  await other.query(`SELECT GET_LOCK(${MIGRATION_LOCK}, 0)`);
  const opening = openDatabase({ url: fresh.url, poolSize: 2, timeout: 100 });
  const waiting = `SELECT 1 FROM information_schema.processlist
    WHERE DB = DATABASE() AND INFO LIKE 'SELECT GET_LOCK%' AND TIME`;
  // Past the timeout of requests, and asking for the lock once more.
  for (const waits of ['>= 1', '= 0']) {
    const asked = async () => (await other.query<[]>(`${waiting} ${waits}`))[0];
    await expect.poll(asked, { timeout: 30_000 }).toHaveLength(1);
  }
  await other.end();
  const opened = await opening;
  expect(await opened.isReady()).toBe(true);
  await opened.close();
  await fresh.drop();
});

test.skipIf(isMysql)('servers that start while the database is locked migrate once', async () => {
  const fresh = await createTestDatabase({ empty: true });
  const lock = new (sqliteDriver())(fresh.url.slice('sqlite:'.length));
  lock.pragma('journal_mode = WAL');
  lock.exec('BEGIN IMMEDIATE');
  const opening = [1, 2, 3].map(() => openDatabase({ url: fresh.url, poolSize: 2 }));
  // Long enough for all of them to have come to the lock.
  for (let turns = 0; turns < 100; turns++) await setImmediate();
  lock.exec('COMMIT');
  lock.close();
  const opened = await Promise.all(opening);
  expect(await Promise.all(opened.map((one) => one.isReady()))).toEqual([true, true, true]);
  expect(await opened[0]!.dataSource.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  await Promise.all(opened.map((one) => one.close()));
  await fresh.drop();
});

test('migrations are listed in the order of their times, in which they run', () => {
  const times = database.dataSource.migrations.map(({ constructor: { name } }) => Number(name.slice(-13)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

const DEVELOPMENT = ['CreateTables1795478400000', 'KeepTotpParameters1795649200000'];

/** Every table, and the migrations that count as done. */
async function stateOf(url: string): Promise<unknown[]> {
  const dataSource = new DataSource({ ...database.dataSource.options, ...placeIn(url) });
  await dataSource.initialize();
  const tables = await dataSource.query<object[]>(
    isMysql ? 'SHOW TABLES' : "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  );
  const done = await dataSource.query<object[]>('SELECT timestamp, name FROM migrations ORDER BY timestamp');
  await dataSource.destroy();
  return [...tables, ...done];
}

const placeIn = (url: string): object => ({
  database: isMysql ? new URL(url).pathname.slice(1) : url.slice('sqlite:'.length),
});

/** A database in which these migrations count as done instead of ours, and the table of accounts is there. */
async function madeBy(names: string[]): Promise<TestDatabase> {
  const fresh = await createTestDatabase({ empty: true });
  const { dataSource } = await openDatabase({ url: fresh.url, poolSize: 2 });
  while ((await dataSource.query<object[]>('SELECT * FROM migrations')).length > 1) {
    await dataSource.undoLastMigration({ transaction: 'each' });
  }
  await dataSource.query('DELETE FROM migrations');
  for (const name of names) {
    await dataSource.query('INSERT INTO migrations (timestamp, name) VALUES (?, ?)', [name.slice(-13), name]);
  }
  await dataSource.destroy();
  return fresh;
}

test('a database of a development version is refused in one line that says what to do, and left as it is', async () => {
  const old = await madeBy(DEVELOPMENT);
  const before = await stateOf(old.url);
  for (let start = 0; start < 2; start++) {
    const error = await openDatabase({ url: old.url, poolSize: 2 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnusable);
    expect((error as Error).message).toMatch(
      /^The database was made by a development version \(CreateTables1795478400000\).*export FILE.*import FILE.*$/,
    );
  }
  expect(await stateOf(old.url)).toEqual(before);
  await old.drop();
});

test('a database that a later version has migrated is opened beside it', async () => {
  const fresh = await createTestDatabase();
  const { dataSource } = await openDatabase({ url: fresh.url, poolSize: 2 });
  await dataSource.query('INSERT INTO migrations (timestamp, name) VALUES (?, ?)', [
    9_999_999_999_999,
    'AddSomething9999999999999',
  ]);
  await dataSource.destroy();
  const opened = await openDatabase({ url: fresh.url, poolSize: 2 });
  expect(await opened.isReady()).toBe(true);
  await opened.close();
  await fresh.drop();
});

test('accounts, and what belongs to them, outlive every later migration', async () => {
  const fresh = await createTestDatabase({ empty: true });
  const current = await openDatabase({ url: fresh.url, poolSize: 2 });
  // Those of accounts, sessions and factors.
  while ((await current.dataSource.query<object[]>('SELECT * FROM migrations')).length > 3) {
    await current.dataSource.undoLastMigration({ transaction: 'each' });
  }
  const insert = (table: string, row: Record<string, unknown>) =>
    current.dataSource.query(
      `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
      Object.values(row),
    );
  const account = {
    id: 'a',
    login: 'maria',
    loginKey: 'maria',
    role: 'USER',
    passwordHash: 'x',
    createdAt: 1,
  };
  await insert('accounts', account);
  await insert('backup_codes', { id: 'b', accountId: 'a', hash: 'x', salt: 'x' });
  await current.close();
  const { dataSource } = await openDatabase({ url: fresh.url, poolSize: 2 });
  expect(await dataSource.query('SELECT login, passwordHash, backupCodesLeft FROM accounts')).toMatchObject([
    { login: 'maria', passwordHash: 'x', backupCodesLeft: 1 },
  ]);
  expect(await dataSource.query('SELECT id FROM backup_codes')).toMatchObject([{ id: 'b' }]);
  await dataSource.destroy();
  await fresh.drop();
});
