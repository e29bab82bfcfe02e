import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../server/database/data-source.js';
import type { Database } from '../../server/database/database.js';
import { ThrottleCounter } from '../../server/throttle/throttle-counter.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

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
