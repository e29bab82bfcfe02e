import type { Account } from './account.entity.js';
import { networksColumn, networksIn } from './allowed-networks.js';
import type { GivenRole, RoleChanges } from './roles/role-changes.js';
import { checkName, domainOf, normaliseName } from './login.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';

export interface AccountChanges extends RoleChanges {
  login?: string;
  displayName?: string | null;
  requireTwoFactor?: boolean;
  disabled?: boolean;
  /** Addresses and networks in CIDR notation; empty: from anywhere. */
  allowedNetworks?: readonly string[];
  password?: string;
  /** False where the password is its owner's own choice; true when left out. */
  passwordMustChange?: boolean;
}

/** What was seen of an account before it is changed. */
export type ExpectedAccount = Partial<
  Pick<AccountProfile, 'login' | 'displayName' | 'role' | 'requireTwoFactor' | 'disabled'> &
    Pick<AccountChanges, 'allowedNetworks'>
>;

/** How a display name is kept; an empty one is none. Throws BAD_USER_INPUT. */
export function displayNameColumns(displayName: string | null): Pick<Account, 'displayName' | 'nameKey'> {
  if (displayName === null || displayName.trim() === '') return { displayName: null, nameKey: null };
  const name = checkName(displayName);
  return { displayName: name, nameKey: normaliseName(name) };
}

/** Whether policy may ask more of the account than before, so that its grace begins now, unless it has begun. */
export const demandsMore = (before: AccountProfile, { role, requireTwoFactor }: AccountChanges): boolean =>
  (role !== undefined && role !== 'USER' && before.role === 'USER') ||
  (requireTwoFactor === true && !before.requireTwoFactor);

/** What changed, for the audit log: never the password itself. */
export function describeChanges(before: AccountProfile, changes: Partial<Account>): Record<string, unknown> {
  const details: Record<string, unknown> = {};
  for (const field of ['login', 'displayName', 'role', 'isScoped', 'disabled', 'requireTwoFactor'] as const) {
    const to = changes[field];
    if (to !== undefined && to !== before[field]) details[field] = { from: before[field], to };
  }
  const networks = changes.allowedNetworks;
  if (networks !== undefined && networks !== before.allowedNetworks) {
    details['allowedNetworks'] = { from: networksIn(before.allowedNetworks), to: networksIn(networks) };
  }
  if (changes.passwordHash !== undefined) {
    details['password'] = 'set';
    details['passwordMustChange'] = changes.passwordState === 'GIVEN';
  }
  return details;
}

/** Whom a role is for, by ids, where it is not for all. */
export const describeScope = ({ groups }: GivenRole): Record<string, unknown> => ({
  ...(groups !== null && { administersGroups: groups }),
});

/** Whether it comes to another domain, whose group may demand more of it. */
export const isElsewhere = (before: AccountProfile, { domainKey }: Partial<Account>): boolean =>
  domainKey !== undefined && domainKey !== domainOf(before.loginKey);

/** Whether a search finds it by other words than before. */
export const isFoundOtherwise = (changes: Partial<Account>): boolean =>
  changes.loginKey !== undefined || changes.nameKey !== undefined;

/** As clients see it. */
export const asSeen = <Columns extends Partial<Account>>({ allowedNetworks, ...columns }: Columns) => ({
  ...columns,
  ...(allowedNetworks !== undefined && { allowedNetworks: networksIn(allowedNetworks) }),
});

/** What was seen, in the form in which it is kept. Throws BAD_USER_INPUT. */
export const canonical = ({ allowedNetworks, ...expected }: ExpectedAccount): ExpectedAccount => ({
  ...expected,
  ...(allowedNetworks && { allowedNetworks: networksIn(networksColumn(allowedNetworks)) }),
});
