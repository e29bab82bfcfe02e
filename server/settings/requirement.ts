import { DAY } from '../platform/clock.js';
import { declaredSettings, type SettingValues } from './declarations.js';
import type { AccountRole } from '../platform/acting/account-profile.js';
import type { AccountSettings, GroupDemand } from './policies/account-settings.js';
import type { Settings } from './settings.entity.js';

/** What a demand for a second factor depends on, of an account. */
export interface Subject {
  role: AccountRole;
  /** Whether it is demanded of this account in particular. */
  requireTwoFactor: boolean;
  /** Bits, one for each kind that is set up. */
  primaryFactors: number;
  /** From when its days of grace count; null: from when it was made. */
  graceFrom: number | null;
  createdAt: number;
}

/** Whether sign-in, re-authentication and every session of this account need a second factor. */
export const isProtected = (
  { primaryFactors }: Pick<Subject, 'primaryFactors'>,
  settings: Readonly<Settings>,
): boolean => !settings.disabled && primaryFactors !== 0;

const ALLOWING_PRIMARY = declaredSettings
  .filter(([, { allowsPrimary }]) => allowsPrimary)
  .map(([name]) => name);

/** Whether there is anything that could be set up to protect an account. */
export const anyPrimaryAllowed = (settings: Readonly<SettingValues>): boolean =>
  ALLOWING_PRIMARY.some((name) => settings[name] === true);

/** Of whom a second factor is demanded. Those singled out have it demanded of them wherever it is of anybody. */
export function requiredOf(settings: Readonly<Settings>): 'NOBODY' | 'SINGLED_OUT' | 'ADMINS' | 'EVERYONE' {
  // Where nothing can be set up, a demand would lock people out.
  if (settings.disabled || !anyPrimaryAllowed(settings)) return 'NOBODY';
  return settings.requireTwoFactor === 'NOBODY' ? 'SINGLED_OUT' : settings.requireTwoFactor;
}

/**
 * Whether the settings, or its own flag, demand a second factor of this account. What is demanded of administrators is
 * demanded of everybody who administers anything, or sees what is administered.
 */
export function isRequiredOfAll(
  { role, requireTwoFactor }: Pick<Subject, 'role' | 'requireTwoFactor'>,
  settings: Readonly<Settings>,
): boolean {
  const whom = requiredOf(settings);
  if (whom === 'NOBODY') return false;
  return requireTwoFactor || whom === 'EVERYONE' || (whom === 'ADMINS' && role !== 'USER');
}

/** Whether a second factor is demanded of this account, be it put off: by the settings, its own flag or a group. */
export const isRequired = (
  account: Pick<Subject, 'role' | 'requireTwoFactor'>,
  settings: AccountSettings,
): boolean =>
  isRequiredOfAll(account, settings) ||
  (requiredOf(settings) !== 'NOBODY' && settings.groups.demands.length > 0);

/** Since when a second factor has been demanded of this account; null: it is not. */
export function demandedSince(
  account: Omit<Subject, 'primaryFactors'>,
  settings: AccountSettings,
): number | null {
  return earliest(demandsOf(account, settings).map(({ since }) => since));
}

/**
 * From when an account without the second factor demanded of it can only enrol; null when none is missing. Of several
 * demands the one whose grace is over first counts; an exemption puts all of them off.
 */
export function enrolmentDeadline(account: Subject, settings: AccountSettings): number | null {
  if (account.primaryFactors !== 0) return null;
  const deadline = earliest(demandsOf(account, settings).map(({ since, grace }) => since + grace));
  return deadline === null ? null : Math.max(deadline, settings.groups.exemptUntil);
}

function demandsOf(account: Omit<Subject, 'primaryFactors'>, settings: AccountSettings): GroupDemand[] {
  if (!isRequired(account, settings)) return [];
  const ownSince = account.graceFrom ?? account.createdAt;
  const ofGroups = settings.groups.demands.map(({ since, grace }) => ({
    since: Math.max(ownSince, since),
    grace,
  }));
  if (!isRequiredOfAll(account, settings)) return ofGroups;
  const since = account.requireTwoFactor
    ? ownSince
    : Math.max(ownSince, demandedOfAllSince(account, settings));
  return [{ since, grace: settings.enrolmentGraceDays * DAY }, ...ofGroups];
}

const earliest = (moments: readonly number[]): number | null =>
  moments.length === 0 ? null : Math.min(...moments);

const demandedOfAllSince = ({ role }: Pick<Subject, 'role'>, settings: Readonly<Settings>): number =>
  role !== 'USER' ? settings.requiredOfAdminsSince : settings.requiredOfEveryoneSince;
