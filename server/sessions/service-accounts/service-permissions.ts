import type { Acting } from '../../platform/acting/guard.js';
import { heldPermissions } from '../../platform/acting/held-permissions.js';
import { isPermission, type Permission, SERVICE_PERMISSIONS } from '../../platform/acting/permissions.js';
import { Refusal } from '../../platform/refusal.js';

/** As they are kept: apart by blanks, in one order. Throws BAD_USER_INPUT for what service accounts cannot have. */
export function permissionsColumn(permissions: readonly string[]): string {
  const known: readonly string[] = SERVICE_PERMISSIONS;
  if (permissions.length === 0 || !permissions.every((permission) => known.includes(permission))) {
    throw invalid(`A service account can have one or more of ${SERVICE_PERMISSIONS.join(', ')}.`);
  }
  return SERVICE_PERMISSIONS.filter((permission) => permissions.includes(permission)).join(' ');
}

/** Those that a later version knew are left out. */
export const permissionsIn = (column: string): Permission[] => column.split(' ').filter(isPermission);

/**
 * Nobody gives a program what they may not do themselves, nor is handed the token of one that may do more. The operator may
 * do everything. Throws FORBIDDEN.
 */
export function refuseMoreThanOwn(acting: Acting, permissions: readonly Permission[]): void {
  const own = heldPermissions(acting);
  const more = permissions.filter((permission) => own?.has(permission) === false);
  if (more.length === 0) return;
  throw new Refusal('FORBIDDEN', `Your own role does not include ${more.join(', ')}.`);
}

const invalid = (message: string): Refusal =>
  new Refusal('BAD_USER_INPUT', message, { field: 'permissions' });
