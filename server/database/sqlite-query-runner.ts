import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { statementRan } from '../diagnostics.js';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';

/** Lets one holder at a time through, in order of arrival. */
class Gate {
  private tail: Promise<void> = Promise.resolve();

  async enter(): Promise<() => void> {
    const before = this.tail;
    let leave!: () => void;
    this.tail = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  }
}

/**
 * SQLite has one connection, so statements of other requests would slip into an open transaction and be
 * rolled back with it. Here a transaction has the connection to itself, and all others wait.
 */
export class SqliteQueryRunner extends BetterSqlite3QueryRunner {
  private leave: (() => void) | undefined;

  constructor(
    driver: BetterSqlite3Driver,
    private readonly gate: Gate,
    private readonly idle: Set<SqliteQueryRunner>,
    private readonly timeout: number,
  ) {
    super(driver);
  }

  override async startTransaction(isolationLevel?: IsolationLevel): Promise<void> {
    await this.whenFree(async () => {
      this.leave ??= await this.gate.enter();
      try {
        await super.startTransaction(isolationLevel);
      } catch (error) {
        // TypeORM takes it for begun before it is.
        this.isTransactionActive = this.transactionDepth > 0;
        this.endTransaction();
        throw error;
      }
    });
  }

  override async commitTransaction(): Promise<void> {
    await super.commitTransaction();
    this.endTransaction();
  }

  override async rollbackTransaction(): Promise<void> {
    try {
      await super.rollbackTransaction();
    } finally {
      this.endTransaction();
    }
  }

  override async query<T = unknown>(
    query: string,
    parameters?: unknown[],
    useStructuredResult?: boolean,
  ): Promise<T> {
    // IMMEDIATE takes the write lock at once: a deferred transaction that reads first can fail when it writes.
    const sql = query === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : query;
    const came = performance.now();
    const run = (): Promise<T> => super.query(sql, parameters, useStructuredResult) as Promise<T>;
    try {
      return await (this.leave ? run() : this.whenFree(() => this.inTurn(run)));
    } finally {
      statementRan.publish({ sql, took: (performance.now() - came) / 1000 });
    }
  }

  override async release(): Promise<void> {
    await super.release();
    this.idle.add(this);
  }

  private async inTurn<T>(run: () => Promise<T>): Promise<T> {
    const leave = await this.gate.enter();
    try {
      return await run();
    } finally {
      leave();
    }
  }

  /** Tries again while another process is writing. SQLite would wait by itself, and all of this process with it. */
  private async whenFree<T>(attempt: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.timeout;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error;
        await delay(randomInt(5, 25));
      }
    }
  }

  private endTransaction(): void {
    if (this.transactionDepth > 0) return;
    this.leave?.();
    this.leave = undefined;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === 'SQLITE_BUSY';

/**
 * Makes every query runner of this driver take its turn, and wait that long, in milliseconds, for another process;
 * runners are reused for their prepared statements.
 */
export function serialiseTransactions(driver: BetterSqlite3Driver, timeout: number): void {
  (driver.databaseConnection as { pragma: (statement: string) => void }).pragma('busy_timeout = 0');
  const gate = new Gate();
  const idle = new Set<SqliteQueryRunner>();
  driver.createQueryRunner = () => {
    const [runner = new SqliteQueryRunner(driver, gate, idle, timeout)] = idle;
    idle.delete(runner);
    return runner;
  };
}
