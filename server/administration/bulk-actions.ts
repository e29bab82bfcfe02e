import type { AccountsService } from '../accounts/accounts.service.js';
import type { EnrolmentRemindersService } from '../accounts/reminders/enrolment-reminders.service.js';
import type { TwoFactorService } from '../factors/two-factor/two-factor.service.js';
import { Refusal, type RefusalCode } from '../platform/refusal.js';
import type { Acting } from '../platform/acting/guard.js';

const MOST_AT_ONCE = 100;
const ENDED = new Set<RefusalCode>(['UNAUTHENTICATED', 'FORBIDDEN']);

export type BulkAction =
  'REQUIRE_TWO_FACTOR' | 'REMIND_TO_ENROL' | 'RESET_TWO_FACTOR' | 'REVOKE_TOKENS' | 'DISABLE' | 'ENABLE';

/** What acts on accounts. */
export interface Acts {
  accounts: AccountsService;
  twoFactor: TwoFactorService;
  enrolmentReminders: EnrolmentRemindersService;
}

export interface BulkOutcome {
  id: string;
  /** Null: done. */
  refusal: Refusal | null;
}

/** Does the same to each account, and tells of each how it went: one that is refused stops none of the others. */
export async function applyToAccounts(
  acts: Acts,
  acting: Acting,
  ids: readonly string[],
  action: BulkAction,
): Promise<BulkOutcome[]> {
  if (ids.length === 0 || ids.length > MOST_AT_ONCE) {
    throw new Refusal('BAD_USER_INPUT', `ids must hold between 1 and ${MOST_AT_ONCE} accounts.`, {
      field: 'ids',
    });
  }
  const outcomes: BulkOutcome[] = [];
  for (const id of new Set(ids)) {
    try {
      await ACTIONS[action](acts, acting, id);
      outcomes.push({ id, refusal: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A session that may no longer act is refused as a whole, not account by account.
      if (outcomes.length === 0 && ENDED.has(error.code)) throw error;
      outcomes.push({ id, refusal: error });
    }
  }
  return outcomes;
}

const ACTIONS: Record<BulkAction, (acts: Acts, acting: Acting, id: string) => Promise<unknown>> = {
  REQUIRE_TWO_FACTOR: ({ accounts }, acting, id) => accounts.update(acting, id, { requireTwoFactor: true }),
  REMIND_TO_ENROL: ({ enrolmentReminders }, acting, id) => enrolmentReminders.remindNow(acting, id),
  RESET_TWO_FACTOR: ({ twoFactor }, acting, id) => twoFactor.reset(acting, id, true),
  REVOKE_TOKENS: ({ accounts }, acting, id) => accounts.revokeTokens(acting, id),
  DISABLE: ({ accounts }, acting, id) => accounts.update(acting, id, { disabled: true }),
  ENABLE: ({ accounts }, acting, id) => accounts.update(acting, id, { disabled: false }),
};
