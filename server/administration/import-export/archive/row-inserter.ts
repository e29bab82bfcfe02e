import type { EntityManager } from 'typeorm';
import { isUnavailable } from '../../../platform/database/driver-errors.js';
import { changed, marks, type Value } from '../../../platform/database/prepared.js';
import type { Stored } from './values.js';

const VALUES_AT_ONCE = 8000;
const ROWS_AT_ONCE = 500;
// Servers take packets of 16 MB and more (max_allowed_packet).
const CHARACTERS_AT_ONCE = 2_000_000;

/** A row that the database does not take. */
export class RowRefused extends Error {
  constructor(
    /** Of `add`. */
    readonly line: number,
    cause: unknown,
  ) {
    super('The database refused a row', { cause });
  }
}

interface WaitingRow {
  line: number;
  values: readonly Stored[];
}

/** Inserts rows of one table, many by each statement. */
export class RowInserter {
  private waiting: WaitingRow[] = [];
  private underWay: Promise<void> = Promise.resolve();
  private characters = 0;
  private readonly most: number;
  private readonly into: string;
  private readonly row: string;

  constructor(
    private readonly tx: EntityManager,
    table: string,
    columns: readonly string[],
  ) {
    const { driver } = tx.dataSource;
    this.most = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(VALUES_AT_ONCE / columns.length)));
    const names = columns.map((name) => driver.escape(name)).join(', ');
    this.into = `INSERT INTO ${driver.escape(table)} (${names}) VALUES `;
    this.row = marks(columns);
  }

  /** `line` says where it is from, should the database refuse it. Throws RowRefused, for an earlier one. */
  async add(line: number, values: readonly Stored[]): Promise<void> {
    this.waiting.push({ line, values });
    for (const value of values) if (typeof value === 'string') this.characters += value.length;
    if (this.waiting.length >= this.most || this.characters > CHARACTERS_AT_ONCE) await this.send();
  }

  /** Inserts what waits. Throws RowRefused. */
  async flush(): Promise<void> {
    await this.send();
    await this.underWay;
  }

  /** Whatever becomes of it, nothing is under way any more: to be awaited before a transaction is given up. */
  async settle(): Promise<void> {
    await this.underWay.catch(() => undefined);
  }

  /** Has the database insert what waits while the next rows are made. */
  private async send(): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    this.characters = 0;
    await this.underWay;
    this.underWay = this.insert(rows);
    // It is looked at later, or never where something else has failed meanwhile.
    this.underWay.catch(() => undefined);
  }

  private async insert(rows: readonly WaitingRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const places = Array<string>(rows.length).fill(this.row).join(', ');
    try {
      // The drivers take bytes too.
      await changed(this.tx, this.into + places, rows.flatMap(({ values }) => values) as Value[]);
    } catch (error) {
      // It may have undone the whole transaction: nothing may follow.
      if (isUnavailable(error)) throw error;
      if (rows.length === 1) throw new RowRefused(first.line, error);
      // A statement that fails has done nothing: one after the other, the one that it is shows.
      for (const row of rows) await this.insert([row]);
    }
  }
}
