import type { EntityManager } from 'typeorm';
import type { Packed } from '../platform/database/packed-columns.js';
import { changed, marks, rows } from '../platform/database/prepared.js';
import { ACCOUNT, toProfile } from './account-row.js';
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
  await changed(tx, `UPDATE accounts SET lockCount = lockCount + 1 WHERE id IN ${marks(inOrder)}`, inOrder);
  const sql = `SELECT ${ACCOUNT.sql} AS account FROM accounts a WHERE a.id IN ${marks(inOrder)}`;
  const locked = await rows<{ account: Packed }>(tx, sql, inOrder);
  return new Map(
    locked.map(({ account }) => {
      const profile = toProfile(ACCOUNT.read(account));
      return [profile.id, profile];
    }),
  );
}
