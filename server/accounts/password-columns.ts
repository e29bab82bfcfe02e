import type { Account } from './account.entity.js';

export type PasswordColumns = Pick<Account, 'passwordHash' | 'passwordCost' | 'directoryKey' | 'reportedAt'>;

/**
 * A password that is kept here, by a hash of our own cost unless another is named; no directory knows the account. Whoever
 * knew the one before knows nothing of it: an account that was reported is open again.
 */
export const ownPassword = (passwordHash: string, passwordCost: string | null = null): PasswordColumns => ({
  passwordHash,
  passwordCost,
  directoryKey: null,
  reportedAt: null,
});

/** A password that a directory keeps, which knows the account by this. */
export const passwordElsewhere = (directoryKey: string): PasswordColumns => ({
  passwordHash: null,
  passwordCost: null,
  directoryKey,
  reportedAt: null,
});
