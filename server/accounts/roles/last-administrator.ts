import { type EntityManager, In, Not } from 'typeorm';
import type { AccountRole } from '../../platform/acting/account-profile.js';
import { isAdministrator, type RoleOf } from '../../platform/acting/permissions.js';
import type { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/refusal.js';
import { Account } from '../account.entity.js';

type State = RoleOf & { disabled: boolean };

const of = (...roles: AccountRole[]) => ({ role: In(roles), isScoped: false });

/**
 * Whoever administers everything: all are locked before one of them may be demoted, for otherwise two could demote each
 * other at the same time.
 */
export async function administrators(database: Database): Promise<string[]> {
  const found = await database.manager.find(Account, {
    where: of('OWNER', 'ADMIN'),
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

/**
 * Where there is an owner, one stays; where there is none, for the installation is older than the role, an administrator
 * of everything does. `after`: null where the account is deleted. Throws CONFLICT.
 */
export async function keepAdministered(
  tx: EntityManager,
  before: State & { id: string },
  after: State | null,
): Promise<void> {
  if (before.disabled || !isAdministrator(before)) return;
  const isOwner = before.role === 'OWNER';
  const stays = after !== null && !after.disabled && isAdministrator(after);
  if (stays && (!isOwner || after.role === 'OWNER')) return;
  const kept = isOwner ? of('OWNER') : of('OWNER', 'ADMIN');
  if (await tx.existsBy(Account, { ...kept, disabled: false, id: Not(before.id) })) return;
  throw new Refusal(
    'CONFLICT',
    `This is the last ${isOwner ? 'owner' : 'administrator'}: make someone else one first.`,
  );
}
