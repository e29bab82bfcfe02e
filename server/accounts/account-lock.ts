import { type EntityManager, In } from 'typeorm';
import { Account } from './account.entity.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';

/**
 * Locks these accounts until the transaction ends, and reads them as they then are; those that do not exist are left
 * out. To be its first statement, and to name all that it will lock: several are always locked in the order of
 * their ids, so that no two wait for each other.
 *
 * It really writes: a Galera cluster certifies only what has changed, so nodes would not notice a lock that leaves
 * its row as it was.
 */
export async function lockAccounts(
  tx: EntityManager,
  ids: readonly string[],
): Promise<Map<string, AccountProfile>> {
  const inOrder = [...new Set(ids)].sort();
  if (inOrder.length === 0) return new Map();
  await tx
    .createQueryBuilder()
    .update(Account)
    .set({ lockCount: () => 'lockCount + 1' })
    .where({ id: In(inOrder) })
    .execute();
  const locked = await tx.findBy(Account, { id: In(inOrder) });
  return new Map(locked.map((account) => [account.id, account]));
}
