import type { EntityManager } from 'typeorm';
import { isUnavailable } from '../../../platform/database/driver-errors.js';
import { changed, marks, type Value } from '../../../platform/database/prepared.js';
import type { Stored } from './values.js';

const VALUES_AT_ONCE = 4000;
const ROWS_AT_ONCE = 250;
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

/** Inserts rows of one table, many by each statement. */
export class RowInserter {
  private waiting: { line: number; values: readonly Stored[] }[] = [];
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

  /** `line` says where it is from, should the database refuse it. Throws RowRefused, for this or an earlier one. */
  async add(line: number, values: readonly Stored[]): Promise<void> {
    this.waiting.push({ line, values });
    for (const value of values) if (typeof value === 'string') this.characters += value.length;
    if (this.waiting.length >= this.most || this.characters > CHARACTERS_AT_ONCE) await this.flush();
  }

  /** Inserts what waits. Throws RowRefused. */
  async flush(): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    this.characters = 0;
    if (rows.length === 0) return;
    try {
      await this.insert(rows);
    } catch (error) {
      // It may have undone the whole transaction: nothing may follow.
      if (isUnavailable(error)) throw error;
      const [only] = rows;
      if (rows.length === 1 && only) throw new RowRefused(only.line, error);
      // A statement that fails has done nothing: one after the other, the one that it is shows.
      for (const row of rows) {
        this.waiting = [row];
        await this.flush();
      }
    }
  }

  private async insert(rows: readonly { values: readonly Stored[] }[]): Promise<void> {
    const places = Array<string>(rows.length).fill(this.row).join(', ');
    await changed(
      this.tx,
      this.into + places,
      // The drivers take bytes too.
      rows.flatMap(({ values }) => values) as Value[],
    );
  }
}
