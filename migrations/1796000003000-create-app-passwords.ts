import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  hash,
  id,
  index,
  integer,
  nullable,
  reference,
  type TableDeclaration,
  text,
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'app_passwords',
    columns: [
      id(),
      reference('accountId'),
      integer('credentialVersion'),
      hash('hash'),
      varchar('keyId', 8),
      varchar('name', 100),
      text('scopes'),
      time('createdAt'),
      time('expiresAt', nullable),
      time('lastUsedAt', nullable),
      varchar('lastUsedFrom', 45, nullable),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [index('app_passwords_accountId', 'accountId'), unique('app_passwords_hash', 'hash')],
  },
];

/** Passwords for programs that know no second factor. */
export class CreateAppPasswords1796000003000 implements MigrationInterface {
  name = 'CreateAppPasswords1796000003000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
