import { closeSync, openSync, rmSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import type { Config } from '../config/config.js';
import { DatabaseUnusable } from '../platform/database/driver-errors.js';
import { sqliteDriver } from '../platform/database/sqlite-driver.js';
import { Refusal } from '../platform/refusal.js';
import type { Family, Result } from './command.js';

export const backupCommand: Family = (program, { onConfig }) => {
  program
    .command('backup')
    .summary('copies SQLite’s database while servers run')
    .description('Copies SQLite’s database to a new file while servers run, and checks the copy.')
    .argument('<file>')
    .action((file) => onConfig((config) => backUp(config, file)));
};

/**
 * Copies SQLite's database while servers write to it: by its online backup, for the file alone lacks what is still in
 * its -wal. The database is taken as it is, also before an update has migrated it. Never over another file, and for
 * its owner's eyes only: password hashes are in it.
 */
async function backUp({ database: { url } }: Config, typed: string): Promise<Result> {
  // As the driver takes it.
  const path = typed.trim();
  if (!url.startsWith('sqlite:')) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'This command is for SQLite. For MySQL and MariaDB, use: mariadb-dump --single-transaction --databases NAME',
    );
  }
  const driver = sqliteDriver();
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal('CONFLICT', code === 'EEXIST' ? `${path} exists already.` : message);
  }
  try {
    const source = new driver(url.slice('sqlite:'.length), { fileMustExist: true });
    try {
      // In one step, a moment of the database: between steps each write by a server would begin it anew.
      await source.backup(path, { progress: () => Number.MAX_SAFE_INTEGER });
    } finally {
      source.close();
    }
    return describe(path, check(new driver(path)));
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    throw error;
  }
}

/** Reads all of the copy, and makes one file of it: without its own -wal, it can be opened where nothing is written. */
function check(copy: BetterSqlite3.Database): number {
  try {
    copy.pragma('journal_mode = DELETE');
    const findings = copy.pragma('integrity_check') as { integrity_check: string }[];
    const [first] = findings;
    if (first?.integrity_check !== 'ok') {
      throw new DatabaseUnusable(`The database is damaged: ${first?.integrity_check ?? 'no answer'}`);
    }
    const { accounts } = copy.prepare('SELECT COUNT(*) AS accounts FROM accounts').get() as {
      accounts: number;
    };
    return accounts;
  } finally {
    copy.close();
  }
}

const describe = (path: string, accounts: number): Result => ({
  data: { path, accounts },
  lines: [`${path} holds ${accounts} accounts and is complete. Keep SECRET_KEY apart from it.`],
});
