import type { Socket } from 'node:net';
import mysql, { type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { DatabaseTimeoutError } from './driver-errors.js';

/** Of all a process's connections together. A server keeps 16,382 (max_prepared_stmt_count) if it is not told else. */
const PREPARED_AT_MOST = 1500;
const PREPARED_AT_LEAST = 10;

/**
 * All that is relied on, whatever a server's defaults are, in one statement a connection. READ COMMITTED takes no gap
 * locks: every decision here rests on a conditional UPDATE, not on a snapshot. Text is compared byte by byte, as in
 * SQLite. The isolation level has two names, each in a comment that the other kind passes over.
 */
export const SESSION = `SET NAMES utf8mb4 COLLATE utf8mb4_bin,
  SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
  SESSION group_concat_max_len = 1048576,
  SESSION time_zone = '+00:00',
  SESSION autocommit = 1,
  SESSION completion_type = 'NO_CHAIN',
  SESSION foreign_key_checks = 1,
  SESSION unique_checks = 1,
  SESSION sql_safe_updates = 0,
  SESSION sql_select_limit = 18446744073709551615,
  SESSION /*!80000 transaction_isolation *//*M!100000 tx_isolation */ = 'READ-COMMITTED'`;

/** Connections that put no value into a statement's text, and start out the same on every server. */
export function createPool(options: PoolOptions, timeout: number | undefined): Pool {
  const share = Math.floor(PREPARED_AT_MOST / (options.connectionLimit ?? 1));
  const pool = mysql.createPool({
    ...options,
    maxPreparedStatements: Math.max(share, PREPARED_AT_LEAST),
    queryFormat: refuseValues,
  });
  pool.on('connection', (connection) => {
    if (timeout !== undefined) closeWhenSilent(connection, timeout);
    connection.query(SESSION, (error) => {
      // What waits for this connection gets to know why it cannot have it.
      if (error) streamOf(connection).destroy(error);
    });
    prepareStatements(connection);
  });
  if (timeout !== undefined) limitWaiting(pool, timeout);
  return pool;
}

/** Instead of the driver's escaping, which is right or wrong by the server's sql_mode. */
function refuseValues(sql: string, values: unknown): string {
  if (Array.isArray(values) && values.length > 0) throw new Error('Values never become part of a statement');
  return sql;
}

// What the driver exports it looks up anew, from disk, each time it is asked.
const { BIGINT } = mysql.TypedParameter;

type Callback = (...answer: unknown[]) => void;

/** Sends what has values as a prepared statement, and the values beside it. */
function prepareStatements(connection: PoolConnection): void {
  const { query, execute } = connection as unknown as Record<
    'query' | 'execute',
    (sql: string, values: unknown[] | Callback, callback?: Callback) => unknown
  >;
  const send = (sql: string, values: unknown[] | Callback = [], callback?: Callback): unknown =>
    Array.isArray(values) && values.length > 0
      ? execute.call(connection, sql, values.map(toParameter), callback)
      : query.call(connection, sql, typeof values === 'function' ? values : [], callback);
  Object.assign(connection, { query: send });
}

/** As the driver would send it, but for whole numbers, which it takes for floating-point, and for objects. */
function toParameter(value: unknown): unknown {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    return BIGINT(value as bigint | number);
  }
  const isScalar =
    value === null || typeof value !== 'object' || Buffer.isBuffer(value) || value instanceof Date;
  if (!isScalar) throw new TypeError('A value of a statement must not be a list or an object');
  return value;
}

const streamOf = (connection: PoolConnection): Socket => (connection as unknown as { stream: Socket }).stream;

/** The driver's own timeout of a statement leaves its connection in the pool, where the next one would wait on. */
function closeWhenSilent(connection: PoolConnection, timeout: number): void {
  const stream = streamOf(connection);
  stream.setTimeout(timeout, () => stream.destroy(new DatabaseTimeoutError()));
}

/** Of a database that says nothing, everyone in the queue would cost its turn the whole timeout. */
function limitWaiting(pool: Pool, timeout: number): void {
  const getConnection = pool.getConnection.bind(pool);
  pool.getConnection = (callback) => {
    let waits = true;
    const giveUp = setTimeout(() => {
      waits = false;
      // The driver's type has a connection beside an error too; there is none.
      callback(new DatabaseTimeoutError(), undefined as unknown as PoolConnection);
    }, timeout);
    getConnection((error, connection) => {
      clearTimeout(giveUp);
      if (waits) callback(error, connection);
      else if (!error) connection.release();
    });
  };
}
