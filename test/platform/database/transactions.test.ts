import type { Socket } from 'node:net';
import type BetterSqlite3 from 'better-sqlite3';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SECOND } from '../../../server/platform/clock.js';
import { openDatabase } from '../../../server/app/data-source.js';
import { Database } from '../../../server/platform/database/database.js';
import { isUnavailable } from '../../../server/platform/database/driver-errors.js';
import { ThrottleCounter } from '../../../server/accounts/throttle/throttle-counter.entity.js';
import { createTestDatabase, isMysql, type TestDatabase } from '../../support/database.js';

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

const counter = (bucket: string) => ({
  bucket,
  kind: 'address' as const,
  accountId: null,
  attempts: 0,
  countedAt: 0,
  blockedUntil: 0,
  forgottenAt: 0,
});

test('a write beside a transaction is not rolled back with it', async () => {
  let begin!: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const failing = database.transaction(async (tx) => {
    await tx.insert(ThrottleCounter, counter('inside'));
    begin();
    await tx.insert(ThrottleCounter, counter('inside too'));
    throw new Error('roll back');
  });
  const beside = begun.then(() => database.manager.insert(ThrottleCounter, counter('beside')));
  await expect(failing).rejects.toThrow('roll back');
  await beside;
  const left = await database.manager.find(ThrottleCounter);
  expect(left.map(({ bucket }) => bucket)).toEqual(['beside']);
});

test('a statement that would wait for its own transaction is refused at once', async () => {
  const work = database.transaction(() => database.manager.count(ThrottleCounter));
  await expect(work).rejects.toThrow('its own manager');
});

test('transactions that run at once do not mix', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      database.transaction(async (tx) => {
        await tx.insert(ThrottleCounter, counter(`a${index}`));
        await tx.insert(ThrottleCounter, counter(`b${index}`));
        if (index % 2 === 1) throw new Error('roll back');
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  const left = await database.manager.find(ThrottleCounter);
  const even = left.map(({ bucket }) => bucket).filter((bucket) => /^[ab]\d+$/.test(bucket));
  expect(even).toHaveLength(20);
  expect(even.every((bucket) => Number(bucket.slice(1)) % 2 === 0)).toBe(true);
});

test('increments of one row by many transactions are all kept', async () => {
  await database.manager.insert(ThrottleCounter, counter('shared'));
  await Promise.all(
    Array.from({ length: 30 }, () =>
      database.transaction((tx) => tx.increment(ThrottleCounter, { bucket: 'shared' }, 'attempts', 1)),
    ),
  );
  expect(await database.manager.findOneBy(ThrottleCounter, { bucket: 'shared' })).toMatchObject({
    attempts: 30,
  });
});

/** A transaction that goes on until told to end. */
async function holding(): Promise<{ end: () => Promise<void> }> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let ended!: Promise<void>;
  await new Promise<void>((began) => {
    ended = database.transaction(async (tx) => {
      await tx.upsert(ThrottleCounter, counter('held'), ['bucket']);
      began();
      await released;
    });
  });
  return {
    end: () => {
      release();
      return ended;
    },
  };
}

// On SQLite there is one transaction at a time; readers.test.ts is about who reads beside it.
test.runIf(isMysql)('who only reads does not wait for transactions that wait for each other', async () => {
  const first = await holding();
  let begun!: () => void;
  const oneHasBegun = new Promise<void>((resolve) => (begun = resolve));
  const waiting = Array.from({ length: 20 }, () =>
    database.transaction((tx) => {
      begun();
      return tx.update(ThrottleCounter, { bucket: 'held' }, { attempts: 1 });
    }),
  );
  await oneHasBegun;
  // Meanwhile the others would have taken all connections.
  for (let reads = 0; reads < 20; reads++) {
    expect(await database.manager.countBy(ThrottleCounter, { bucket: 'nobody' })).toBe(0);
  }
  await first.end();
  await Promise.all(waiting);
});

test('a transaction whose turn comes too late is not begun', async () => {
  const hasty = new Database(database.dataSource, { poolSize: 1, timeout: SECOND });
  const time = vi.spyOn(performance, 'now').mockReturnValue(0);
  let begun = false;
  const outcomes = await Promise.allSettled([
    hasty.transaction(() => Promise.resolve(time.mockReturnValue(SECOND + 1))),
    hasty.transaction(() => Promise.resolve((begun = true))),
  ]);
  time.mockRestore();
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(isUnavailable((outcomes[1] as PromiseRejectedResult).reason)).toBe(true);
  expect(begun).toBe(false);
});

test.runIf(isMysql)(
  'who waits too long for a connection is told so, and the connection is not lost',
  async () => {
    const hasty = await openDatabase({ url: testDatabase.url, poolSize: 1, timeout: 50 });
    const holder = hasty.dataSource.createQueryRunner();
    const held = (await holder.connect()) as { stream: Socket };
    // One that is silent for as long is closed, which might be first.
    held.stream.setTimeout(0);
    const refused = await hasty.manager.count(ThrottleCounter).catch((error: unknown) => error);
    expect(isUnavailable(refused)).toBe(true);
    await holder.release();
    expect(await hasty.manager.countBy(ThrottleCounter, { bucket: 'nobody' })).toBe(0);
    await hasty.close();
  },
);

test('no more transactions wait than there is room for', async () => {
  const first = await holding();
  const outcomes = Promise.allSettled(
    Array.from({ length: 600 }, () =>
      database.transaction((tx) => tx.countBy(ThrottleCounter, { bucket: 'held' })),
    ),
  );
  const over = await database.transaction(() => Promise.resolve()).catch((error: unknown) => error);
  expect(isUnavailable(over)).toBe(true);
  await first.end();
  expect(new Set((await outcomes).map(({ status }) => status))).toContain('fulfilled');
});

// Of a full disk or an I/O error SQLite rolls back by itself, and then refuses ROLLBACK.
test.skipIf(isMysql)('a ROLLBACK that fails leaves nobody waiting', async () => {
  const failing = database.transaction(async (tx) => {
    await tx.insert(ThrottleCounter, counter('gone'));
    await tx.query('ROLLBACK');
    throw new Error('roll back');
  });
  await expect(failing).rejects.toThrow('roll back');
  await database.transaction((tx) => tx.insert(ThrottleCounter, counter('after')));
  await database.manager.insert(ThrottleCounter, counter('after too'));
  const left = await database.manager.find(ThrottleCounter);
  const buckets = left.map(({ bucket }) => bucket);
  expect(buckets).toEqual(expect.arrayContaining(['after', 'after too']));
  expect(buckets).not.toContain('gone');
});

test.skipIf(isMysql)('a transaction that was left open does not swallow what follows', async () => {
  const driver = database.dataSource.driver as BetterSqlite3Driver;
  const sqlite = driver.databaseConnection as BetterSqlite3.Database;
  sqlite.exec("BEGIN; UPDATE throttle_counters SET attempts = 99 WHERE bucket = 'shared'");
  await database.manager.insert(ThrottleCounter, counter('kept'));
  expect(sqlite.inTransaction).toBe(false);
  expect(await database.manager.findOneBy(ThrottleCounter, { bucket: 'shared' })).toMatchObject({
    attempts: 30,
  });
  expect(await database.manager.existsBy(ThrottleCounter, { bucket: 'kept' })).toBe(true);
});
