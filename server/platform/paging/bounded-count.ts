import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Clock, SECOND } from '../clock.js';

const EXACT_UP_TO = 10_000;
const REFRESHED_AFTER = 30 * SECOND;
const MOST_REMEMBERED = 100;

/**
 * Totals of lists: exact up to 10,000 rows; beyond, at most 30 s old, for counting millions of rows
 * again for every page would cost more than the page.
 */
export class BoundedCount {
  private readonly remembered = new Map<string, { total: number; at: number }>();

  constructor(private readonly clock: Clock) {}

  /** `filter` tells one list from another: the statements also hold the time. */
  async of<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, filter: object): Promise<number> {
    const key = JSON.stringify(filter);
    const known = this.remembered.get(key);
    if (known && this.clock.now() - known.at < REFRESHED_AFTER) return known.total;
    const limited = query
      .clone()
      .select('1', 'one')
      .orderBy()
      .limit(EXACT_UP_TO + 1);
    const [sql, parameters] = limited.getQueryAndParameters();
    const [row] = await query.dataSource.query<[{ n: number | string }]>(
      `SELECT COUNT(*) AS n FROM (${sql}) counted`,
      parameters,
    );
    const bounded = Number(row.n);
    return bounded <= EXACT_UP_TO ? bounded : this.large(query, key);
  }

  private async large<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    key: string,
  ): Promise<number> {
    const now = this.clock.now();
    const total = await query.clone().orderBy().getCount();
    this.remembered.delete(key);
    this.remembered.set(key, { total, at: now });
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size > MOST_REMEMBERED) this.remembered.delete(oldest);
    return total;
  }
}
