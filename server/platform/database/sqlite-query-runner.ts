import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import pLimit, { type LimitFunction } from 'p-limit';
import { type ObjectLiteral, QueryFailedError, QueryResult, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';
import { statementRan } from '../telemetry/diagnostics.js';
import { bindLimit } from '../paging/bound-limit.js';
import { isBusy } from './driver-errors.js';
import type { PreparedRunner, Value } from './prepared.js';
import { sqliteDriver } from './sqlite-driver.js';
import { SqliteStatements } from './sqlite-statements.js';

const ONLY_READS = /^\s*(?:EXPLAIN QUERY PLAN )?SELECT\b/i;

/**
 * One connection to SQLite writes, so statements of other requests would slip into an open transaction and be rolled
 * back with it. Here a transaction has it to itself, and who writes waits for it; who only reads does not.
 */
export class SqliteQueryRunner extends BetterSqlite3QueryRunner implements PreparedRunner {
  private leave: (() => void) | undefined;

  constructor(
    driver: BetterSqlite3Driver,
    /** Lets one at a time through, in order of arrival. */
    private readonly turn: LimitFunction,
    private readonly statements: SqliteStatements,
    /** On whichever connection reads what is committed, at this moment. */
    private readonly committed: () => SqliteStatements,
    private readonly timeout: number,
  ) {
    super(driver);
  }

  override async startTransaction(isolationLevel?: IsolationLevel): Promise<void> {
    await this.whenFree(async () => {
      this.leave ??= await this.enter();
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
    } catch (error) {
      // What it could not write, for want of room, SQLite has rolled back by itself. Where even that failed, whoever
      // comes next finds it so.
      this.transactionDepth = 0;
      this.isTransactionActive = false;
      if (this.sqlite.inTransaction) throw error;
    } finally {
      this.endTransaction();
    }
  }

  override async query<T = unknown>(
    query: string,
    parameters?: unknown[],
    useStructuredResult?: boolean,
  ): Promise<T> {
    // IMMEDIATE takes the write lock with its first statement: a deferred transaction that reads first can fail when it writes.
    const begun = query === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : query;
    const [sql, values] = bindLimit(begun, parameters);
    const raw = await this.whenItsTurn(sql, (statements) => run(statements, sql, values.map(toBindable)));
    const isRead = Array.isArray(raw);
    if (!useStructuredResult) return (isRead ? raw : raw.lastInsertRowid) as T;
    const result = new QueryResult();
    if (isRead) Object.assign(result, { raw, records: raw });
    else Object.assign(result, { raw: raw.lastInsertRowid, affected: raw.changes });
    return result as T;
  }

  async read(sql: string, values: readonly Value[]): Promise<unknown[]> {
    return this.whenItsTurn(sql, (statements) => statements.read(sql, values));
  }

  async change(sql: string, values: readonly Value[]): Promise<number> {
    return this.whenItsTurn(sql, (statements) => statements.change(sql, values));
  }

  private async whenItsTurn<T>(sql: string, use: (statements: SqliteStatements) => T): Promise<T> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const came = performance.now();
    try {
      if (this.leave) return use(this.statements);
      if (ONLY_READS.test(sql)) return await this.whenFree(() => use(this.committed()));
      return await this.whenFree(() => this.inTurn(use));
    } finally {
      told(sql, came);
    }
  }

  private async inTurn<T>(use: (statements: SqliteStatements) => T): Promise<T> {
    const leave = await this.enter();
    try {
      return use(this.statements);
    } finally {
      leave();
    }
  }

  /** Takes the turn, with nobody's transaction left open. */
  private async enter(): Promise<() => void> {
    // A transaction begins in one call and ends in another: until then, a promise keeps the turn.
    const leave = await new Promise<() => void>((entered) => {
      void this.turn(() => new Promise<void>(entered));
    });
    try {
      if (this.sqlite.inTransaction) this.sqlite.exec('ROLLBACK');
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  private get sqlite(): BetterSqlite3.Database {
    return this.driver.databaseConnection as BetterSqlite3.Database;
  }

  /** Tries again while another process is writing. SQLite would wait by itself, and all of this process with it. */
  private async whenFree<T>(attempt: () => T | Promise<T>): Promise<T> {
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

/** As TypeORM's own, without its listeners, of which there are none. */
function run(
  statements: SqliteStatements,
  sql: string,
  values: readonly unknown[],
): unknown[] | BetterSqlite3.RunResult {
  try {
    return statements.run(sql, values);
  } catch (error) {
    throw new QueryFailedError(sql, [...values], error as Error);
  }
}

/** The driver takes all numbers for floating-point, by which `7 / 2` is not 3; and it knows no booleans. */
function toBindable(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  const plain: unknown = value instanceof Number ? value.valueOf() : value;
  return Number.isSafeInteger(plain) ? BigInt(plain as number) : plain;
}

/** TypeORM writes numbers into the text of SQLite's statements; as objects it leaves them to be bound. */
function bindNumbers(driver: BetterSqlite3Driver): void {
  const escape = driver.escapeQueryWithParameters.bind(driver) as (
    sql: string,
    parameters: ObjectLiteral,
  ) => [string, unknown[]];
  driver.escapeQueryWithParameters = (sql, parameters) => {
    const bound = Object.entries(parameters).map(([name, value]: [string, unknown]): [string, unknown] => [
      name,
      typeof value === 'number' ? (Object(value) as unknown) : value,
    ]);
    return escape(sql, Object.fromEntries<unknown>(bound));
  };
}

/**
 * Makes every query runner of this driver take its turn, and wait that long, in milliseconds, for another process. What
 * is returned is for single statements. Reads of what is committed wait for no turn: while there is a transaction on
 * the first connection, a second one reads, which cannot write.
 */
export function serialiseTransactions(driver: BetterSqlite3Driver, timeout: number): PreparedRunner {
  const sqlite = driver.databaseConnection as BetterSqlite3.Database;
  sqlite.pragma('busy_timeout = 0');
  bindNumbers(driver);
  const turn = pLimit(1);
  const statements = new SqliteStatements(sqlite);
  const reader = openReader(driver);
  const beside = new SqliteStatements(reader);
  // The first one where it is free: a commit empties the cache of the second.
  const committed = (): SqliteStatements =>
    turn.activeCount + turn.pendingCount > 0 || sqlite.inTransaction ? beside : statements;
  const createQueryRunner = (): SqliteQueryRunner =>
    new SqliteQueryRunner(driver, turn, statements, committed, timeout);
  driver.createQueryRunner = createQueryRunner;
  const readAtOnce = (sql: string, values: readonly Value[]): unknown[] | undefined => {
    const came = performance.now();
    try {
      return committed().read(sql, values);
    } catch (error) {
      if (isBusy(error)) return undefined;
      throw error;
    } finally {
      told(sql, came);
    }
  };
  return {
    read: async (sql, values) => readAtOnce(sql, values) ?? createQueryRunner().read(sql, values),
    change: (sql, values) => createQueryRunner().change(sql, values),
  };
}

/** Closed before the first connection, which as the last one moves all of the write-ahead log into the file. */
function openReader(driver: BetterSqlite3Driver): BetterSqlite3.Database {
  const { name } = driver.databaseConnection as BetterSqlite3.Database;
  const reader = new (sqliteDriver())(name, { readonly: true, fileMustExist: true, timeout: 0 });
  const disconnect = driver.disconnect.bind(driver);
  driver.disconnect = () => {
    reader.close();
    return disconnect();
  };
  return reader;
}

const told = (sql: string, came: number): void =>
  statementRan.publish({ sql, took: (performance.now() - came) / 1000 });
