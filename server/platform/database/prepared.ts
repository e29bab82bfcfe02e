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

// Of rows or values in one statement: few enough that there are not many texts to keep prepared.
const INSERTED_AT_ONCE = 50;
const ASKED_AT_ONCE = [1, 10, 100, 500];

/** An INSERT of rows with these columns; the others take their defaults. */
export class Insertion<Row extends object> {
  readonly sql: string;

  constructor(
    table: string,
    private readonly columns: readonly (keyof Row & string)[],
  ) {
    this.sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${marks(columns)}`;
  }

  async into(tx: EntityManager, row: Readonly<Row>): Promise<void> {
    await changed(tx, this.sql, this.valuesOf(row));
  }

  /** Some rows a statement. */
  async allInto(tx: EntityManager, rows: readonly Readonly<Row>[]): Promise<void> {
    for (let from = 0; from < rows.length; from += INSERTED_AT_ONCE) {
      const some = rows.slice(from, from + INSERTED_AT_ONCE);
      const more = `, ${marks(this.columns)}`.repeat(some.length - 1);
      await changed(
        tx,
        this.sql + more,
        some.flatMap((row) => this.valuesOf(row)),
      );
    }
  }

  private valuesOf(row: Readonly<Row>): Value[] {
    return this.columns.map((column) => {
      const value: unknown = row[column];
      // Neither database has booleans.
      return typeof value === 'boolean' ? Number(value) : (value as Value);
    });
  }
}

/**
 * The rows with one of these values, which a statement that ends in `IN` is asked for: always for one of a few numbers
 * of them, the last one several times, so that few texts are prepared.
 */
export async function rowsWhereIn<Row>(
  read: (sql: string, values: readonly Value[]) => Promise<Row[]>,
  sql: string,
  values: readonly string[],
): Promise<Row[]> {
  const most = ASKED_AT_ONCE.at(-1) ?? 1;
  const found: Row[] = [];
  for (let from = 0; from < values.length; from += most) {
    const some = values.slice(from, from + most);
    const places = ASKED_AT_ONCE.find((count) => count >= some.length) ?? most;
    const asked = [...some, ...Array<string>(places - some.length).fill(some.at(-1) ?? '')];
    found.push(...(await read(`${sql} ${marks(asked)}`, asked)));
  }
  return found;
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
