import type { RowDataPacket } from 'mysql2';
import { OperatorError } from '../../platform/operator-error.js';
import { type ServerUrl, ServerUrlError, parseServerUrl } from '../../platform/server-url.js';
import { invalid } from './totp-secret.js';

export type ForeignRow = Record<string, unknown>;

/** Another program's database, or a copy of it: read, and never written. */
export interface ForeignDatabase {
  rows(sql: string, values?: readonly (string | number)[]): Promise<ForeignRow[]>;
  /** Of a table; none when there is no such table. */
  columns(table: string): Promise<string[]>;
  close(): Promise<void>;
}

export const isMysqlUrl = (source: string): boolean => /^(?:mysql|mariadb):\/\//i.test(source);

/**
 * `IN (?, …)` for one value or more, of few lengths, each of which a server keeps prepared: what is too much repeats the
 * last one.
 */
export function oneOf<V extends string | number>(values: readonly V[]): { sql: string; values: V[] } {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  const last = values.at(-1);
  const filled = last === undefined ? [] : Array.from({ length }, (_, index) => values[index] ?? last);
  return { sql: `IN (${filled.map(() => '?').join(', ')})`, values: filled };
}

const MOST_TO_CONNECT = 10_000;

/** What is needed to read a database beside its URL, which others see in the list of processes. */
export interface DatabaseAccess {
  /** Instead of one in the URL. */
  password?: string | undefined;
  /** Whoever signs the server’s certificate, in PEM: the connection is encrypted, and the certificate and its name checked. */
  ca?: string | undefined;
}

/**
 * One moment of a live MySQL or MariaDB, in a read-only transaction. Throws BAD_USER_INPUT for the URL, OperatorError when
 * it cannot be reached.
 */
export async function openMysql(url: string, access: DatabaseAccess): Promise<ForeignDatabase> {
  const { password, ca } = access;
  const { host, port = 3306, user, path, ...place } = placeOf(url);
  const { createConnection } = await import('mysql2/promise');
  // Node finds no such name in the CommonJS of it.
  const { default: mysql } = await import('mysql2');
  const connection = await createConnection({
    host,
    port,
    ...(user !== undefined && { user }),
    ...((password ?? place.password) !== undefined && { password: password ?? place.password ?? '' }),
    database: path,
    ...(ca !== undefined && { ssl: { ca, verifyIdentity: true } }),
    connectTimeout: MOST_TO_CONNECT,
    charset: 'utf8mb4',
    dateStrings: true,
    jsonStrings: true,
  }).catch((error: unknown) => {
    // The driver's message names the account and the host, and no password.
    throw new OperatorError(`The source cannot be read: ${(error as Error).message}`, error);
  });
  await connection.query(`SET SESSION time_zone = '+00:00'`);
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  // Else the driver sends numbers as floating-point, which is none for LIMIT.
  const parameter = (value: string | number) =>
    typeof value === 'number' ? mysql.TypedParameter.BIGINT(value) : value;
  const rows = async (sql: string, values: readonly (string | number)[] = []): Promise<ForeignRow[]> =>
    (await connection.execute<RowDataPacket[]>(sql, values.map(parameter)))[0];
  return {
    rows,
    columns: async (table) => {
      const found = await rows(
        'SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
        [table],
      );
      return found.map(({ name }) => String(name));
    },
    close: () => connection.end(),
  };
}

function placeOf(url: string): ServerUrl {
  try {
    const place = parseServerUrl(url);
    if (place.path === '') throw new ServerUrlError('names no database');
    return place;
  } catch (error) {
    if (error instanceof ServerUrlError) throw invalid(`The source ${error.message}.`);
    throw error;
  }
}
