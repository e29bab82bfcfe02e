import type { FindOptionsOrder, ObjectLiteral } from 'typeorm';
import { Refusal } from '../refusal.js';

export type SortOrder = 'ASC' | 'DESC';

/** Which part of a list: `page` counts from 1. */
export interface Page {
  page: number;
  perPage: number;
  sortBy?: string;
  sortOrder?: SortOrder;
}

export const FIRST_PAGE: Page = { page: 1, perPage: 25 };
const MAX_PER_PAGE = 100;
// OFFSET walks over what it skips, so the far end of a huge list is reached by filter, not by paging.
const MAX_OFFSET = 100_000;

/** Checks a page and turns it into skip, take and a total order. Throws BAD_USER_INPUT. */
export function toFindOptions<Row extends ObjectLiteral>(
  page: Page,
  sortable: Readonly<Record<string, keyof Row & string>>,
  fallback: { by: string; order: SortOrder },
  unique?: keyof Row & string,
): { skip: number; take: number; order: FindOptionsOrder<Row> } {
  if (!(page.page >= 1)) throw invalid('page.page', 'counts from 1');
  if (!(page.perPage >= 1 && page.perPage <= MAX_PER_PAGE)) {
    throw invalid('page.perPage', `must be between 1 and ${MAX_PER_PAGE}`);
  }
  const skip = (page.page - 1) * page.perPage;
  if (skip > MAX_OFFSET) throw invalid('page.page', `reaches past ${MAX_OFFSET} rows: use a filter`);
  const by = page.sortBy ?? fallback.by;
  const column = Object.hasOwn(sortable, by) ? sortable[by] : undefined;
  if (column === undefined) {
    throw invalid('page.sortBy', `must be one of ${Object.keys(sortable).join(', ')}`);
  }
  const direction = page.sortOrder ?? (page.sortBy === undefined ? fallback.order : 'ASC');
  // MySQL sorts the whole table when the id is asked for behind a column that is unique by itself.
  const order = column === unique ? { [column]: direction } : { [column]: direction, id: direction };
  return { skip, take: page.perPage, order: order as unknown as FindOptionsOrder<Row> };
}

const invalid = (field: string, rule: string): Refusal =>
  new Refusal('BAD_USER_INPUT', `${field} ${rule}.`, { field });
