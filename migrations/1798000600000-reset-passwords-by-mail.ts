import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  hash,
  index,
  integer,
  reference,
  type TableDeclaration,
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'password_resets',
    columns: [
      reference('accountId', { isPrimary: true }),
      reference('id'),
      hash('hash'),
      varchar('sentTo', 254),
      integer('credentialVersion'),
      integer('attemptsLeft'),
      time('expiresAt'),
    ],
    indices: [unique('password_resets_hash', 'hash'), index('password_resets_expiresAt', 'expiresAt')],
    belongsTo: { accountId: 'accounts' },
  },
];

/** Links by which people who have forgotten their password choose another, and whether there are any. */
export class ResetPasswordsByMail1798000600000 implements MigrationInterface {
  name = 'ResetPasswordsByMail1798000600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    // MySQL's BOOLEAN is TINYINT(1), whose width TypeORM would take for a difference.
    const boolean = queryRunner.dataSource.options.type === 'mysql' ? 'tinyint' : 'boolean';
    await queryRunner.query(
      `ALTER TABLE settings ADD COLUMN allowPasswordResetByMail ${boolean} NOT NULL DEFAULT 0`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE settings DROP COLUMN allowPasswordResetByMail');
    await dropTables(queryRunner, TABLES);
  }
}
