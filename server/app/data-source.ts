import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PoolOptions } from 'mysql2';
import { DataSource, type DataSourceOptions, MigrationExecutor } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { Account } from '../accounts/account.entity.js';
import { Group } from '../accounts/groups/group.entity.js';
import { GroupMember } from '../accounts/groups/group-member.entity.js';
import { RoleGroup } from '../accounts/roles/role-group.entity.js';
import { PolicyExemption } from '../accounts/policies/policy-exemption.entity.js';
import { SearchTerm } from '../accounts/search-term.entity.js';
import { Application } from '../integrations/applications/application.entity.js';
import { ApplicationHost } from '../integrations/applications/application-host.entity.js';
import { OidcKey } from '../integrations/openid-connect/oidc-key.entity.js';
import { OidcRecord } from '../integrations/openid-connect/oidc-record.entity.js';
import { AppPassword } from '../integrations/app-passwords/app-password.entity.js';
import { AuditEvent } from '../events/audit/audit-event.entity.js';
import { AuditHead } from '../events/audit/audit-head.entity.js';
import { AuditSeal } from '../events/audit/audit-seal.entity.js';
import { EnrolmentReminder } from '../accounts/reminders/enrolment-reminder.entity.js';
import { Contact } from '../accounts/contacts/contact.entity.js';
import { Device } from '../sessions/devices/device.entity.js';
import { DataKey } from '../platform/encryption/data-key.entity.js';
import { JobRow } from '../platform/jobs/agenda-backend/job-row.entity.js';
import { JobOutcome } from '../platform/jobs/job-outcome.entity.js';
import { DigestNote } from '../administration/digest/digest-note.entity.js';
import { DailyFigures } from '../administration/overview/daily-figures.entity.js';
import { ImportOrigin } from '../administration/import-export/aurora/import-origin.entity.js';
import { SetupFact } from '../administration/setup/setup-fact.entity.js';
import { KeyCheck } from '../platform/encryption/key-check.entity.js';
import { LookupKey } from '../platform/encryption/lookup-key.entity.js';
import { Delivery } from '../events/notifications/delivery.entity.js';
import { MailPace } from '../events/notifications/mail-pace.entity.js';
import { OutboxMessage } from '../events/notifications/outbox-message.entity.js';
import { Proof } from '../sessions/proofs/proof.entity.js';
import { PasswordLink } from '../accounts/password-links/password-link.entity.js';
import { BypassCode } from '../factors/bypass-codes/bypass-code.entity.js';
import { ReportLink } from '../accounts/reports/report-link.entity.js';
import { RecoveryCode } from '../factors/recovery-codes/recovery-code.entity.js';
import { FACTOR_PLUGINS } from '../factors/registry.js';
import { Logo } from '../settings/logo.entity.js';
import { GroupPolicy } from '../settings/policies/group-policy.entity.js';
import { Settings } from '../settings/settings.entity.js';
import { Challenge } from '../sign-in/challenge.entity.js';
import { PasswordReset } from '../sign-in/password-reset/password-reset.entity.js';
import { ThrottleCounter } from '../accounts/throttle/throttle-counter.entity.js';
import { ServiceAccount } from '../sessions/service-accounts/service-account.entity.js';
import { ServiceToken } from '../sessions/service-accounts/service-token.entity.js';
import { AuthToken } from '../sessions/tokens/auth-token.entity.js';
import { migrations } from '../../migrations/all.js';
import { parseServerUrl } from '../platform/server-url.js';
import type { DatabaseOptions } from '../platform/database/database-options.js';
import { Database, MOST_WAITING } from '../platform/database/database.js';
import { DatabaseUnusable, startError } from '../platform/database/driver-errors.js';
import { MIGRATIONS_TABLE, refuseForeignHistory } from '../platform/database/migration-history.js';
import { refuseUnfitMysql } from '../platform/database/mysql-fitness.js';
import { makeTablesPortable } from '../platform/database/mysql-query-runner.js';
import { sqliteDriver } from '../platform/database/sqlite-driver.js';
import { serialiseTransactions } from '../platform/database/sqlite-query-runner.js';
import { WriteProbe } from '../platform/database/write-probe.entity.js';

/** Milliseconds, where no other limit is given. */
const MOST_TO_CONNECT = 10_000;

