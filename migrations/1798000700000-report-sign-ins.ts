import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  hash,
  id,
  index,
  nullable,
  reference,
  type TableDeclaration,
  time,
  unique,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'report_links',
    columns: [id(), reference('accountId'), reference('deviceId', nullable), hash('hash'), time('expiresAt')],
    belongsTo: { accountId: 'accounts' },
    indices: [
      unique('report_links_hash', 'hash'),
      index('report_links_accountId', 'accountId'),
      // For the nightly clean-up.
      index('report_links_expiresAt', 'expiresAt'),
    ],
  },
];

/** The links of mails by which people say that a sign-in was not theirs, and which accounts that has locked. */
export class ReportSignIns1798000700000 implements MigrationInterface {
  name = 'ReportSignIns1798000700000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    await queryRunner.query('ALTER TABLE accounts ADD COLUMN reportedAt bigint');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE accounts DROP COLUMN reportedAt');
    await dropTables(queryRunner, TABLES);
  }
}
