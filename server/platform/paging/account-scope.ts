import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Acting } from '../acting/guard.js';

/** Some accounts, such as those of a group, for lists of what belongs to accounts. */
export interface AccountScope {
  /** Tells it from others where totals are remembered; undefined: all accounts there are. */
  readonly key: string | undefined;
  /** The groups that they are in; undefined: in any, or none. */
  readonly groups: ReadonlySet<string> | undefined;
  /** Narrows a query to rows whose column names one of them. */
  narrow<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, column: string): void;
  /** Which of these ids are of such accounts. */
  among(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** How far what belongs to the accounts of a group is counted, which no index has together. */
export const MOST_COUNTED = 10_000;

/** What lists ask for the accounts of a group, and for those that whoever asks may see. */
export interface AccountScopes {
  ofGroup(groupId: string): Promise<AccountScope>;
  /** Every list is narrowed to it, so it cannot be read without saying for whom. */
  seenBy(acting: Acting): Promise<AccountScope>;
}

/** How far to count where these narrow a list; undefined: to the end. */
export const countedTo = (scopes: readonly AccountScope[], most = MOST_COUNTED): number | undefined =>
  scopes.some(({ key }) => key !== undefined) ? most : undefined;
