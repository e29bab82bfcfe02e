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
  ) {
    super(driver);
  }

  override async startTransaction(isolationLevel?: IsolationLevel): Promise<void> {
    this.leave ??= await this.gate.enter();
    try {
      await super.startTransaction(isolationLevel);
    } catch (error) {
      this.endTransaction();
      throw error;
    }
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
    const leave = this.leave ? undefined : await this.gate.enter();
    try {
      return (await super.query(sql, parameters, useStructuredResult)) as T;
    } finally {
      leave?.();
      statementRan.publish({ sql, took: (performance.now() - came) / 1000 });
    }
  }

  override async release(): Promise<void> {
    await super.release();
    this.idle.add(this);
  }

  private endTransaction(): void {
    if (this.transactionDepth > 0) return;
    this.leave?.();
    this.leave = undefined;
  }
}

/** Makes every query runner of this driver take its turn; runners are reused for their prepared statements. */
export function serialiseTransactions(driver: BetterSqlite3Driver): void {
  const gate = new Gate();
  const idle = new Set<SqliteQueryRunner>();
  driver.createQueryRunner = () => {
    const [runner = new SqliteQueryRunner(driver, gate, idle)] = idle;
    idle.delete(runner);
    return runner;
  };
}
