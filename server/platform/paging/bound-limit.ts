const LIMIT = /^(.* LIMIT )(\d+)(?:( OFFSET )(\d+))?( FOR UPDATE(?: SKIP LOCKED)?)?$/s;

/**
 * TypeORM writes the numbers of LIMIT and OFFSET into a statement. They come from outside, and each page would be a
 * statement of its own to prepare: here they become values like all others.
 */
export function bindLimit(sql: string, values: readonly unknown[] = []): [sql: string, values: unknown[]] {
  if (!sql.includes(' LIMIT ')) return [sql, [...values]];
  const [, before, limit, between = '', offset, after = ''] = LIMIT.exec(sql) ?? [];
  if (before === undefined || limit === undefined) return [sql, [...values]];
  return offset === undefined
    ? [`${before}?${after}`, [...values, Number(limit)]]
    : [`${before}?${between}?${after}`, [...values, Number(limit), Number(offset)]];
}
