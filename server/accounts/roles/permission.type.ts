import { registerEnumType } from 'type-graphql';
import type { Permission } from '../../platform/acting/permissions.js';

const DESCRIPTIONS: Readonly<Record<Permission, string>> = {
  'accounts:read': 'See accounts with their factors, devices, sessions and groups.',
  'accounts:support': 'Unlock accounts, reset and replace factors, sign out, and issue codes and links.',
  'accounts:manage': 'Create, change and delete accounts.',
  'accounts:import': 'Create many accounts from a table.',
  'owners:manage': 'Change owners, and make others.',
  'groups:read': 'See groups.',
  'groups:manage': 'Create, change and delete groups, and say who is in them.',
  'applications:read': 'See applications.',
  'applications:manage': 'Create, change and delete applications.',
  'settings:read': 'See the settings.',
  'settings:manage': 'Change the settings, and sign everyone out.',
  'service-accounts:read': 'See service accounts.',
  'service-accounts:manage': 'Create, change and delete service accounts and their tokens.',
  'audit:read': 'See the audit log.',
  'system:read': 'See figures of all accounts, the jobs and the server’s state.',
  'system:manage': 'Run jobs.',
};

const nameOf = (permission: string): string => permission.toUpperCase().replaceAll(/[:-]/g, '_');

/** ACCOUNTS_READ for `accounts:read`: names of GraphQL hold neither colon nor hyphen. */
export const PermissionEnum = Object.fromEntries(
  Object.keys(DESCRIPTIONS).map((permission) => [nameOf(permission), permission]),
);

registerEnumType(PermissionEnum, {
  name: 'Permission',
  description: 'A part of what roles include.',
  valuesConfig: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([permission, description]) => [nameOf(permission), { description }]),
  ),
});
