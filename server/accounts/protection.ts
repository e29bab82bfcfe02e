import type { Database } from '../platform/database/database.js';
import { Account } from './account.entity.js';
import type { AccountRole } from '../platform/acting/account-profile.js';

/** How many accounts are alike in all that decides about their protection. */
export interface ProtectionGroup {
  primaryFactors: number;
  requireTwoFactor: boolean;
  role: AccountRole;
  disabled: boolean;
  count: number;
}

/** Counts all accounts in one pass over one index, which holds nothing else. */
export async function countByProtection(database: Database): Promise<ProtectionGroup[]> {
  const rows = await database.manager
    .createQueryBuilder(Account, 'account')
    .select(['primaryFactors', 'requireTwoFactor', 'role', 'disabled'].map((column) => `account.${column}`))
    .addSelect('COUNT(*)', 'count')
    .groupBy('account.primaryFactors')
    .addGroupBy('account.requireTwoFactor')
    .addGroupBy('account.role')
    .addGroupBy('account.disabled')
    .getRawMany<{
      account_primaryFactors: number;
      account_requireTwoFactor: number;
      account_role: AccountRole;
      account_disabled: number;
      count: number | string;
    }>();
  return rows.map((row) => ({
    primaryFactors: row.account_primaryFactors,
    requireTwoFactor: Boolean(row.account_requireTwoFactor),
    role: row.account_role,
    disabled: Boolean(row.account_disabled),
    count: Number(row.count),
  }));
}
