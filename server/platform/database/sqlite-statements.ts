import type BetterSqlite3 from 'better-sqlite3';
import type { Value } from './prepared.js';

// Those by hand are few, but lists of values make many of TypeORM's.
const KEPT = 1000;

/** The statements of a connection to SQLite, which stay prepared. */
export class SqliteStatements {
  private readonly prepared = new Map<string, BetterSqlite3.Statement>();

  constructor(private readonly sqlite: BetterSqlite3.Database) {}

  read(sql: string, values: readonly Value[]): unknown[] {
    return this.prepare(sql).all(...values);
  }

  change(sql: string, values: readonly Value[]): number {
    return this.prepare(sql).run(...values).changes;
  }

  /** What the statement answers, be it rows or what it has changed. */
  run(sql: string, values: readonly unknown[]): unknown[] | BetterSqlite3.RunResult {
    const statement = this.prepare(sql);
    return statement.reader ? statement.all(...values) : statement.run(...values);
  }

  private prepare(sql: string): BetterSqlite3.Statement {
    const known = this.prepared.get(sql);
    if (known) return known;
    const statement = this.sqlite.prepare(sql);
    this.prepared.set(sql, statement);
    const [oldest] = this.prepared.keys();
    if (this.prepared.size > KEPT && oldest !== undefined) this.prepared.delete(oldest);
    return statement;
  }
}
