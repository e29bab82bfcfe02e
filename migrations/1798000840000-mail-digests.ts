import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, type TableDeclaration, varchar } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'digest_notes',
    columns: [varchar('readers', 16, { isPrimary: true }), varchar('period', 10)],
  },
];

/** How often administrators are mailed who lacks a second factor, and for when they last were. */
export class MailDigests1798000840000 implements MigrationInterface {
  name = 'MailDigests1798000840000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    await queryRunner.query(`INSERT INTO digest_notes (readers, period) VALUES ('administrators', '')`);
    await queryRunner.query(
      "ALTER TABLE settings ADD COLUMN digestToAdministrators varchar(8) NOT NULL DEFAULT 'OFF'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE settings DROP COLUMN digestToAdministrators');
    await dropTables(queryRunner, TABLES);
  }
}
