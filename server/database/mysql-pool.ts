import type { Socket } from 'node:net';
import mysql, { type Pool, type PoolConnection, type PoolOptions } from 'mysql2';

/** The database did not answer, or had no connection free, for as long as is waited. */
export class DatabaseTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('The database did not answer in time');
  }
}

/**
 * READ COMMITTED takes no gap locks; every decision here rests on a conditional UPDATE, not on a snapshot. Said once
 * a connection, for a statement before each transaction would cost as much as one within.
 */
export function createPool(options: PoolOptions, timeout: number | undefined): Pool {
  const pool = mysql.createPool(options);
  pool.on('connection', (connection) => {
    if (timeout !== undefined) closeWhenSilent(connection, timeout);
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (error) => {
      if (error) connection.destroy();
    });
  });
  if (timeout !== undefined) limitWaiting(pool, timeout);
  return pool;
}

/** The driver's own timeout of a statement leaves its connection in the pool, where the next one would wait on. */
function closeWhenSilent(connection: PoolConnection, timeout: number): void {
  const { stream } = connection as unknown as { stream: Socket };
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
