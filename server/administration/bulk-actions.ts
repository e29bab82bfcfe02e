import type { AccountsService } from '../accounts/accounts.service.js';
import { type BulkOutcome, eachAccount } from '../accounts/each-account.js';
import type { PasswordLinksService } from '../accounts/password-links/password-links.service.js';
import type { EnrolmentRemindersService } from '../accounts/reminders/enrolment-reminders.service.js';
import type { TwoFactorService } from '../factors/two-factor/two-factor.service.js';
import type { Acting } from '../platform/acting/guard.js';

export type BulkAction =
  | 'REQUIRE_TWO_FACTOR'
  | 'REMIND_TO_ENROL'
  | 'INVITE'
  | 'RESET_TWO_FACTOR'
  | 'REVOKE_TOKENS'
  | 'DISABLE'
  | 'ENABLE';

/** What acts on accounts. */
export interface Acts {
  accounts: AccountsService;
  twoFactor: TwoFactorService;
  enrolmentReminders: EnrolmentRemindersService;
  passwordLinks: PasswordLinksService;
}

/** Does the same to each account, and tells of each how it went: one that is refused stops none of the others. */
export async function applyToAccounts(
  acts: Acts,
  acting: Acting,
  ids: readonly string[],
  action: BulkAction,
): Promise<BulkOutcome[]> {
  return eachAccount(ids, (id) => ACTIONS[action](acts, acting, id));
}

const ACTIONS: Record<BulkAction, (acts: Acts, acting: Acting, id: string) => Promise<unknown>> = {
  REQUIRE_TWO_FACTOR: ({ accounts }, acting, id) => accounts.update(acting, id, { requireTwoFactor: true }),
  REMIND_TO_ENROL: ({ enrolmentReminders }, acting, id) => enrolmentReminders.remindNow(acting, id),
  INVITE: ({ passwordLinks }, acting, id) => passwordLinks.inviteAgain(acting, id),
  RESET_TWO_FACTOR: ({ twoFactor }, acting, id) => twoFactor.reset(acting, id, true),
  REVOKE_TOKENS: ({ accounts }, acting, id) => accounts.revokeTokens(acting, id),
  DISABLE: ({ accounts }, acting, id) => accounts.update(acting, id, { disabled: true }),
  ENABLE: ({ accounts }, acting, id) => accounts.update(acting, id, { disabled: false }),
};
