import { type EntityManager, In } from 'typeorm';
import { AuthToken } from './auth-token.entity.js';

/** Of one account, on all its devices. */
export const MOST_TOKENS = 100;
// Of accounts that had more before there was a limit.
const ENDED_AT_ONCE = 100;

/**
 * For one more, which the caller has the account locked for: the tokens unused for longest end. Their order is of no
 * index, but there are never many of one account.
 */
export async function makeRoom(tx: EntityManager, accountId: string): Promise<void> {
  const beyond = await tx
    .createQueryBuilder(AuthToken, 't')
    .select('t.id')
    .where({ accountId })
    .orderBy('COALESCE(t.lastUsedAt, t.createdAt)', 'DESC')
    .addOrderBy('t.id', 'DESC')
    .offset(MOST_TOKENS - 1)
    .limit(ENDED_AT_ONCE)
    .getMany();
  if (beyond.length > 0) await tx.delete(AuthToken, { id: In(beyond.map(({ id }) => id)) });
}
