import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, integer, reference, type TableDeclaration, time } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'enrolment_reminders',
    columns: [reference('accountId', { isPrimary: true }), time('deadline'), integer('stage')],
    belongsTo: { accountId: 'accounts' },
  },
];

/** Which reminders to set up a second factor have been mailed, and whether any are. */
export class RemindToEnrol1798000610000 implements MigrationInterface {
  name = 'RemindToEnrol1798000610000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    // MySQL's BOOLEAN is TINYINT(1), whose width TypeORM would take for a difference.
    const boolean = queryRunner.dataSource.options.type === 'mysql' ? 'tinyint' : 'boolean';
    await queryRunner.query(`ALTER TABLE settings ADD COLUMN remindToEnrol ${boolean} NOT NULL DEFAULT 0`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE settings DROP COLUMN remindToEnrol');
    await dropTables(queryRunner, TABLES);
  }
}
