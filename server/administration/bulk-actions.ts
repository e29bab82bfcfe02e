import type { AccountsService } from '../accounts/accounts.service.js';
import type { Actor } from '../audit/audit.service.js';
import { Refusal } from '../refusal.js';

const MOST_AT_ONCE = 100;

export type BulkAction = 'REQUIRE_TWO_FACTOR' | 'REVOKE_TOKENS' | 'DISABLE' | 'ENABLE';

export interface BulkOutcome {
  id: string;
  /** Null: done. */
  refusal: Refusal | null;
}

/** Does the same to each account, and tells of each how it went: one that is refused stops none of the others. */
export async function applyToAccounts(
  accounts: AccountsService,
  actor: Actor,
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
      await ACTIONS[action](accounts, actor, id);
      outcomes.push({ id, refusal: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcomes.push({ id, refusal: error });
    }
  }
  return outcomes;
}

const ACTIONS: Record<BulkAction, (accounts: AccountsService, actor: Actor, id: string) => Promise<unknown>> =
  {
    REQUIRE_TWO_FACTOR: (accounts, actor, id) => accounts.update(actor, id, { requireTwoFactor: true }),
    REVOKE_TOKENS: (accounts, actor, id) => accounts.revokeTokens(actor, id),
    DISABLE: (accounts, actor, id) => accounts.update(actor, id, { disabled: true }),
    ENABLE: (accounts, actor, id) => accounts.update(actor, id, { disabled: false }),
  };
