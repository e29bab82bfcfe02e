import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTables, dropTables, type TableDeclaration, time, varchar } from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'lookup_keys',
    columns: [varchar('id', 8, { isPrimary: true }), varchar('sealedKey', 255), time('createdAt')],
  },
];

/** Keys by which app passwords are looked up that came from another installation, with another SECRET_KEY. */
export class CreateLookupKeys1798000300000 implements MigrationInterface {
  name = 'CreateLookupKeys1798000300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
