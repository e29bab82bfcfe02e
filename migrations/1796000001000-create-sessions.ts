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
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'devices',
    columns: [
      id(),
      reference('accountId'),
      hash('secretHash'),
      varchar('name', 100, nullable),
      varchar('userAgent', 512, nullable),
      varchar('ipAddress', 45, nullable),
      time('createdAt'),
      time('lastSeenAt'),
      time('trustedAt', nullable),
      time('trustedUntil', nullable),
      integer('signedEndedBelow', { default: 0 }),
      integer('signedPasswordOnlyEndedBelow', { default: 0 }),
      reference('signedKept', nullable),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      unique('devices_secretHash', 'secretHash'),
      index('devices_accountId', 'accountId', 'lastSeenAt'),
      // What the administrators' list is sorted by.
      index('devices_lastSeenAt', 'lastSeenAt', 'id'),
      index('devices_trustedUntil', 'trustedUntil', 'id'),
    ],
  },
  {
    name: 'auth_tokens',
    columns: [
      id(),
      hash('hash'),
      hash('replacedHash', nullable),
      time('replacedAt', nullable),
      integer('epoch', { default: 0 }),
      reference('accountId'),
      reference('deviceId'),
      varchar('secondFactor', 20, nullable),
      time('createdAt'),
      time('lastUsedAt', nullable),
      time('expiresAt', nullable),
    ],
    belongsTo: { accountId: 'accounts', deviceId: 'devices' },
    indices: [
      unique('auth_tokens_hash', 'hash'),
      unique('auth_tokens_replacedHash', 'replacedHash'),
      index('auth_tokens_accountId', 'accountId', 'createdAt'),
      index('auth_tokens_deviceId', 'deviceId'),
      // Sessions that ended when all did, and those that expired: for the clean-up.
      index('auth_tokens_epoch', 'epoch'),
      index('auth_tokens_expiresAt', 'expiresAt'),
    ],
  },
  {
    name: 'proofs',
    columns: [
      // Of signed sessions too, which have no row in auth_tokens.
      id('tokenId'),
      reference('accountId'),
      varchar('method', 20),
      varchar('secondFactor', 20, nullable),
      time('provedAt'),
      time('keptUntil', { default: 0 }),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      index('proofs_accountId', 'accountId'),
      // For the nightly clean-up.
      index('proofs_keptUntil', 'keptUntil'),
    ],
  },
  {
    name: 'challenges',
    columns: [
      id(),
      hash('hash'),
      reference('accountId'),
      integer('credentialVersion'),
      reference('deviceId', nullable),
      varchar('deviceName', 100, nullable),
      integer('attemptsLeft'),
      time('spentAt', nullable),
      time('createdAt'),
      time('expiresAt'),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      unique('challenges_hash', 'hash'),
      index('challenges_accountId', 'accountId'),
      // For the nightly clean-up.
      index('challenges_expiresAt', 'expiresAt'),
    ],
  },
  {
    name: 'throttle_counters',
    columns: [
      hash('bucket', { isPrimary: true }),
      varchar('kind', 20),
      reference('accountId', nullable),
      integer('attempts'),
      time('countedAt', { default: 0 }),
      time('blockedUntil'),
      time('forgottenAt'),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [
      index('throttle_counters_accountId', 'accountId', 'kind'),
      // Who is locked out now.
      index('throttle_counters_blockedUntil', 'blockedUntil'),
      // For the nightly clean-up.
      index('throttle_counters_forgottenAt', 'forgottenAt'),
    ],
  },
];

/** Devices, the sessions on them, what was proved in each, and what holds up those who guess. */
export class CreateSessions1796000001000 implements MigrationInterface {
  name = 'CreateSessions1796000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
