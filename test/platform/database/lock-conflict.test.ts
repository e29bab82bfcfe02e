import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ThrottleCounter } from '../../../server/accounts/throttle/throttle-counter.entity.js';
import { administrator } from '../../support/flows.js';
import type { Client } from '../../support/client.js';
import { isMysql } from '../../support/database.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startTestServer();
  admin = await administrator(server);
});
afterAll(() => server.stop());

// SQLite has one writer at a time, who waits for nobody.
test.runIf(isMysql).each([
  ['a lock that is waited for too long', 1205],
  ['a deadlock, also that of a cluster’s nodes,', 1213],
])('%s is a service that is unavailable, after the last try', async (_, errno) => {
  const { dataSource } = server.app.database;
  await dataSource.query(
    `CREATE TRIGGER conflict BEFORE UPDATE ON accounts FOR EACH ROW
     SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'conflict'`,
  );
  const { errors } = await admin.request('mutation { revokeOtherTokens }');
  expect(errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
  await dataSource.query('DROP TRIGGER conflict');
  expect(await admin.code('mutation { revokeOtherTokens }')).toBeUndefined();
});

const counters = (length: number) =>
  Array.from({ length }, () => ({
    bucket: randomUUID(),
    kind: 'address' as const,
    accountId: null,
    attempts: 1,
    blockedUntil: 0,
    forgottenAt: 0,
  }));

// Two ways to write what is in no transaction: TypeORM's, and by hand.
test.runIf(isMysql).each([
  ['by TypeORM', 'manager'],
  ['by hand', 'changed'],
] as const)('a statement %s that is in no transaction is run again after a deadlock', async (_, how) => {
  const { database } = server.app;
  const [first, last, ...many] = counters(20).sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
  await database.manager.insert(ThrottleCounter, [first!, last!, ...many]);
  const both = `bucket IN (?, ?)`;
  const sql = `UPDATE throttle_counters /* gives way */ SET attempts = attempts + 1 WHERE ${both} ORDER BY bucket`;
  let writing!: Promise<unknown>;
  await database.dataSource.transaction(async (tx) => {
    // It has changed more than the other, so the other is the one that gives way.
    for (const { bucket } of many) await tx.update(ThrottleCounter, { bucket }, { attempts: 7 });
    await tx.update(ThrottleCounter, { bucket: last!.bucket }, { attempts: 7 });
    const values = [first!.bucket, last!.bucket];
    writing = how === 'changed' ? database.changed(sql, values) : database.dataSource.query(sql, values);
    const waiting = `SELECT COUNT(*) AS n FROM information_schema.innodb_trx
      WHERE trx_state = ? AND trx_query LIKE ?`;
    const isWaiting = async () =>
      Number(
        (await database.dataSource.query<[{ n: number | string }]>(waiting, ['LOCK WAIT', '%gives way%']))[0]
          .n,
      );
    // Whoever asks more often than ten times a second is told the same for ever.
    await expect.poll(isWaiting, { interval: 250 }).toBe(1);
    await tx.update(ThrottleCounter, { bucket: first!.bucket }, { attempts: 7 });
  });
  await writing;
  const found = await database.manager.find(ThrottleCounter, { order: { bucket: 'ASC' } });
  const attempts = new Map(found.map((row) => [row.bucket, row.attempts]));
  expect([attempts.get(first!.bucket), attempts.get(last!.bucket)]).toEqual([8, 8]);
});
