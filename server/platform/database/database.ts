import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Pool, ResultSetHeader, RowDataPacket } from 'mysql2';
import pLimit from 'p-limit';
import type { DataSource, EntityManager } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import {
  DatabaseTimeoutError,
  isConnectionLost,
  isLockConflict,
  isUnavailable,
  OVERRUN,
} from './driver-errors.js';
import { SECOND } from '../clock.js';
import { GatheredRows } from './gathered-rows.js';
import { despiteConflicts, letOthersGo, MAX_TRIES } from './lock-conflicts.js';
import { changed, type PreparedRunner, rows, type Value } from './prepared.js';
import { WriteProbe } from './write-probe.entity.js';

/** How many may wait, for each connection: a queue without end turns an outage into a memory leak. */
export const MOST_WAITING = 100;
/** However often a client asks whether we are ready, we write at most once a second. */
const PROBE_HOLDS = SECOND;

const WITHIN = 'Inside a transaction its own manager must be used';

/** The shared database, MySQL/MariaDB or SQLite. */
export class Database {
  private readonly underWay = new AsyncLocalStorage<{ onCommit: (() => void)[] }>();
  private readonly gathered = new GatheredRows((sql, values) => this.fromPool<object>(sql, values));
  private readonly inTurn;
  private readonly mostWaiting: number;
  private readonly timeout: number;
  private probing: Promise<void> | undefined;
  private writesUntil = 0;

  /** Transactions, which wait for each other's locks, leave every fourth connection to those who only read. */
  constructor(
    readonly dataSource: DataSource,
    { poolSize, timeout = Infinity }: { poolSize: number; timeout?: number | undefined },
    /** Of SQLite, which is in this process. */
    private readonly onSqlite?: PreparedRunner,
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
    if (this.underWay.getStore()) throw new Error(WITHIN);
    return this.dataSource.manager;
  }

  /** Reads rows by a fixed statement on the hot path: a prepared one, without what TypeORM does for a query. */
  async rows<Row>(sql: string, values: readonly Value[], tx?: EntityManager): Promise<Row[]> {
    if (tx) return rows<Row>(tx, sql, values);
    return this.onSqlite
      ? (this.onSqlite.read(sql, values) as Promise<Row[]>)
      : this.fromPool<Row>(sql, values);
  }

  /** The row that a fixed statement beginning with SELECT finds, of which there is at most one. */
  async row<Row>(sql: string, values: readonly Value[], tx?: EntityManager): Promise<Row | undefined> {
    if (!tx && !this.onSqlite) return this.gathered.find(sql, values) as Promise<Row | undefined>;
    return (await this.rows<Row>(sql, values, tx))[0];
  }

  /** Writes by a single fixed statement, and returns how many rows that has found. */
  async changed(sql: string, values: readonly Value[], tx?: EntityManager): Promise<number> {
    if (tx) return changed(tx, sql, values);
    if (this.underWay.getStore()) throw new Error(WITHIN);
    if (this.onSqlite) return this.onSqlite.change(sql, values);
    return despiteConflicts(
      () =>
        new Promise((resolve, reject) => {
          this.pool.execute<ResultSetHeader>(sql, values as Value[], (error: Error | null, answer) => {
            if (error) reject(error);
            else resolve(answer.affectedRows);
          });
        }),
    );
  }

  private get pool(): Pool {
    return (this.dataSource.driver as MysqlDriver).pool as Pool;
  }

  private fromPool<Row>(sql: string, values: readonly Value[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const read = (isFirst: boolean): void => {
        // Not by its promises: they keep a stack for each statement.
        this.pool.execute<RowDataPacket[]>(sql, values as Value[], (error: Error | null, found) => {
          if (!error) resolve(found as Row[]);
          // It may have broken while it lay idle.
          else if (isFirst && isConnectionLost(error)) read(false);
          else reject(error);
        });
      };
      read(true);
    });
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
        if (isUnavailable(error)) this.writesUntil = 0;
        const wasLost = isConnectionLost(error) && !progress.isCommitting && tries === 1;
        if (!wasLost && (!isLockConflict(error) || tries === MAX_TRIES)) throw error;
        await letOthersGo(tries);
      }
    }
  }

  /** Runs once the transaction under way has committed, and never when it is rolled back. */
  onCommit(effect: () => void): void {
    this.underWay.getStore()?.onCommit.push(effect);
  }

  /** Whether the schema is up to date, and what is written is kept: a full disk still lets everyone read. */
  async isReady(): Promise<boolean> {
    try {
      return !(await this.dataSource.showMigrations()) && (await this.keepsWrites());
    } catch {
      return false;
    }
  }

  /** Whether what is written is kept. */
  async keepsWrites(): Promise<boolean> {
    try {
      if (performance.now() > this.writesUntil) await (this.probing ??= this.probe());
      return true;
    } catch {
      return false;
    }
  }

  /** A row that comes and goes in a transaction that commits; not in turn, for a busy database is ready all the same. */
  private async probe(): Promise<void> {
    const row = { id: randomUUID() };
    try {
      await this.dataSource.transaction(async (tx) => {
        await tx.insert(WriteProbe, row);
        await tx.delete(WriteProbe, row);
      });
      this.writesUntil = performance.now() + PROBE_HOLDS;
    } finally {
      this.probing = undefined;
    }
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}
