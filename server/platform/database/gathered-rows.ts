import DataLoader from 'dataloader';
import type { Value } from './prepared.js';

/** So that there are few statements to prepare, these are the sizes; and one lookup does not wait for very many. */
const SIZES = [1, 2, 4, 8, 16];
const MOST = 16;

interface Placed {
  place: number;
}

/**
 * Lookups of one row each. Those by the same statement that are asked for in one turn of the event loop are sent as one:
 * the way to the database and back costs this process more than all else of a lookup, and under load many requests come
 * in one turn.
 */
export class GatheredRows {
  private readonly loaders = new Map<string, DataLoader<readonly Value[], object | undefined>>();

  constructor(private readonly read: (sql: string, values: readonly Value[]) => Promise<object[]>) {}

  /** The row that a fixed statement finds, at most one, by these values. */
  find(sql: string, values: readonly Value[]): Promise<object | undefined> {
    let loader = this.loaders.get(sql);
    if (!loader) {
      loader = new DataLoader((all) => this.together(sql, all), {
        cache: false,
        maxBatchSize: MOST,
        // After what has come in this turn, and before the next is waited for.
        batchScheduleFn: (send) => setImmediate(send),
      });
      this.loaders.set(sql, loader);
    }
    return loader.load(values);
  }

  private async together(sql: string, all: readonly (readonly Value[])[]): Promise<(object | undefined)[]> {
    const size = SIZES.find((one) => one >= all.length) ?? MOST;
    // Places without a lookup repeat the first, and nobody reads their rows.
    const values = Array.from({ length: size }, (_, place) => [
      place,
      ...(all[place] ?? all[0] ?? []),
    ]).flat();
    const found = (await this.read(statementOf(sql, size), values)) as (object & Placed)[];
    const rows = new Map(found.map((row) => [row.place, row]));
    return all.map((_, place) => rows.get(place));
  }
}

const statements = new Map<string, string>();

function statementOf(sql: string, size: number): string {
  const key = `${size} ${sql}`;
  let statement = statements.get(key);
  if (statement === undefined) {
    const one = `(${sql.replace(/^SELECT /, 'SELECT ? AS place, ')})`;
    statement = Array<string>(size).fill(one).join(' UNION ALL ');
    statements.set(key, statement);
  }
  return statement;
}
