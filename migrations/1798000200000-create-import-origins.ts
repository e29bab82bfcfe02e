import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  bigInteger,
  createTables,
  dropTables,
  hash,
  index,
  nullable,
  reference,
  type TableDeclaration,
  text,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'import_origins',
    columns: [
      hash('id', { isPrimary: true }),
      hash('source'),
      bigInteger('foreignId'),
      hash('digest'),
      hash('appDigest', nullable),
      text('parts'),
      // Of no foreign key: that an account was deleted here is to be known when it is met there again.
      reference('accountId'),
    ],
    indices: [
      index('import_origins_source', 'source', 'foreignId'),
      index('import_origins_accountId', 'accountId'),
    ],
  },
];

/** What people of another product looked like when they were last brought along. */
export class CreateImportOrigins1798000200000 implements MigrationInterface {
  name = 'CreateImportOrigins1798000200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
