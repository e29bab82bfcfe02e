import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Permission, permissionsOf, type RoleOf } from '../../platform/acting/permissions.js';
import type { Value } from '../../platform/database/prepared.js';
import { Refusal } from '../../platform/refusal.js';
import { domainOf } from '../login.js';

/** What somebody may do, and to whom: `groups` are those whose accounts it is for; null: all accounts. */
export interface Authority {
  permissions: ReadonlySet<Permission>;
  groups: readonly string[] | null;
}

/** In a transaction, where it decides what is written there. */
export type Read = <Row>(sql: string, values: readonly Value[]) => Promise<Row[]>;

type Target = Pick<AccountProfile, 'id' | 'loginKey'>;

const GROUPS = 'SELECT groupId FROM role_groups WHERE accountId = ? ORDER BY groupId';
const REACHES = `SELECT COUNT(*) AS n FROM role_groups r INNER JOIN account_groups g ON g.id = r.groupId
  WHERE r.accountId = ? AND (g.domainKey = ?
    OR (SELECT COUNT(*) FROM group_members m WHERE m.accountId = ? AND m.groupId = r.groupId) > 0)`;

/** The groups whose accounts it administers, scoped or not. */
export async function groupsAdministered(read: Read, accountId: string): Promise<string[]> {
  return (await read<{ groupId: string }>(GROUPS, [accountId])).map(({ groupId }) => groupId);
}

export async function authorityOf(read: Read, account: RoleOf & { id: string }): Promise<Authority> {
  return {
    permissions: permissionsOf(account),
    groups: account.isScoped ? await groupsAdministered(read, account.id) : null,
  };
}

/** Whether one has nothing that the other has not. Who may do nothing has nothing, whomever it would be for. */
export function isWithin(one: Authority, other: Authority): boolean {
  if (one.permissions.size === 0) return true;
  if (![...one.permissions].every((permission) => other.permissions.has(permission))) return false;
  const { groups } = other;
  return groups === null || (one.groups?.every((group) => groups.includes(group)) ?? false);
}

/**
 * The one rule of who may act on whom: see the guard, which applies it to everything that is done to an account. Both are
 * as they are under their locks. Throws NOT_FOUND for whoever is not in the groups of a scoped role, for of these it is
 * not even told that they exist; FORBIDDEN for whoever may do more, or may do anything at all, where only support is given.
 */
export async function refuseUnlessOver(
  read: Read,
  actor: AccountProfile,
  target: AccountProfile,
): Promise<void> {
  if (!(await reaches(read, actor, target))) throw noSuchAccount();
  const permissions = permissionsOf(actor);
  const mayManage = permissions.has('accounts:manage');
  if (target.role === 'USER' && permissions.size > 0) return;
  if (mayManage && isWithin(await authorityOf(read, target), await authorityOf(read, actor))) return;
  throw new RefusedTarget('FORBIDDEN', 'This account may do more than yours, or administers as well.');
}

/** Whether an account is among those that an actor's role is for. Its login may be one that it is to have. */
export async function reaches(
  read: Read,
  actor: RoleOf & { id: string },
  { id, loginKey }: Target,
): Promise<boolean> {
  if (!actor.isScoped) return true;
  const [found] = await read<{ n: number | string }>(REACHES, [actor.id, domainOf(loginKey), id]);
  return Number(found?.n) > 0;
}

/** Of one account among many: the others may be acted on all the same. */
export class RefusedTarget extends Refusal {}

export const noSuchAccount = (): Refusal => new Refusal('NOT_FOUND', 'No such account.');
