import type { SuiteUser } from './suite-user.js';

/** The people in the suite's database, whatever its version keeps them in. */
export interface SuiteSchema {
  readonly version: '8' | '9';
  count(): Promise<number>;
  /** In the order of their ids, some hundred at a time; `changedSince`: only those with a row that was written since. */
  users(changedSince: Date | null): AsyncGenerator<readonly SuiteUser[]>;
  /** Which of these ids there still are. */
  existing(ids: readonly number[]): Promise<Set<number>>;
}
