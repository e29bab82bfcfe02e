import type { AccountProfile } from '../platform/acting/account-profile.js';
import { PackedColumns } from '../platform/database/packed-columns.js';
import { factColumns } from '../settings/policies/policy-columns.js';

/** A bigint column as the drivers hand it over. */
export type Milliseconds = number | string;

type Flag = 'disabled' | 'isScoped' | 'requireTwoFactor';
type Moment =
  | 'directoryConfirmedAt'
  | 'directoryAskedAt'
  | 'graceFrom'
  | 'reportedAt'
  | 'createdAt'
  | 'lastSignInAt'
  | 'exemptUntil';

/** An account as the drivers hand it over: they know neither booleans nor, for certain, bigints. */
export type AccountRow = Omit<AccountProfile, Flag | Moment> &
  Record<Flag, number> & { [Name in Moment]: Milliseconds | Extract<AccountProfile[Name], null> };

/** What `toProfile` makes an account of, in a statement by hand that calls the table `a`. */
export const ACCOUNT_COLUMNS: Record<keyof AccountRow, string> = {
  id: 'a.id',
  login: 'a.login',
  loginKey: 'a.loginKey',
  displayName: 'a.displayName',
  nameKey: 'a.nameKey',
  role: 'a.role',
  isScoped: 'a.isScoped',
  disabled: 'a.disabled',
  passwordState: 'a.passwordState',
  directoryKey: 'a.directoryKey',
  directoryConfirmedAt: 'a.directoryConfirmedAt',
  directoryAskedAt: 'a.directoryAskedAt',
  credentialVersion: 'a.credentialVersion',
  primaryFactors: 'a.primaryFactors',
  requireTwoFactor: 'a.requireTwoFactor',
  graceFrom: 'a.graceFrom',
  allowedNetworks: 'a.allowedNetworks',
  reportedAt: 'a.reportedAt',
  createdAt: 'a.createdAt',
  lastSignInAt: 'a.lastSignInAt',
  ...factColumns('a'),
};

/** The same where there is neither a policy nor an exemption: what these depend on costs MariaDB as much as all else. */
export const ACCOUNT_WITHOUT_FACTS: typeof ACCOUNT_COLUMNS = {
  ...ACCOUNT_COLUMNS,
  policyGroups: 'NULL',
  policyDomain: 'NULL',
  exemptUntil: 'NULL',
};

export const ACCOUNT = new PackedColumns<AccountRow>(ACCOUNT_COLUMNS);

export const toNumber = (milliseconds: Milliseconds | null): number | null =>
  milliseconds === null ? null : Number(milliseconds);

export function toProfile(row: AccountRow): AccountProfile {
  return {
    id: row.id,
    login: row.login,
    loginKey: row.loginKey,
    displayName: row.displayName,
    nameKey: row.nameKey,
    role: row.role,
    isScoped: Boolean(row.isScoped),
    disabled: Boolean(row.disabled),
    passwordState: row.passwordState,
    directoryKey: row.directoryKey,
    directoryConfirmedAt: toNumber(row.directoryConfirmedAt),
    directoryAskedAt: toNumber(row.directoryAskedAt),
    credentialVersion: row.credentialVersion,
    primaryFactors: row.primaryFactors,
    requireTwoFactor: Boolean(row.requireTwoFactor),
    graceFrom: toNumber(row.graceFrom),
    allowedNetworks: row.allowedNetworks,
    reportedAt: toNumber(row.reportedAt),
    createdAt: Number(row.createdAt),
    lastSignInAt: toNumber(row.lastSignInAt),
    policyGroups: row.policyGroups,
    policyDomain: row.policyDomain,
    exemptUntil: toNumber(row.exemptUntil),
  };
}

const THAT_IS = { DISABLED: 'a.disabled', PROTECTED: 'a.primaryFactors <> 0' } as const;

/**
 * A condition on rows of another table: whether the account that this column of theirs names is such a one. Not by EXISTS,
 * for which MariaDB may read all such accounts first.
 */
export const isOfAccount = (column: string, what: keyof typeof THAT_IS): string =>
  `(SELECT ${THAT_IS[what]} FROM accounts a WHERE a.id = ${column})`;
