import {
  type EntityTarget,
  type FindOptionsOrder,
  type FindOptionsSelect,
  type FindOptionsWhere,
  In,
  type ObjectLiteral,
} from 'typeorm';
import type { Database } from './database.js';

/**
 * One pass over rows that may go. Each call takes up to `limit` of them, in a transaction of its own; a pass that
 * breaks off has done what it did, and the next one begins anew.
 */
export type Sweep = (limit: number) => Promise<{ rows: number; done: boolean }>;

/** Deletes rows by primary key, in the order of an indexed column on which the condition is a range. */
export function sweepRows<Row extends ObjectLiteral>(
  database: Database,
  entity: EntityTarget<Row>,
  options: { key: keyof Row & string; by: keyof Row & string; where: FindOptionsWhere<Row> },
): Sweep {
  const { key, by, where } = options;
  return async (limit) => {
    const found = await database.manager.find(entity, {
      select: { [key]: true } as FindOptionsSelect<Row>,
      where,
      order: { [by]: 'ASC' } as FindOptionsOrder<Row>,
      take: limit,
    });
    if (found.length === 0) return { rows: 0, done: true };
    const keys = found.map((row): unknown => row[key]);
    // The condition once more: a row may have been renewed since it was found.
    const { affected } = await database.transaction((tx) => tx.delete(entity, { ...where, [key]: In(keys) }));
    return { rows: affected ?? 0, done: found.length < limit };
  };
}
