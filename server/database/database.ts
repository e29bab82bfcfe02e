import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import type { Pool, RowDataPacket } from 'mysql2';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';

const ER_LOCK_WAIT_TIMEOUT = 1205;
const ER_LOCK_DEADLOCK = 1213;
const MAX_TRIES = 5;

/** The shared database, MySQL/MariaDB or SQLite. */
export class Database {
  private readonly underWay = new AsyncLocalStorage<{ onCommit: (() => void)[] }>();

  constructor(readonly dataSource: DataSource) {}

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
    const pool = (this.dataSource.driver as MysqlDriver).pool as Pool;
    const [rows] = await pool.promise().execute<RowDataPacket[]>(sql, parameters);
    return rows as Row[];
  }

  /**
   * Runs `work` in one transaction. A deadlock rolls all of it back, so it is run again:
   * `work` must touch nothing but the database, and nothing slow.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        // READ COMMITTED takes no gap locks; every decision here rests on a conditional UPDATE, not on a snapshot.
        const onCommit: (() => void)[] = [];
        const result = await this.underWay.run({ onCommit }, () =>
          this.isMysql
            ? this.dataSource.transaction('READ COMMITTED', work)
            : this.dataSource.transaction(work),
        );
        for (const effect of onCommit) effect();
        return result;
      } catch (error) {
        if (!isLockConflict(error) || tries === MAX_TRIES) throw error;
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

function driverErrno(error: unknown): number | string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { errno, code } = error.driverError as { errno?: number; code?: string };
  return errno ?? code;
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
