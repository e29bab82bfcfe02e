import type { EntityManager } from 'typeorm';

/**
 * What remains of a right code or assertion: using it up, by one conditional UPDATE in the transaction of what
 * it is used for. False when another request was faster.
 */
export type Spend = (tx: EntityManager) => Promise<boolean>;

/** A factor proved by typing a code. */
export interface CodeFactor {
  /** Null for a wrong code; changes nothing. `tx` when within a transaction, for factors quick enough for that. */
  check(accountId: string, code: string, tx?: EntityManager): Promise<Spend | null>;
}
