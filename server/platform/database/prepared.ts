import type { EntityManager } from 'typeorm';

/**
 * A value of a statement by hand. Whole numbers are sent as floating-point ones, for that costs the driver nothing: they
 * are exact up to 2^53, and divided with a rest by both kinds of databases.
 */
export type Value = string | number | null;

/** Runs fixed statements, each prepared once, without what TypeORM does for a query. */
export interface PreparedRunner {
  read(sql: string, values: readonly Value[]): Promise<unknown[]>;
  change(sql: string, values: readonly Value[]): Promise<number>;
}

const runnerOf = (tx: EntityManager): PreparedRunner => tx.queryRunner as unknown as PreparedRunner;

/** Reads rows in a transaction; outside of one, `Database` does. */
export const rows = <Row>(tx: EntityManager, sql: string, values: readonly Value[]): Promise<Row[]> =>
  runnerOf(tx).read(sql, values) as Promise<Row[]>;

/** Writes in a transaction, and returns how many rows that has found. */
export const changed = (tx: EntityManager, sql: string, values: readonly Value[]): Promise<number> =>
  runnerOf(tx).change(sql, values);

/** As many places for values, in parentheses. */
export const marks = ({ length }: readonly unknown[]): string => `(${Array(length).fill('?').join(', ')})`;

/** An INSERT of one row with these columns. */
export class Insertion<Row extends object> {
  readonly sql: string;

  constructor(
    table: string,
    private readonly columns: readonly (keyof Row & string)[],
  ) {
    this.sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${marks(columns)}`;
  }

  async into(tx: EntityManager, row: Readonly<Row>): Promise<void> {
    await changed(
      tx,
      this.sql,
      this.columns.map((column) => row[column] as Value),
    );
  }
}

/** A part of a statement whose values have names, each as often as it stands there: `:name`. */
export class Named<Name extends string> {
  readonly sql: string;
  private readonly order: Name[] = [];

  constructor(text: string) {
    this.sql = text.replaceAll(/:(\w+)/g, (_, name: Name) => {
      this.order.push(name);
      return '?';
    });
  }

  valuesOf(values: Readonly<Record<Name, Value>>): Value[] {
    return this.order.map((name) => values[name]);
  }
}
