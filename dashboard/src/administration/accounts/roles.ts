import type { Permission, Role } from '#client/operations';

/** From the least to the most. */
export const ROLES = ['USER', 'AUDITOR', 'HELPDESK', 'ADMIN', 'OWNER'] as const satisfies Role[];

/** The one that each can be given by only those who have it: the server decides of all else. */
const NEEDS: Partial<Record<Role, Permission>> = { OWNER: 'OWNERS_MANAGE' };

/** Those that may be given by whoever has these permissions, and the one that an account has. */
export const rolesToGive = (permissions: readonly Permission[], present: Role): Role[] =>
  ROLES.filter((role) => {
    const needs = NEEDS[role];
    return role === present || needs === undefined || permissions.includes(needs);
  });

/** Whether it can be for the accounts of some groups. */
export const isScopable = (role: Role): boolean => role !== 'USER' && role !== 'OWNER';

/** As the server takes it; null: for all accounts. */
export const groupsOf = (role: Role, groups: readonly { id: string }[]): string[] | null =>
  isScopable(role) && groups.length > 0 ? groups.map(({ id }) => id) : null;
