import type { ServiceAccountFieldsFragment, ServiceTokenFieldsFragment } from '#client/operations';

export type ServiceAccount = ServiceAccountFieldsFragment;
export type ServiceToken = ServiceTokenFieldsFragment;

/** What a service account can be given, as the form shows it. */
export const PERMISSIONS = [
  'accounts:read',
  'accounts:support',
  'accounts:manage',
  'groups:read',
  'groups:manage',
  'applications:read',
  'applications:manage',
  'settings:read',
  'settings:manage',
  'service-accounts:read',
  'audit:read',
  'system:read',
  'system:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const isKnown = (permission: string): permission is Permission =>
  (PERMISSIONS as readonly string[]).includes(permission);

export const LONGEST_NAME = 64;

/** What the form holds. */
export interface ServiceAccountDraft {
  name: string;
  /** With blanks between. */
  permissions: string;
  /** One a line. */
  allowedNetworks: string;
  disabled: boolean;
}

export const toDraft = (account: ServiceAccount): ServiceAccountDraft => ({
  name: account.name,
  permissions: account.permissions.join(' '),
  allowedNetworks: account.allowedNetworks.join('\n'),
  disabled: account.disabled,
});

export const chosenIn = (permissions: string): string[] => permissions.match(/\S+/g) ?? [];

export const toInput = ({ permissions, allowedNetworks, ...rest }: Partial<ServiceAccountDraft>) => ({
  ...rest,
  ...(permissions !== undefined && { permissions: chosenIn(permissions) }),
  ...(allowedNetworks !== undefined && { allowedNetworks: allowedNetworks.match(/[^\s,;]+/g) ?? [] }),
});

const DAY = 24 * 60 * 60 * 1000;
const SOON = 14 * DAY;

export const endsSoon = (expiresAt: string, now = Date.now()): boolean => Date.parse(expiresAt) - now < SOON;

/** When it is refused unless it is given another token: at the end of the last one. Null: it has none. */
export function lastEnd({ tokens }: ServiceAccount): string | null {
  const ends = tokens.map(({ expiresAt }) => expiresAt).toSorted();
  return ends.at(-1) ?? null;
}
