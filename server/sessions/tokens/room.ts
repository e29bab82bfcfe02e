import { type EntityManager, In } from 'typeorm';
import { rows } from '../../platform/database/prepared.js';
import { AuthToken } from './auth-token.entity.js';

/** Of one account, on all its devices. */
export const MOST_TOKENS = 100;
// Of accounts that had more before there was a limit.
const ENDED_AT_ONCE = 100;

const BEYOND = `SELECT id FROM auth_tokens WHERE accountId = ?
  ORDER BY COALESCE(lastUsedAt, createdAt) DESC, id DESC LIMIT ? OFFSET ?`;

/**
 * For one more, which the caller has the account locked for: the tokens unused for longest end. Their order is of no
 * index, but there are never many of one account.
 */
export async function makeRoom(tx: EntityManager, accountId: string): Promise<void> {
  const beyond = await rows<{ id: string }>(tx, BEYOND, [accountId, ENDED_AT_ONCE, MOST_TOKENS - 1]);
  if (beyond.length > 0) await tx.delete(AuthToken, { id: In(beyond.map(({ id }) => id)) });
}
