import { In } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { ThrottleCounter } from '../../../server/accounts/throttle/throttle-counter.entity.js';
import { createTestDatabase, isMysql, type TestDatabase } from '../../support/database.js';
import { recordStatements } from '../../support/recorded-statements.js';

// The more connections, the fewer statements each may keep: ten.
const CONNECTIONS = 1000;

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, poolSize: CONNECTIONS });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const counter = (bucket: string) => ({
  bucket,
  kind: 'address' as const,
  accountId: null,
  attempts: 0,
  blockedUntil: 0,
  forgottenAt: 0,
});

const ask = async (sql: string, values: unknown[]): Promise<unknown> =>
  (await database.dataSource.query<{ value: unknown }[]>(sql, values))[0]!.value;

test.each([
  ['a quote', "O'Brien"],
  ['a backslash', String.raw`a\'b\\`],
  ['a placeholder', '? :name $1 %s'],
  ['a character of four bytes', 'Anna 🔐'],
  ['nothing', ''],
  ['no value', null],
])('text comes back as it was given: %s', async (_, value) => {
  expect(await ask('SELECT ? AS value', [value])).toBe(value);
});

test('numbers are exact, and whole ones stay whole', async () => {
  // As bigint columns are read: by MySQL's driver as text.
  const wholeOf = async (value: number | bigint) => String(await ask('SELECT ? + 0 AS value', [value]));
  for (const value of [0, -1, 1_795_478_400_000, Number.MAX_SAFE_INTEGER]) {
    expect(await wholeOf(value)).toBe(String(value));
  }
  expect(Number(await ask(`SELECT ? ${isMysql ? 'DIV' : '/'} 2 AS value`, [7]))).toBe(3);
  expect(Number(await ask('SELECT ? + 0 AS value', [0.5]))).toBe(0.5);
  expect(Number(await ask('SELECT ? + 0 AS value', [true]))).toBe(1);
});

test('lists and objects are refused', async () => {
  for (const value of [['a', 'b'], { a: 1 }]) {
    await expect(database.dataSource.query('SELECT ? AS value', [value])).rejects.toThrow();
  }
});

test('conditions, lists, limits and offsets are values too', async () => {
  const recording = recordStatements();
  await database.manager.insert(ThrottleCounter, [counter('one'), counter('two'), counter('three')]);
  const found = await database.manager.find(ThrottleCounter, {
    where: { bucket: In(['one', 'three']), attempts: 0 },
    order: { bucket: 'ASC' },
    skip: 1,
    take: 77,
  });
  expect(found.map(({ bucket }) => bucket)).toEqual(['three']);
  expect(await database.manager.findBy(ThrottleCounter, { bucket: In([]) })).toEqual([]);
  recording.stop();
  const texts = [...recording.texts].filter((text) => text.includes('throttle_counters'));
  expect(texts.length).toBeGreaterThan(1);
  expect(texts.filter((text) => /77|'|one/.test(text))).toEqual([]);
});

test.runIf(isMysql)('a connection keeps few statements prepared, and closes those it gives up', async () => {
  const runner = database.dataSource.createQueryRunner();
  for (let length = 1; length <= 50; length++) {
    const marks = Array.from({ length }, () => '?').join(', ');
    await runner.query(
      `SELECT 1 IN (${marks})`,
      Array.from({ length }, (_, n) => n),
    );
  }
  const rows = (await runner.query(
    "SHOW SESSION STATUS WHERE Variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')",
  )) as { Variable_name: string; Value: string }[];
  await runner.release();
  const counts = Object.fromEntries(
    rows.map(({ Variable_name: name, Value: value }) => [name, Number(value)]),
  );
  expect(counts['Com_stmt_prepare']).toBeGreaterThanOrEqual(50);
  expect(counts['Com_stmt_prepare']! - counts['Com_stmt_close']!).toBeLessThanOrEqual(10);
});

test('rows that are looked up in one turn come by few statements, each to who asked for it', async () => {
  const buckets = Array.from({ length: 21 }, (_, n) => `looked-up-${n}`);
  await database.manager.insert(ThrottleCounter, buckets.slice(1).map(counter));
  const find = (sql: string, bucket: string) =>
    database.row<{ bucket: string }>(sql, [bucket, bucket === 'looked-up-2' ? 1 : 0]);
  const recording = recordStatements();
  const found = await Promise.all(
    buckets.map((bucket) =>
      find('SELECT bucket FROM throttle_counters WHERE bucket = ? AND attempts = ?', bucket),
    ),
  );
  recording.stop();
  const expected = buckets.map((bucket, n) => (n === 0 || n === 2 ? undefined : bucket));
  expect(found.map((row) => row?.bucket)).toEqual(expected);
  const texts = [...recording.texts].filter((text) => text.includes('throttle_counters'));
  expect(texts.length).toBe(isMysql ? 2 : 1);
  const wrong = buckets
    .slice(0, 3)
    .map((bucket) => find('SELECT bucket FROM nowhere WHERE a = ? AND b = ?', bucket));
  const ends = await Promise.allSettled(wrong);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