const entities = [
  Account,
  SearchTerm,
  AppPassword,
  Application,
  ApplicationHost,
  AuditEvent,
  AuditHead,
  AuditSeal,
  AuthToken,
  BypassCode,
  Challenge,
  Contact,
  DailyFigures,
  DataKey,
  Delivery,
  Device,
  DigestNote,
  EnrolmentReminder,
  Group,
  GroupMember,
  GroupPolicy,
  ImportOrigin,
  JobOutcome,
  JobRow,
  KeyCheck,
  Logo,
  LookupKey,
  MailPace,
  OidcKey,
  OidcRecord,
  OutboxMessage,
  PolicyExemption,
  Proof,
  PasswordLink,
  PasswordReset,
  RecoveryCode,
  ReportLink,
  RoleGroup,
  ServiceAccount,
  ServiceToken,
  Settings,
  SetupFact,
  ThrottleCounter,
  WriteProbe,
  ...FACTOR_PLUGINS.flatMap((plugin) => plugin.entities),
];

async function toDataSourceOptions(options: DatabaseOptions): Promise<DataSourceOptions> {
  const { url, poolSize, timeout, ca } = options;
  const shared = { entities, migrations, migrationsTableName: MIGRATIONS_TABLE, logging: false };
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    createPrivateFile(file);
    return {
      ...shared,
      type: 'better-sqlite3',
      driver: sqliteDriver(),
      database: file,
      enableWAL: true,
      prepareDatabase: (connection: { pragma: (statement: string) => void }) => {
        // FULL: an acknowledged commit survives power loss, not only a killed process.
        connection.pragma('synchronous = FULL');
      },
    };
  }
  const { default: mysql } = await import('mysql2');
  const { createPool } = await import('../platform/database/mysql-pool.js');
  return {
    ...shared,
    type: 'mysql',
    driver: { ...mysql, createPool: (options: PoolOptions) => createPool(options, timeout) },
    ...placeOf(url),
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    poolSize,
    connectTimeout: timeout ?? MOST_TO_CONNECT,
    ...(ca !== undefined && { ssl: { ca, verifyIdentity: true } }),
    // A stack for every statement, for the few that fail: the log names the statement anyway.
    trace: false,
    extra: { queueLimit: poolSize * MOST_WAITING, enableKeepAlive: true },
  };
}

/** Not as a URL: the library's own reading of one knows no IPv6, and no `/` or `%` in passwords. */
function placeOf(url: string): {
  host: string;
  port?: number;
  username?: string;
  password?: string;
  database: string;
} {
  const { host, port, user, password, path } = parseServerUrl(url);
  return {
    host,
    database: path,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
  };
}

/** Password hashes are in it: for its owner's eyes only. SQLite gives its journals the same mode. */
function createPrivateFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new DatabaseUnusable(`The database cannot be written to: ${(error as Error).message}`, error);
  }
}

/**
 * Connects and brings the schema up to date. Servers that start together take turns. Throws DatabaseUnusable, in one
 * line, for whatever its operator can mend.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  try {
    return await openMigrated(options);
  } catch (error) {
    throw startError(error);
  }
}

async function openMigrated(options: DatabaseOptions): Promise<Database> {
  const isMysql = !options.url.startsWith('sqlite:');
  if (isMysql) await migrateMysql(options);
  const dataSource = await connect(options);
  if (isMysql) return new Database(dataSource, options);
  const { driver } = dataSource;
  const onSqlite = serialiseTransactions(driver as BetterSqlite3Driver, options.timeout ?? Infinity);
  await migrateInOne(dataSource);
  return new Database(dataSource, options, onSqlite);
}

async function connect(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource(await toDataSourceOptions(options));
  if (dataSource.options.type === 'mysql') makeTablesPortable(dataSource.driver as MysqlDriver);
  return dataSource.initialize();
}

/** One transaction from the look at what is there to the last migration: else two would find the same to do. */
async function migrateInOne(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.beforeMigration();
  try {
    await runner.startTransaction();
    await refuseForeignHistory(dataSource, runner);
    await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await runner.commitTransaction();
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.afterMigration();
    await runner.release();
  }
}

/**
 * The lock under which a database is migrated. Names of locks have 64 characters at most, as those of databases have,
 * and no case.
 */
export const MIGRATION_LOCK = "CONCAT('latchkey-migrations-', MD5(LOWER(DATABASE())))";

/** On connections of its own: of millions of rows, a migration may take longer than any request is given. */
async function migrateMysql(options: DatabaseOptions): Promise<void> {
  const dataSource = await connect({ ...options, poolSize: 2, timeout: undefined });
  try {
    // MySQL commits DDL implicitly, so only a lock keeps two servers from migrating at the same time. It ends with its session.
    const runner = dataSource.createQueryRunner();
    let isOurs = false;
    while (!isOurs) {
      const ask = `SELECT GET_LOCK(${MIGRATION_LOCK}, 2) AS isOurs`;
      const [answer] = await dataSource.query<[{ isOurs: string | number | null }]>(ask, [], runner);
      isOurs = Number(answer.isOurs) === 1;
    }
    await refuseUnfitMysql(dataSource);
    await refuseForeignHistory(dataSource, runner);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await dataSource.destroy();
  }
}
