import type { AccountsService } from '../accounts/accounts.service.js';
import { type BulkOutcome, eachAccount } from '../accounts/each-account.js';
import type { PasswordLinksService } from '../accounts/password-links/password-links.service.js';
import type { EnrolmentRemindersService } from '../accounts/reminders/enrolment-reminders.service.js';
import type { TwoFactorService } from '../factors/two-factor/two-factor.service.js';
import type { Acting } from '../platform/acting/guard.js';
import { requirePermission } from '../platform/acting/held-permissions.js';
import type { Permission } from '../platform/acting/permissions.js';

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

/**
 * Does the same to each account, and tells of each how it went: one that is refused stops none of the others. Throws
 * FORBIDDEN for what the role of whoever asks does not include.
 */
export async function applyToAccounts(
  acts: Acts,
  acting: Acting,
  ids: readonly string[],
  action: BulkAction,
): Promise<BulkOutcome[]> {
  const { needs, act } = ACTIONS[action];
  requirePermission(acting, needs);
  return eachAccount(ids, (id) => act(acts, acting, id));
}

interface Action {
  needs: Permission;
  act: (acts: Acts, acting: Acting, id: string) => Promise<unknown>;
}

/** What each does, and what whoever asks for it needs, beside what the operation asks of all. */
export const ACTIONS: Readonly<Record<BulkAction, Action>> = {
  REQUIRE_TWO_FACTOR: {
    needs: 'accounts:manage',
    act: ({ accounts }, acting, id) => accounts.update(acting, id, { requireTwoFactor: true }),
  },
  REMIND_TO_ENROL: {
    needs: 'accounts:support',
    act: ({ enrolmentReminders }, acting, id) => enrolmentReminders.remindNow(acting, id),
  },
  INVITE: {
    needs: 'accounts:support',
    act: ({ passwordLinks }, acting, id) => passwordLinks.inviteAgain(acting, id),
  },
  RESET_TWO_FACTOR: {
    needs: 'accounts:support',
    act: ({ twoFactor }, acting, id) => twoFactor.reset(acting, id, true),
  },
  REVOKE_TOKENS: {
    needs: 'accounts:support',
    act: ({ accounts }, acting, id) => accounts.revokeTokens(acting, id),
  },
  DISABLE: {
    needs: 'accounts:manage',
    act: ({ accounts }, acting, id) => accounts.update(acting, id, { disabled: true }),
  },
  ENABLE: {
    needs: 'accounts:manage',
    act: ({ accounts }, acting, id) => accounts.update(acting, id, { disabled: false }),
  },
};
