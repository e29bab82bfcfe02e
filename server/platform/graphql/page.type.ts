import { type ClassType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { FIRST_PAGE, type Page, type SortOrder as Direction } from '../paging/page.js';
import { enumOf } from './enum.type.js';

export const SortOrder = enumOf<Direction>('SortOrder', 'Direction of a sorted list.', {
  ASC: 'Least first.',
  DESC: 'Greatest first.',
});

// Arguments of every list.
export const FILTER = {
  nullable: true,
  description: 'The conditions that rows must meet; all rows are shown if it is left out.',
} as const;
export const PAGE = { nullable: true, description: 'The first 25 rows when left out.' } as const;

@InputType({ description: 'Which part of a list, in which order.' })
export class PageInput {
  @Field(() => Int, { description: 'The page’s number, from 1.' })
  page!: number;

  @Field(() => Int, { description: 'The number of rows a page, 1 to 100.' })
  perPage!: number;

  @Field(() => String, { nullable: true, description: 'A field of the list that can be sorted by.' })
  sortBy?: string | null;

  @Field(() => SortOrder, {
    nullable: true,
    description: 'The direction; ASC if it is left out and sortBy is given.',
  })
  sortOrder?: Direction | null;
}

/** What the type of a list's page extends: `rows` says what it holds, `total` what is counted and how exactly. */
export function pageOf<Item extends object>(
  item: ClassType<Item>,
  rows: string,
  total = 'The number of matches: exact up to 1,000; beyond that, or if counting is slow, at most 30 s old.',
) {
  @ObjectType()
  abstract class PageOfRows {
    @Field(() => [item], { description: `The ${rows} of this page.` })
    items!: Item[];

    @Field(() => Int, { description: total })
    total!: number;
  }
  return PageOfRows;
}

export const toPage = (input: PageInput | null | undefined): Page =>
  input
    ? {
        page: input.page,
        perPage: input.perPage,
        ...(input.sortBy != null && { sortBy: input.sortBy }),
        ...(input.sortOrder != null && { sortOrder: input.sortOrder }),
      }
    : FIRST_PAGE;

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** An input without what was left out; GraphQL clients say null for that as well. */
export const given = <T extends object>(input: T): Given<T> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as Given<T>;
