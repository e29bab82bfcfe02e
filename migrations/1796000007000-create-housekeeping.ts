import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  boolean,
  createTables,
  double,
  dropTables,
  hash,
  id,
  index,
  integer,
  nullable,
  type TableDeclaration,
  text,
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'data_keys',
    columns: [id(), varchar('sealedKey', 255), time('createdAt')],
  },
  {
    name: 'key_checks',
    columns: [
      varchar('keyId', 8, { isPrimary: true }),
      varchar('sealedCheck', 255),
      time('createdAt'),
      time('signedUntil', nullable),
    ],
  },
  {
    name: 'jobs',
    columns: [
      id(),
      varchar('name', 100),
      varchar('singleName', 100, nullable),
      hash('uniqueKey', nullable),
      integer('precedence'),
      time('nextRunAt', nullable),
      time('lockedAt', nullable),
      time('lastRunAt', nullable),
      time('lastFinishedAt', nullable),
      time('failedAt', nullable),
      integer('failCount', nullable),
      text('failReason', nullable),
      varchar('repeatInterval', 255, nullable),
      varchar('repeatTimezone', 64, nullable),
      varchar('repeatAt', 255, nullable),
      time('startDate', nullable),
      time('endDate', nullable),
      varchar('skipDays', 20, nullable),
      text('data', nullable),
      boolean('disabled', { default: 0 }),
      double('progress', nullable),
      boolean('fork', { default: 0 }),
      time('debounceStartedAt', nullable),
      varchar('lastModifiedBy', 255, nullable),
    ],
    indices: [
      // Which job of a name is to run next.
      index('jobs_due', 'name', 'lockedAt', 'nextRunAt', 'precedence'),
      index('jobs_nextRunAt', 'nextRunAt'),
      // Null where there may be several: those are all different to an index.
      unique('jobs_singleName', 'singleName'),
      unique('jobs_uniqueKey', 'uniqueKey'),
    ],
  },
  {
    name: 'job_outcomes',
    columns: [
      varchar('name', 100, { isPrimary: true }),
      time('lastRunAt'),
      time('lastFinishedAt', nullable),
      integer('durationMs', nullable),
      text('failReason', nullable),
      text('result', nullable),
    ],
  },
  {
    name: 'daily_figures',
    columns: [varchar('day', 10, { isPrimary: true }), integer('signIns'), integer('failures')],
  },
  {
    name: 'write_probes',
    columns: [id()],
  },
];

/** The keys that rows are sealed with, jobs and what became of them, and what servers find out about the database. */
export class CreateHousekeeping1796000007000 implements MigrationInterface {
  name = 'CreateHousekeeping1796000007000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
