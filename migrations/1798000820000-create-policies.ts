import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  boolean,
  createTables,
  dropTables,
  id,
  index,
  integer,
  nullable,
  type TableDeclaration,
  time,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'group_policies',
    columns: [
      id('groupId'),
      integer('version'),
      boolean('requireTwoFactor'),
      time('requiredSince'),
      integer('enrolmentGraceDays', nullable),
      varchar('allowedNetworks', 1600),
      varchar('alwaysAskFrom', 1600),
      varchar('neverAskFrom', 1600),
      boolean('allowAuthenticatorApp', nullable),
      boolean('allowSecurityKeys', nullable),
      boolean('allowBackupCodes', nullable),
      boolean('allowAppPasswords', nullable),
      boolean('allowPasswordForBackends', nullable),
      integer('trustDevicesForDays', nullable),
      integer('authTokenExpirationLifetimeDays', nullable),
      integer('idleTimeoutMinutes', nullable),
    ],
    belongsTo: { groupId: 'account_groups' },
  },
  {
    name: 'policy_exemptions',
    columns: [
      id('accountId'),
      varchar('reason', 200),
      time('createdAt'),
      time('endsAt'),
      varchar('grantedBy', 255, nullable),
    ],
    // For the nightly clean-up.
    indices: [index('policy_exemptions_endsAt', 'endsAt')],
    belongsTo: { accountId: 'accounts' },
  },
];

/** Groups have policies that are stricter than the settings, and accounts can be exempted for a time. */
export class CreatePolicies1798000820000 implements MigrationInterface {
  name = 'CreatePolicies1798000820000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
