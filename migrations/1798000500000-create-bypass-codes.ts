import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  hash,
  id,
  index,
  integer,
  type TableDeclaration,
  time,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'bypass_codes',
    columns: [id('accountId'), hash('hash'), varchar('salt', 32), integer('usesLeft'), time('expiresAt')],
    belongsTo: { accountId: 'accounts' },
    // For the nightly clean-up.
    indices: [index('bypass_codes_expiresAt', 'expiresAt')],
  },
];

/** A second factor that is not at hand can be spared for some hours. */
export class CreateBypassCodes1798000500000 implements MigrationInterface {
  name = 'CreateBypassCodes1798000500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
