import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  bigInteger,
  boolean,
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
    name: 'authenticator_apps',
    columns: [
      id('accountId'),
      varchar('sealedSecret', 255),
      varchar('algorithm', 6, { default: "'SHA1'" }),
      integer('digits', { default: 6 }),
      integer('period', { default: 30 }),
      integer('lastTimeStep'),
      integer('clockSkew', nullable),
      time('createdAt'),
      time('lastUsedAt', nullable),
    ],
    belongsTo: { accountId: 'accounts' },
    // The overview tells from it whether the clock of the server is off.
    indices: [index('authenticator_apps_lastUsedAt', 'lastUsedAt', 'clockSkew')],
  },
  {
    name: 'authenticator_app_setups',
    columns: [
      id('accountId'),
      varchar('sealedSecret', 255),
      varchar('tokenId', 36, { default: "''" }),
      varchar('secondFactor', 20, nullable),
      integer('credentialVersion', { default: 0 }),
      time('expiresAt'),
    ],
    belongsTo: { accountId: 'accounts' },
    // For the nightly clean-up.
    indices: [index('authenticator_app_setups_expiresAt', 'expiresAt')],
  },
  {
    name: 'security_keys',
    columns: [
      id(),
      reference('accountId'),
      hash('credentialHash'),
      text('credentialId'),
      text('publicKey'),
      varchar('name', 100),
      varchar('aaguid', 36),
      text('transports'),
      bigInteger('signCount'),
      boolean('backupEligible'),
      boolean('backedUp'),
      time('createdAt'),
      time('lastUsedAt', nullable),
      time('counterRegressedAt', nullable),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      index('security_keys_accountId', 'accountId'),
      // One account has a credential; its ID is too long for an index.
      unique('security_keys_credentialHash', 'credentialHash'),
    ],
  },
  {
    name: 'webauthn_ceremonies',
    columns: [
      hash('challengeHash', { isPrimary: true }),
      varchar('purpose', 20),
      reference('accountId', nullable),
      reference('boundTo'),
      time('expiresAt'),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      index('webauthn_ceremonies_accountId', 'accountId'),
      // For the nightly clean-up.
      index('webauthn_ceremonies_expiresAt', 'expiresAt'),
    ],
  },
  {
    name: 'backup_codes',
    columns: [id(), reference('accountId'), hash('hash'), varchar('salt', 32), time('usedAt', nullable)],
    belongsTo: { accountId: 'accounts' },
    indices: [index('backup_codes_accountId', 'accountId', 'hash')],
  },
  {
    name: 'recovery_codes',
    columns: [id('accountId'), hash('hash'), varchar('salt', 32), time('expiresAt')],
    belongsTo: { accountId: 'accounts' },
  },
];

/** The second factors, and what sets them up. */
export class CreateFactors1796000002000 implements MigrationInterface {
  name = 'CreateFactors1796000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
