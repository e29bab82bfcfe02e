import type { Permission, Role } from '#client/operations';
import { useMe } from './me';

/** Whether one's role includes something: what it does not is not offered. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

interface Other {
  id: string;
  role: Role;
  permissions: readonly Permission[];
  administersGroups: readonly { id: string }[] | null;
}

/** The same of each account, as far as can be told here; the server decides. */
export function useMayOnEach(): (account: Other, permission: Permission) => boolean {
  const me = useMe();
  const may = useMay();
  return ({ id, role, permissions, administersGroups }, permission) => {
    const isFree = id === me.id || role === 'USER';
    const isWithin = permissions.every(may) && (me.administersGroups === null || administersGroups !== null);
    return (isFree || (may('ACCOUNTS_MANAGE') && isWithin)) && may(permission);
  };
}

export function useMayOn(account: Other): (permission: Permission) => boolean {
  const mayOn = useMayOnEach();
  return (permission) => mayOn(account, permission);
}
