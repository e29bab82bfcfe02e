import type { AccountProfile, AccountRole } from './account-profile.js';

/**
 * What administering consists of; a role is a set of these.
 * - `accounts:read`: accounts with their factors, devices, sessions and groups
 * - `accounts:support`: unlock, reset and replace factors, sign out, send a link for a new password
 * - `accounts:manage`: create, change and delete them
 * - `accounts:import`: many at once, from a sheet
 * - `owners:manage`: owners, which only another one may change or make
 * - `groups:…`, `applications:…`, `settings:…`: what they are, and what they are changed to
 * - `service-accounts:…`: what programs act with, and what these may do
 * - `audit:read`: what was done, by whom
 * - `system:…`: figures of all, and the jobs
 */
export const PERMISSIONS = [
  'accounts:read',
  'accounts:support',
  'accounts:manage',
  'accounts:import',
  'owners:manage',
  'groups:read',
  'groups:manage',
  'applications:read',
  'applications:manage',
  'settings:read',
  'settings:manage',
  'service-accounts:read',
  'service-accounts:manage',
  'audit:read',
  'system:read',
  'system:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** For all accounts. */
export const PERMISSIONS_OF: Readonly<Record<AccountRole, ReadonlySet<Permission>>> = {
  USER: new Set(),
  AUDITOR: new Set(PERMISSIONS.filter((permission) => permission.endsWith(':read'))),
  HELPDESK: new Set(['accounts:read', 'accounts:support', 'groups:read']),
  ADMIN: new Set(PERMISSIONS.filter((permission) => permission !== 'owners:manage')),
  OWNER: new Set(PERMISSIONS),
};

/** What can be held for the accounts of some groups: all else concerns everybody. */
export const SCOPED_PERMISSIONS: ReadonlySet<Permission> = new Set([
  'accounts:read',
  'accounts:support',
  'accounts:manage',
  'groups:read',
  'audit:read',
]);

export type RoleOf = Pick<AccountProfile, 'role' | 'isScoped'>;

const SCOPED_OF = Object.fromEntries(
  Object.entries(PERMISSIONS_OF).map(([role, permissions]) => [
    role,
    new Set([...permissions].filter((permission) => SCOPED_PERMISSIONS.has(permission))),
  ]),
) as unknown as typeof PERMISSIONS_OF;

/** What an account may do, be it for all or for the accounts of its groups only. */
export const permissionsOf = ({ role, isScoped }: RoleOf): ReadonlySet<Permission> =>
  (isScoped ? SCOPED_OF : PERMISSIONS_OF)[role];
/**
 * What service accounts can be given. Not themselves to manage, or one whose token leaks would outlive its revocation by
 * those it had made; nor owners, nor sheets, which are read by people before they are imported, and may hold administrators.
 */
export const SERVICE_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter(
  (permission) => !['service-accounts:manage', 'owners:manage', 'accounts:import'].includes(permission),
);

export const isPermission = (asked: string): asked is Permission =>
  (PERMISSIONS as readonly string[]).includes(asked);

/** Whoever administers everything: where other programs ask for an administrator, this is meant. */
export const isAdministrator = ({ role, isScoped }: RoleOf): boolean =>
  (role === 'ADMIN' || role === 'OWNER') && !isScoped;
