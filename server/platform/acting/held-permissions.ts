import { Refusal } from '../refusal.js';
import { type Acting, isMachine, isSession } from './guard.js';
import { type Permission, permissionsOf } from './permissions.js';

/** What whoever acts may do; null: everything, as the operator may. */
export function heldPermissions(acting: Acting): ReadonlySet<Permission> | null {
  if (isSession(acting)) return permissionsOf(acting.account);
  return isMachine(acting) ? acting.permissions : null;
}

/** Throws FORBIDDEN. */
export function requirePermission(acting: Acting, permission: Permission): void {
  if (heldPermissions(acting)?.has(permission) !== false) return;
  throw new Refusal('FORBIDDEN', 'The role of this account does not include this.');
}
