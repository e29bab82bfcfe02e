import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  boolean,
  createTables,
  dropTables,
  integer,
  type TableDeclaration,
  time,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'settings',
    columns: [
      integer('id', { isPrimary: true }),
      integer('version'),
      boolean('disabled'),
      boolean('showRecommendationToConfigure'),
      boolean('allowAuthenticatorApp'),
      boolean('allowSecurityKeys'),
      boolean('allowBackupCodes'),
      boolean('allowUsedDevices'),
      boolean('allowAppPasswords', { default: 1 }),
      boolean('allowPasswordForBackends', { default: 1 }),
      varchar('requireTwoFactor', 8),
      integer('enrolmentGraceDays', { default: 0 }),
      time('requiredOfAdminsSince', { default: 0 }),
      time('requiredOfEveryoneSince', { default: 0 }),
      integer('clockTolerance'),
      integer('trustDevicesForDays'),
      time('trustNotBefore'),
      integer('authTokenExpirationLifetimeDays'),
      integer('idleTimeoutMinutes', { default: 0 }),
      boolean('storeAuthTokenInDB'),
      time('tokensNotBefore', { default: 0 }),
      integer('sessionEpoch', { default: 0 }),
    ],
  },
];

/** What administrators decide: one row. */
export class CreateSettings1796000006000 implements MigrationInterface {
  name = 'CreateSettings1796000006000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
    await queryRunner.query(
      `INSERT INTO settings (id, version, disabled, showRecommendationToConfigure, allowAuthenticatorApp,
        allowSecurityKeys, allowBackupCodes, allowUsedDevices, requireTwoFactor, clockTolerance, trustDevicesForDays,
        trustNotBefore, authTokenExpirationLifetimeDays, storeAuthTokenInDB)
        VALUES (1, 1, 0, 1, 1, 1, 1, 1, 'NOBODY', 2, 30, 0, 14, 1)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
