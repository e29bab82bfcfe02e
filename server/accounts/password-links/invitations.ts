import { IsNull, type SelectQueryBuilder } from 'typeorm';
import type { Account } from '../account.entity.js';

/** Of an account whose first password nobody has chosen yet: whether there is a link by which it can be, or none any more. */
export type InvitationState = 'OPEN' | 'LAPSED';

const GOOD_LINKS =
  '(SELECT COUNT(*) FROM password_links l WHERE l.accountId = account.id AND l.expiresAt > :linksGoodAt)';

/** Narrows a query of accounts to those that were invited, in this state. */
export function whereInvited(query: SelectQueryBuilder<Account>, state: InvitationState, now: number): void {
  query
    .andWhere({ passwordState: 'NONE', directoryKey: IsNull() })
    .andWhere(`${GOOD_LINKS} ${state === 'OPEN' ? '>' : '='} 0`, { linksGoodAt: now });
}
