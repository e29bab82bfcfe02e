import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import type { Pool, RowDataPacket } from 'mysql2';
import pLimit from 'p-limit';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { DatabaseTimeoutError } from './mysql-pool.js';

const ER_LOCK_WAIT_TIMEOUT = 1205;
const ER_LOCK_DEADLOCK = 1213;
const MAX_TRIES = 5;
/** How many may wait, for each connection: a queue without end turns an outage into a memory leak. */
export const MOST_WAITING = 100;

// Of the network, the driver and the server. A connection broke, which says nothing of the next one.
const LOST = new Set<number | string | undefined>([
  'ECONNRESET',
  'EPIPE',
  'PROTOCOL_CONNECTION_LOST',
  1053, // ER_SERVER_SHUTDOWN
  1927, // ER_CONNECTION_KILLED (MariaDB)
]);
// The database cannot be reached, is overrun, or is not the one that writes (any more).
const AWAY = new Set<number | string | undefined>([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'SQLITE_BUSY',
  1040, // ER_CON_COUNT_ERROR
  1047, // A Galera node that is not synchronised
  ER_LOCK_WAIT_TIMEOUT, // Others hold what is needed, also after the last try
  ER_LOCK_DEADLOCK,
  1290, // ER_OPTION_PREVENTS_STATEMENT: --read-only
  1836, // ER_READ_ONLY_MODE
]);
// In the driver's own words.
const OVERRUN = 'Queue limit reached';

/** The shared database, MySQL/MariaDB or SQLite. */
export class Database {
  private readonly underWay = new AsyncLocalStorage<{ onCommit: (() => void)[] }>();
  private readonly inTurn;
  private readonly mostWaiting: number;
  private readonly timeout: number;

  /** Transactions, which wait for each other's locks, leave every fourth connection to those who only read. */
  constructor(
    readonly dataSource: DataSource,
    { poolSize, timeout = Infinity }: { poolSize: number; timeout?: number | undefined },
  ) {
    this.inTurn = pLimit(Math.max(1, Math.floor(0.75 * poolSize)));
    this.mostWaiting = MOST_WAITING * poolSize;
    this.timeout = timeout;
  }

  get isMysql(): boolean {
    return this.dataSource.options.type === 'mysql';
  }

  /**
   * For single statements; what belongs together goes through `transaction`. Inside one, this would wait for a
   * second connection while holding the first (on SQLite for ever), so it throws.
   */
  get manager(): EntityManager {
    if (this.underWay.getStore()) throw new Error('Inside a transaction its own manager must be used');
    return this.dataSource.manager;
  }

  /**
   * Reads rows by a fixed statement on the hot path: on MySQL a prepared one, straight from the pool, which
   * spares most of what TypeORM does for a query.
   */
  async rows<Row>(sql: string, parameters: string[]): Promise<Row[]> {
    if (!this.isMysql) return this.dataSource.query<Row[]>(sql, parameters);
    const pool = ((this.dataSource.driver as MysqlDriver).pool as Pool).promise();
    const read = async () => (await pool.execute<RowDataPacket[]>(sql, parameters))[0] as Row[];
    try {
      return await read();
    } catch (error) {
      // It may have broken while it lay idle.
      if (!isConnectionLost(error)) throw error;
      return read();
    }
  }

  /**
   * Runs `work` in one transaction. A deadlock rolls all of it back, and so does a connection lost before COMMIT
   * was sent, so it is run again: `work` must touch nothing but the database, and nothing slow.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const progress = { isCommitting: false };
      const attempt = async (tx: EntityManager): Promise<T> => {
        const result = await work(tx);
        progress.isCommitting = true;
        return result;
      };
      try {
        const onCommit: (() => void)[] = [];
        if (this.inTurn.pendingCount >= this.mostWaiting) throw new Error(OVERRUN);
        const came = performance.now();
        const result = await this.inTurn(() => {
          if (performance.now() - came > this.timeout) throw new DatabaseTimeoutError();
          return this.underWay.run({ onCommit }, () => this.dataSource.transaction(attempt));
        });
        for (const effect of onCommit) effect();
        return result;
      } catch (error) {
        const wasLost = isConnectionLost(error) && !progress.isCommitting && tries === 1;
        if (!wasLost && (!isLockConflict(error) || tries === MAX_TRIES)) throw error;
        await delay(randomInt(5, 20 * tries));
      }
    }
  }

  /** Runs once the transaction under way has committed, and never when it is rolled back. */
  onCommit(effect: () => void): void {
    this.underWay.getStore()?.onCommit.push(effect);
  }

  async isReady(): Promise<boolean> {
    try {
      return !(await this.dataSource.showMigrations());
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

interface DriverError {
  errno?: number;
  code?: string;
}

function driverErrno(error: unknown): number | string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { errno, code } = error.driverError as DriverError;
  return errno ?? code;
}

function causeOf(error: unknown): DriverError & { message: string } {
  if (!(error instanceof Error)) return { message: '' };
  return error instanceof QueryFailedError ? (error.driverError as Error) : error;
}

function isConnectionLost(error: unknown): boolean {
  const { errno, code, message } = causeOf(error);
  return LOST.has(code) || LOST.has(errno) || message.endsWith('in closed state');
}

/** True when the database is away, or too busy, for now, whatever was asked of it. */
export function isUnavailable(error: unknown): boolean {
  const { errno, code, message } = causeOf(error);
  return isConnectionLost(error) || AWAY.has(code) || AWAY.has(errno) || message.startsWith(OVERRUN);
}

const isLockConflict = (error: unknown): boolean => {
  const errno = driverErrno(error);
  return errno === ER_LOCK_DEADLOCK || errno === ER_LOCK_WAIT_TIMEOUT;
};

/** True for the violation of a unique index. */
export const isDuplicate = (error: unknown): boolean => {
  const errno = driverErrno(error);
  return errno === 1062 || errno === 'SQLITE_CONSTRAINT_UNIQUE' || errno === 'SQLITE_CONSTRAINT_PRIMARYKEY';
};
