import type { EntityManager } from 'typeorm';
import { isAllowedFrom } from '../../accounts/allowed-networks.js';
import type { Machine } from '../../platform/acting/machine.js';
import { changed, rows } from '../../platform/database/prepared.js';
import { Refusal } from '../../platform/refusal.js';
import { permissionsIn } from './service-permissions.js';
import type { ServiceAccount } from './service-account.entity.js';

const LOCK = 'UPDATE service_accounts SET lockCount = lockCount + 1 WHERE id = ?';
const NOW = `SELECT s.permissions, s.allowedNetworks FROM service_tokens t
  INNER JOIN service_accounts s ON s.id = t.serviceAccountId
  WHERE t.id = ? AND s.id = ? AND t.expiresAt > ? AND s.disabledAt IS NULL`;

type Now = Pick<ServiceAccount, 'permissions' | 'allowedNetworks'>;

/**
 * Locks a service account until the transaction ends; false: there is none. After accounts, which all transactions lock
 * first, so that no two wait for each other.
 */
export const lockServiceAccount = async (tx: EntityManager, id: string): Promise<boolean> =>
  (await changed(tx, LOCK, [id])) === 1;

/**
 * The second look of the guard at a service account, under its lock, which all that ends it or its tokens takes as well.
 * Throws UNAUTHENTICATED when its token has ended, it is disabled, gone or may not be used from there any more; FORBIDDEN
 * when it has lost a permission.
 */
export async function refuseUnlessStill(tx: EntityManager, machine: Machine, now: number): Promise<void> {
  const { serviceAccountId, serviceTokenId, permissions, actor } = machine;
  await lockServiceAccount(tx, serviceAccountId);
  const [found] = await rows<Now>(tx, NOW, [serviceTokenId, serviceAccountId, now]);
  if (!found || !isAllowedFrom(found.allowedNetworks, actor.ipAddress)) {
    throw new Refusal('UNAUTHENTICATED', 'This token has ended in the meantime. Nothing was done.');
  }
  const kept = permissionsIn(found.permissions);
  if ([...permissions].every((permission) => kept.includes(permission))) return;
  throw new Refusal(
    'FORBIDDEN',
    'The permissions of this service account have changed in the meantime. Nothing was done.',
  );
}
