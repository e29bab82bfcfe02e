import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Some accounts, such as those of a group, for lists of what belongs to accounts. */
export interface AccountScope {
  /** Narrows a query to rows whose column names one of them. */
  narrow<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, column: string): void;
}

/** How far what belongs to the accounts of a group is counted, which no index has together. */
export const MOST_COUNTED = 10_000;

/** What lists ask for the accounts of a group. */
export interface AccountScopes {
  ofGroup(groupId: string): Promise<AccountScope>;
}
