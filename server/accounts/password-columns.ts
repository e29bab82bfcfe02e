import type { Account } from './account.entity.js';

type PasswordColumns = Pick<Account, 'passwordHash' | 'passwordCost' | 'directoryKey'>;

/** A password that is kept here, by a hash of our own cost unless another is named; no directory knows the account. */
export const ownPassword = (passwordHash: string, passwordCost: string | null = null): PasswordColumns => ({
  passwordHash,
  passwordCost,
  directoryKey: null,
});

/** A password that a directory keeps, which knows the account by this. */
export const passwordElsewhere = (directoryKey: string): PasswordColumns => ({
  passwordHash: null,
  passwordCost: null,
  directoryKey,
});
