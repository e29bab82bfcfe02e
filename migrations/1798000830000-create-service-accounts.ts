import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTables,
  dropTables,
  hash,
  id,
  index,
  bigInteger,
  nullable,
  reference,
  type TableDeclaration,
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'service_accounts',
    columns: [
      id(),
      varchar('name', 64),
      varchar('nameKey', 64),
      varchar('permissions', 1024),
      varchar('allowedNetworks', 1600),
      time('createdAt'),
      varchar('createdBy', 255),
      time('disabledAt', nullable),
      bigInteger('lockCount', { default: 0 }),
    ],
    indices: [unique('service_accounts_nameKey', 'nameKey')],
  },
  {
    name: 'service_tokens',
    columns: [
      id(),
      reference('serviceAccountId'),
      hash('hash'),
      varchar('hint', 4),
      time('createdAt'),
      time('expiresAt'),
      time('replacedAt', nullable),
      time('lastUsedAt', nullable),
    ],
    belongsTo: { serviceAccountId: 'service_accounts' },
    indices: [
      unique('service_tokens_hash', 'hash'),
      index('service_tokens_serviceAccountId', 'serviceAccountId', 'createdAt'),
      // For the nightly clean-up.
      index('service_tokens_expiresAt', 'expiresAt'),
    ],
  },
];

/** Programs that act by themselves, with permissions of their own, and the tokens they are known by. */
export class CreateServiceAccounts1798000830000 implements MigrationInterface {
  name = 'CreateServiceAccounts1798000830000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
