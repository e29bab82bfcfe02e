import { open, stat } from 'node:fs/promises';
import { sqliteDriver } from '../../../platform/database/sqlite-driver.js';
import { OperatorError } from '../../../platform/operator-error.js';
import {
  type DatabaseAccess,
  type ForeignDatabase,
  type ForeignRow,
  isMysqlUrl,
  oneOf,
  openMysql,
} from '../foreign-database.js';
import { invalid } from '../totp-secret.js';

/** Rows or values that one statement asks for. */
export const AT_ONCE = 500;

const URL_OF_SQLITE = /^sqlite:/i;
const URL_OF_OTHERS = /^[\w+.-]+:\/\//;
const BEGINNING_OF_SQLITE = Buffer.from('SQLite format 3\0');

/**
 * `source`: the URL of a MySQL or MariaDB database, or SQLite's file. Names in statements are in backquotes, which all of
 * them understand. Throws BAD_USER_INPUT, or an OperatorError when it cannot be reached.
 */
export async function openForeignDatabase(source: string, access: DatabaseAccess): Promise<ForeignDatabase> {
  if (isMysqlUrl(source)) return openMysql(source, access);
  const path = source.replace(URL_OF_SQLITE, '');
  // Its password would be in the message that there is no such file.
  if (URL_OF_OTHERS.test(path)) throw invalid('Of databases only MySQL, MariaDB and SQLite are read.');
  if (!(await isSqlite(path)))
    throw invalid('This is neither the URL of a database (mysql://…) nor SQLite’s file.');
  return openSqlite(path);
}

async function isSqlite(path: string): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false;
  const file = await open(path);
  try {
    const { buffer } = await file.read(
      Buffer.alloc(BEGINNING_OF_SQLITE.length),
      0,
      BEGINNING_OF_SQLITE.length,
      0,
    );
    return buffer.equals(BEGINNING_OF_SQLITE);
  } finally {
    await file.close();
  }
}

function openSqlite(path: string): ForeignDatabase {
  const database = readable(() => new (sqliteDriver())(path, { readonly: true, fileMustExist: true }));
  // What is read first takes the moment at which all the rest is seen.
  readable(() => database.exec('BEGIN'));
  return {
    rows: (sql, values = []) =>
      Promise.resolve(readable(() => database.prepare(sql).all(...values) as ForeignRow[])),
    columns: (table) =>
      Promise.resolve(
        readable(
          () => database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[],
        ),
      ),
    close: () => Promise.resolve(void database.close()),
  };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new OperatorError(`The source cannot be read: ${(error as Error).message}`, error);
  }
}

export const hasTable = async (database: ForeignDatabase, name: string): Promise<boolean> =>
  (await database.columns(name)).length > 0;

/** The rows of a table that belong to some people, by whom `column` names. */
export async function rowsByOwner(
  database: ForeignDatabase,
  table: string,
  column: string,
  owners: readonly string[],
  condition = '',
): Promise<Map<string, ForeignRow[]>> {
  const found = new Map<string, ForeignRow[]>();
  if (owners.length === 0) return found;
  const { sql, values } = oneOf(owners);
  const asked = `SELECT * FROM \`${table}\` WHERE \`${column}\` ${sql} ${condition}`;
  for (const row of await database.rows(asked, values)) {
    const owner = textOf(row[column]);
    found.set(owner, [...(found.get(owner) ?? []), row]);
  }
  return found;
}

/** A value of a column of text; drivers give bytes where a column is binary. */
export const textOf = (value: unknown): string => {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** Neither database has booleans; null: it does not say. */
export const flagOf = (value: unknown): boolean | null =>
  value === null || value === undefined ? null : value === true || value === 'true' || Number(value) === 1;

// MySQL's form, in UTC.
const DATE_AND_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/;

/** Milliseconds, of a text that is a time, or a number of `unit` milliseconds. */
export function timeOf(value: unknown, unit = 1): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const time = typeof value === 'number' ? value * unit : Date.parse(value.replace(DATE_AND_TIME, '$1T$2Z'));
  return Number.isSafeInteger(time) && time >= 0 ? time : null;
}
