import type { AccountRole } from './account-profile.js';

/**
 * What administering consists of; a role is a set of these.
 * - `accounts:read`: accounts with their factors, devices, sessions and groups
 * - `accounts:support`: unlock, reset and replace factors, sign out, send a link for a new password
 * - `accounts:manage`: create, change and delete them
 * - `accounts:import`: many at once, from a sheet
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

export const PERMISSIONS_OF: Readonly<Record<AccountRole, ReadonlySet<Permission>>> = {
  USER: new Set(),
  ADMIN: new Set(PERMISSIONS),
};

/**
 * What service accounts can be given. Not themselves to manage, or one whose token leaks would outlive its revocation by
 * those it had made; nor sheets, which are read by people before they are imported, and may hold administrators.
 */
export const SERVICE_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter(
  (permission) => permission !== 'service-accounts:manage' && permission !== 'accounts:import',
);

export const isPermission = (asked: string): asked is Permission =>
  (PERMISSIONS as readonly string[]).includes(asked);
