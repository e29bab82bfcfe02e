import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import mysql, { type Pool, type PoolOptions } from 'mysql2';
import { DataSource, type DataSourceOptions, MigrationExecutor } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { Account } from '../accounts/account.entity.js';
import { AppPassword } from '../app-passwords/app-password.entity.js';
import { AuditEvent } from '../audit/audit-event.entity.js';
import { AuditHead } from '../audit/audit-head.entity.js';
import { AuditSeal } from '../audit/audit-seal.entity.js';
import { AuthenticatorAppSetup } from '../authenticator-app/authenticator-app-setup.entity.js';
import { AuthenticatorApp } from '../authenticator-app/authenticator-app.entity.js';
import { BackupCode } from '../backup-codes/backup-code.entity.js';
import { Contact } from '../contacts/contact.entity.js';
import { Device } from '../devices/device.entity.js';
import { DataKey } from '../keys/data-key.entity.js';
import { JobRow } from '../jobs/agenda-backend/job-row.entity.js';
import { JobOutcome } from '../jobs/job-outcome.entity.js';
import { DailyFigures } from '../overview/daily-figures.entity.js';
import { KeyCheck } from '../keys/key-check.entity.js';
import { OutboxMessage } from '../notifications/outbox-message.entity.js';
import { Proof } from '../policy/proof.entity.js';
import { RecoveryCode } from '../recovery/recovery-code.entity.js';
import { Ceremony } from '../security-keys/ceremony.entity.js';
import { SecurityKey } from '../security-keys/security-key.entity.js';
import { Settings } from '../settings/settings.entity.js';
import { Challenge } from '../sign-in/challenge.entity.js';
import { ThrottleCounter } from '../throttle/throttle-counter.entity.js';
import { AuthToken } from '../tokens/auth-token.entity.js';
import { migrations } from '../../migrations/all.js';
import { Database, MOST_WAITING } from './database.js';
import { serialiseTransactions } from './sqlite-query-runner.js';

const entities = [
  Account,
  AppPassword,
  AuditEvent,
  AuditHead,
  AuditSeal,
  AuthToken,
  AuthenticatorApp,
  AuthenticatorAppSetup,
  BackupCode,
  Ceremony,
  Challenge,
  Contact,
  DailyFigures,
  DataKey,
  Device,
  JobOutcome,
  JobRow,
  KeyCheck,
  OutboxMessage,
  Proof,
  RecoveryCode,
  SecurityKey,
  Settings,
  ThrottleCounter,
];

export interface DatabaseOptions {
  url: string;
  poolSize: number;
}

function toDataSourceOptions({ url, poolSize }: DatabaseOptions): DataSourceOptions {
  const shared = { entities, migrations, migrationsTableName: 'migrations', logging: false };
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    createPrivateFile(file);
    return {
      ...shared,
      type: 'better-sqlite3',
      database: file,
      enableWAL: true,
      prepareDatabase: (connection: { pragma: (statement: string) => void }) => {
        // FULL: an acknowledged commit survives power loss, not only a killed process.
        connection.pragma('synchronous = FULL');
      },
    };
  }
  return {
    ...shared,
    type: 'mysql',
    driver: { ...mysql, createPool: createReadCommittedPool },
    url,
    charset: 'utf8mb4',
    timezone: 'Z',
    poolSize,
    connectTimeout: 10_000,
    // A stack for every statement, for the few that fail: the log names the statement anyway.
    trace: false,
    extra: { queueLimit: poolSize * MOST_WAITING, enableKeepAlive: true },
  };
}

/**
 * READ COMMITTED takes no gap locks; every decision here rests on a conditional UPDATE, not on a snapshot. Said once
 * a connection, for a statement before each transaction would cost as much as one within.
 */
function createReadCommittedPool(options: PoolOptions): Pool {
  const pool = mysql.createPool(options);
  pool.on('connection', (connection) => {
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (error) => {
      if (error) connection.destroy();
    });
  });
  return pool;
}

/** Password hashes are in it: for its owner's eyes only. SQLite gives its journals the same mode. */
function createPrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

/** Connects and brings the schema up to date. Servers that start together take turns. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const dataSource = new DataSource(toDataSourceOptions(options));
  await dataSource.initialize();
  if (dataSource.options.type === 'better-sqlite3') {
    serialiseTransactions(dataSource.driver as BetterSqlite3Driver);
  }
  await migrate(dataSource);
  return new Database(dataSource, options.poolSize);
}

/** One transaction from the look at what is there to the last migration: else two would find the same to do. */
async function migrateInOne(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.beforeMigration();
  try {
    await runner.startTransaction();
    await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await runner.commitTransaction();
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.afterMigration();
    await runner.release();
  }
}

async function migrate(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type !== 'mysql') return migrateInOne(dataSource);
  // MySQL commits DDL implicitly, so only a lock keeps two servers from migrating at once.
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT GET_LOCK(CONCAT("latchkey-migrations-", DATABASE()), 300)');
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('SELECT RELEASE_LOCK(CONCAT("latchkey-migrations-", DATABASE()))');
    await runner.release();
  }
}
