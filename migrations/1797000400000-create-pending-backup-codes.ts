import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  id,
  index,
  integer,
  type TableDeclaration,
  text,
  time,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'pending_backup_codes',
    columns: [
      id('accountId'),
      varchar('salt', 32),
      text('hashes'),
      integer('credentialVersion'),
      time('expiresAt'),
    ],
    belongsTo: { accountId: 'accounts' },
    // For the nightly clean-up.
    indices: [index('pending_backup_codes_expiresAt', 'expiresAt')],
  },
];

/** Backup codes that take the place of the old ones once they are confirmed as saved. */
export class CreatePendingBackupCodes1797000400000 implements MigrationInterface {
  name = 'CreatePendingBackupCodes1797000400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
