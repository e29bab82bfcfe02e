import { afterAll, afterEach, beforeAll } from 'vitest';
import { openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { JobRow } from '../../../server/platform/jobs/agenda-backend/job-row.entity.js';
import { TypeOrmBackend } from '../../../server/platform/jobs/agenda-backend/typeorm-backend.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { backendContract } from './backend-contract.js';

let testDatabase: TestDatabase;
let first: Database;
let others: Database[];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  first = await openDatabase({ url: testDatabase.url, poolSize: 5 });
  others = [];
});
afterEach(async () => {
  await Promise.all(others.map((database) => database.close()));
  others = [];
});
afterAll(async () => {
  await first.close();
  await testDatabase.drop();
});

backendContract({
  async create() {
    const database = await openDatabase({ url: testDatabase.url, poolSize: 5 });
    others.push(database);
    return new TypeOrmBackend(database.dataSource, () => Date.now());
  },
  async clear() {
    await first.manager.createQueryBuilder().delete().from(JobRow).execute();
  },
});
