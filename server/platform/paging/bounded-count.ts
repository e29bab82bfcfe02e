import { LRUCache } from 'lru-cache';
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
  private readonly remembered: LRUCache<string, number>;

  constructor(private readonly clock: Clock) {
    this.remembered = new LRUCache({
      max: MOST_REMEMBERED,
      ttl: REFRESHED_AFTER,
      perf: clock,
      ttlResolution: 0,
    });
  }

  /** `filter` tells one list from another: the statements also hold the time. */
  async of<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, filter: object): Promise<number> {
    const key = JSON.stringify(filter);
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
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
    const start = this.clock.now();
    const total = await query.clone().orderBy().getCount();
    this.remembered.set(key, total, { start });
    return total;
  }
}
