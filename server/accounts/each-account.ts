import { Refusal, type RefusalCode } from '../platform/refusal.js';
import { RefusedTarget } from './roles/authority.js';

const MOST_AT_ONCE = 100;
const ENDED = new Set<RefusalCode>(['UNAUTHENTICATED', 'FORBIDDEN']);

export interface BulkOutcome {
  id: string;
  /** Null: done. */
  refusal: Refusal | null;
}

/** Does the same to each account, and tells of each how it went: one that is refused stops none of the others. */
export async function eachAccount(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
): Promise<BulkOutcome[]> {
  if (ids.length === 0 || ids.length > MOST_AT_ONCE) {
    throw new Refusal('BAD_USER_INPUT', `ids must hold between 1 and ${MOST_AT_ONCE} accounts.`, {
      field: 'ids',
    });
  }
  const outcomes: BulkOutcome[] = [];
  for (const id of new Set(ids)) {
    try {
      await act(id);
      outcomes.push({ id, refusal: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A session that may no longer act is refused as a whole, not account by account.
      if (outcomes.length === 0 && ENDED.has(error.code) && !(error instanceof RefusedTarget)) throw error;
      outcomes.push({ id, refusal: error });
    }
  }
  return outcomes;
}
