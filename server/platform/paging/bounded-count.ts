import { LRUCache } from 'lru-cache';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Clock, SECOND } from '../clock.js';

const EXACT_UP_TO = 1000;
const REFRESHED_AFTER = 30 * SECOND;
/** What is slow to count is kept so many times as long as it took. */
const KEPT_TIMES = 30;
const MOST_REMEMBERED = 100;

/**
 * Totals of lists: exact up to 1,000 rows; beyond, or where it is slow to count even those, at most 30 s old, for
 * counting more rows for every page than it shows would cost more than the page.
 */
export class BoundedCount {
  private readonly remembered: LRUCache<string, number>;

  constructor(private readonly clock: Clock) {
    this.remembered = new LRUCache({
      max: MOST_REMEMBERED,
      perf: clock,
      ttl: REFRESHED_AFTER,
      ttlResolution: 0,
    });
  }

  /** `filter` tells one list from another: the statements also hold the time. */
  async of<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    filter: object,
    /** To be counted; undefined: all. */
    most?: number,
  ): Promise<number> {
    return this.upTo(filter, (limit = most) => countOf(query, limit));
  }

  /** By other means: `count` stops at `limit`, where there is one. */
  async upTo(filter: object, count: (limit?: number) => Promise<number>): Promise<number> {
    const key = JSON.stringify(filter);
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
    const start = this.clock.now();
    const few = await count(EXACT_UP_TO + 1);
    const isExact = few <= EXACT_UP_TO;
    const total = isExact ? few : await count();
    const took = this.clock.now() - start;
    const ttl = isExact ? Math.min(took * KEPT_TIMES, REFRESHED_AFTER) : REFRESHED_AFTER;
    if (ttl > 0) this.remembered.set(key, total, { start, ttl });
    return total;
  }
}

/** Not as TypeORM counts, which keeps every id to tell them apart where anything is joined. */
async function countOf<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  limit: number | undefined,
): Promise<number> {
  const found = query.clone().select('1', 'one').orderBy().limit(limit);
  const [sql, parameters] = found.getQueryAndParameters();
  const [row] = await query.dataSource.query<[{ n: number | string }]>(
    `SELECT COUNT(*) AS n FROM (${sql}) counted`,
    parameters,
  );
  return Number(row.n);
}
