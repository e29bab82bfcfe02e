import type { EntityManager } from 'typeorm';
import type { AccountProfile, AccountRole } from '../../platform/acting/account-profile.js';
import { refuseBeyondUsers } from '../../platform/acting/beyond-users.js';
import { type Acting, isSession } from '../../platform/acting/guard.js';
import { permissionsOf, type RoleOf } from '../../platform/acting/permissions.js';
import { changed, rows } from '../../platform/database/prepared.js';
import { Refusal } from '../../platform/refusal.js';
import { domainOf } from '../login.js';
import { authorityOf, groupsAdministered, isWithin, reaches, type Read } from './authority.js';

/** A role is for the accounts of so many groups at most. */
export const MOST_GROUPS_OF_ROLE = 100;

export interface RoleChanges {
  role?: AccountRole;
  /** Ids of the groups whose accounts the role is for; null: it is for all accounts. */
  administersGroups?: readonly string[] | null;
}

/** A role, and the groups whose accounts it is for; null: for all accounts. */
export interface GivenRole {
  role: AccountRole;
  groups: readonly string[] | null;
}

// Only while it is there: the count of rows says so.
const ADD =
  'INSERT INTO role_groups (accountId, groupId) SELECT ?, g.id FROM account_groups g WHERE g.id = ?';

const readIn =
  (tx: EntityManager): Read =>
  (sql, values) =>
    rows(tx, sql, values);

/** What becomes of a role by some changes; null: they are not about it. Throws BAD_USER_INPUT. */
export async function changedRole(
  tx: EntityManager,
  before: RoleOf & { id: string },
  { role = before.role, administersGroups }: RoleChanges,
): Promise<GivenRole | null> {
  if (role === before.role && administersGroups === undefined) return null;
  if (administersGroups != null) return { role, groups: checkGroups(role, administersGroups) };
  const isForAll = administersGroups === null || !before.isScoped || role === 'USER' || role === 'OWNER';
  return { role, groups: isForAll ? null : await groupsAdministered(readIn(tx), before.id) };
}

/** Of a new account. Throws BAD_USER_INPUT. */
export const firstRole = ({ role = 'USER', administersGroups = null }: RoleChanges): GivenRole => ({
  role,
  groups: administersGroups && checkGroups(role, administersGroups),
});

function checkGroups(role: AccountRole, groups: readonly string[]): string[] {
  const refused = (message: string) => new Refusal('BAD_USER_INPUT', message, { field: 'administersGroups' });
  if (role === 'USER') throw refused('The role USER administers nobody.');
  if (role === 'OWNER') throw refused('The role OWNER is for all accounts.');
  if (groups.length === 0 || groups.length > MOST_GROUPS_OF_ROLE) {
    throw refused(`administersGroups must hold between 1 and ${MOST_GROUPS_OF_ROLE} groups.`);
  }
  return [...new Set(groups)].sort();
}

/** Nobody gives what they have not, themselves included. Throws FORBIDDEN. */
export async function refuseUnlessGivable(
  tx: EntityManager,
  acting: Acting,
  { role, groups }: GivenRole,
): Promise<void> {
  refuseBeyondUsers(acting, role);
  if (!isSession(acting)) return;
  const given = { permissions: permissionsOf({ role, isScoped: groups !== null }), groups };
  if (isWithin(given, await authorityOf(readIn(tx), acting.account))) return;
  throw new Refusal(
    'FORBIDDEN',
    'Nobody can give a role that includes more than their own, or is for accounts beyond theirs.',
  );
}

/**
 * Whoever administers the accounts of some groups makes no others, be it by creating one or by another login. Throws
 * FORBIDDEN.
 */
export async function refuseUnlessStaying(
  tx: EntityManager,
  acting: Acting,
  account: Pick<AccountProfile, 'id' | 'loginKey'>,
): Promise<void> {
  if (!isSession(acting)) return;
  const actor = acting.account;
  const isOwn = actor.id === account.id && domainOf(actor.loginKey) === domainOf(account.loginKey);
  if (isOwn || (await reaches(readIn(tx), actor, account))) return;
  throw new Refusal(
    'FORBIDDEN',
    'With this login, the account would be in none of the groups you administer.',
    {
      field: 'login',
    },
  );
}

/** Writes whom the role of an account is for; its caller has locked or made it. Throws NOT_FOUND. */
export async function writeScope(tx: EntityManager, accountId: string, { groups }: GivenRole): Promise<void> {
  await changed(tx, 'DELETE FROM role_groups WHERE accountId = ?', [accountId]);
  for (const groupId of groups ?? []) {
    if ((await changed(tx, ADD, [accountId, groupId])) === 1) continue;
    throw new Refusal('NOT_FOUND', 'No such group.', { field: 'administersGroups' });
  }
}

/** Whether somebody may do something by it that they could not before. */
export async function isRaised(
  tx: EntityManager,
  before: RoleOf & { id: string },
  { role, groups }: GivenRole,
): Promise<boolean> {
  const permissions = permissionsOf({ role, isScoped: groups !== null });
  return !isWithin({ permissions, groups }, await authorityOf(readIn(tx), before));
}
