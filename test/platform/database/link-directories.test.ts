import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const OURS = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA';
const HASHES = {
  ours: OURS,
  elsewhere: null,
  costly: '$argon2id$v=19$m=65536,t=4,p=1$c2FsdHNhbHQ$aGFzaA',
  'costly too': '$argon2id$v=19$m=65536,t=4,p=1$b3RoZXJzYWx0$aGFzaA',
  older: '$argon2i$v=19$m=1024,t=2,p=2$c2FsdHNhbHQ$aGFzaA',
};

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, poolSize: 2 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

test('accounts from before are known to the directory by their login, and by what their hashes cost', async () => {
  const { dataSource } = database;
  const hasColumn = async () => {
    const queryRunner = dataSource.createQueryRunner();
    const table = await queryRunner.getTable('accounts');
    await queryRunner.release();
    return table?.findColumnByName('directoryKey') !== undefined;
  };
  while (await hasColumn()) await dataSource.undoLastMigration({ transaction: 'each' });
  for (const [login, passwordHash] of Object.entries(HASHES)) {
    await dataSource.query(
      `INSERT INTO accounts (id, login, loginKey, role, disabled, passwordHash, credentialVersion, primaryFactors, requireTwoFactor, createdAt)
       VALUES (?, ?, ?, 'USER', 0, ?, 0, 0, 0, 0)`,
      [login, login, login, passwordHash],
    );
  }
  const began = Date.now();
  await dataSource.runMigrations({ transaction: 'each' });
  const accounts = await database.manager.find(Account, {
    select: { login: true, directoryKey: true, directoryConfirmedAt: true, passwordCost: true },
  });
  const of = (wanted: string) => accounts.find(({ login }) => login === wanted)!;
  expect(of('elsewhere').directoryKey).toBe('elsewhere');
  expect(of('elsewhere').directoryConfirmedAt).toBeGreaterThanOrEqual(began);
  expect(of('ours')).toMatchObject({ directoryKey: null, directoryConfirmedAt: null, passwordCost: null });
  expect(of('costly').passwordCost).toBe('$argon2id$v=19$m=65536,t=4,p=1$');
  expect(of('costly too').passwordCost).toBe('$argon2id$v=19$m=65536,t=4,p=1$');
  expect(of('older').passwordCost).toBe('$argon2i$v=19$m=1024,t=2,p=2$');
});
