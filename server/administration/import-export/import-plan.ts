import type { ImportedApp } from '../../factors/authenticator-app/authenticator-app.service.js';
import { credentialHashOf, type ImportedKey } from '../../factors/security-keys/imported-key.js';
import { MOST_KEYS } from '../../factors/security-keys/security-keys.service.js';
import type { GroupKind } from '../../accounts/groups/group.entity.js';
import { MOST_GROUPS } from '../../accounts/groups/group-rules.js';
import { normaliseName } from '../../accounts/login.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { MOST_DEVICES } from '../../sessions/devices/device-rows.js';
import { identityOf, type ImportedDevice } from '../../sessions/devices/imported-device.js';
import { type Acting, isSession } from '../../platform/acting/guard.js';
import { type Permission, PERMISSIONS_OF, permissionsOf } from '../../platform/acting/permissions.js';
import type { AccountRecord } from './account-record.js';

export const PARTS = [
  'authenticatorApp',
  'securityKeys',
  'backupCodes',
  'devices',
  'recommendationDismissed',
  'allowedNetworks',
  'groups',
] as const;
export type Part = (typeof PARTS)[number];

/** What comes to an account with an import. */
export interface Parts {
  authenticatorApp: ImportedApp | null;
  securityKeys: readonly ImportedKey[];
  backupCodes: readonly string[];
  devices: readonly ImportedDevice[];
  recommendationDismissed: boolean;
  /** As Account keeps them. */
  allowedNetworks: string;
  /** By name. */
  groups: readonly string[];
}

/** What an account has of it already. */
export interface Existing {
  authenticatorApp: ImportedApp | null;
  securityKeys: number;
  hasBackupCodes: boolean;
  /** By `identityOf`. */
  devices: ReadonlySet<string>;
  recommendationDismissed: boolean;
  /** By name without regard to case. */
  groups: ReadonlySet<string>;
}

/** Whose a security key is, by its credential's hash: an account's id, or the `loginKey` of one that is created. */
export type Owners = Map<string, string>;

/** Of the groups that there are, by name without regard to case. */
export type GroupKinds = ReadonlyMap<string, GroupKind>;

export interface Decision {
  result: 'created' | 'attached' | 'unchanged' | 'refused';
  remark: string | null;
  parts: Parts;
}

const NOTHING: Parts = {
  authenticatorApp: null,
  securityKeys: [],
  backupCodes: [],
  devices: [],
  recommendationDismissed: false,
  allowedNetworks: '',
  groups: [],
};
const NONE_YET: Existing = {
  authenticatorApp: null,
  securityKeys: 0,
  hasBackupCodes: false,
  devices: new Set(),
  recommendationDismissed: false,
  groups: new Set(),
};

export const partsOf = (parts: Parts): Part[] =>
  PARTS.filter((part) => {
    const value = parts[part];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });

/**
 * What becomes of a record. What is missing comes, and what is there stays as it is. The keys that come are noted as
 * those of its account in `owners`, so that no later record can bring them.
 */
export function decide(
  record: AccountRecord,
  account: AccountProfile | null,
  {
    createAccounts,
    createGroups = false,
    isSummedUp = false,
  }: { createAccounts: boolean; createGroups?: boolean; isSummedUp?: boolean },
  owners: Owners,
  existing: Existing = NONE_YET,
  kinds: GroupKinds = new Map(),
): Decision {
  if (!account && !createAccounts) return refused('There is no such account.');
  const owner = account?.id ?? record.loginKey;
  const ownerOf = (key: ImportedKey): string | undefined => owners.get(credentialHashOf(key));
  const foreign = record.securityKeys.find((key) => (ownerOf(key) ?? owner) !== owner);
  if (foreign) return refused(`The security key “${foreign.name}” is another account’s.`);
  const securityKeys = record.securityKeys.filter((key) => ownerOf(key) === undefined);
  if (existing.securityKeys + securityKeys.length > MOST_KEYS) {
    return refused(`An account can have ${MOST_KEYS} security keys.`);
  }
  const unknown = record.groups.find((name) => !kinds.has(normaliseName(name)));
  if (unknown !== undefined && !createGroups) return refused(`There is no group “${unknown}”.`);
  const groups = newGroups(record, existing, kinds);
  if (existing.groups.size + groups.length > MOST_GROUPS) {
    return refused(`An account can be in ${MOST_GROUPS} groups.`);
  }
  const { app } = record;
  const isOtherApp =
    app !== null && existing.authenticatorApp !== null && !isSame(app, existing.authenticatorApp);
  if (isOtherApp && !holdsMore(record)) return refused(OTHER_APP);
  const authenticatorApp = existing.authenticatorApp === null ? app : null;
  const hasPrimary =
    (account?.primaryFactors ?? 0) !== 0 || authenticatorApp !== null || securityKeys.length > 0;
  const parts: Parts = {
    authenticatorApp,
    securityKeys,
    backupCodes: hasPrimary && !existing.hasBackupCodes ? record.backupCodes : [],
    devices: newDevices(record, existing),
    recommendationDismissed: record.recommendationDismissed && !existing.recommendationDismissed,
    allowedNetworks: account?.allowedNetworks ? '' : record.allowedNetworks,
    groups,
  };
  for (const key of securityKeys) owners.set(credentialHashOf(key), owner);
  const comes = partsOf(parts).length > 0;
  const result = !account ? 'created' : comes ? 'attached' : 'unchanged';
  const remarks = [
    result === 'unchanged' ? null : record.warning,
    authenticatorApp === null || isSummedUp ? null : record.appWarning,
    isOtherApp ? OTHER_APP : null,
    record.backupCodes.length > 0 && !hasPrimary ? NOTHING_BESIDE : null,
  ].filter((remark) => remark !== null);
  const isSaid = remarks.length > 0 || isSummedUp;
  if (!account && !isSaid && cannotSignIn(record)) remarks.push('It has no password here.');
  return { result, remark: remarks.join(' ') || null, parts };
}

/**
 * Nobody makes accounts that may do more than they may, or brings anything to one. Whoever imports does so for all accounts,
 * as only a role for all includes it.
 */
export function refusedAbove(
  acting: Acting,
  record: Pick<AccountRecord, 'role'>,
  account: AccountProfile | null,
): Decision | null {
  if (!isSession(acting)) return null;
  const own = permissionsOf(acting.account);
  const isAbove = (permissions: ReadonlySet<Permission>) =>
    [...permissions].some((permission) => !own.has(permission));
  const others = account ? permissionsOf(account) : PERMISSIONS_OF[record.role];
  return isAbove(others) ? refused(MAY_DO_MORE) : null;
}

export const MAY_DO_MORE = 'It may do more than whoever imports it.';
const OTHER_APP = 'Another authenticator app is set up.';
const NOTHING_BESIDE = 'Backup codes without an authenticator app or a security key are left out.';

const refused = (remark: string): Decision => ({ result: 'refused', remark, parts: NOTHING });

const cannotSignIn = ({ password, passwordHash }: AccountRecord): boolean =>
  passwordHash === null && password === null;

const holdsMore = (record: AccountRecord): boolean =>
  record.securityKeys.length > 0 ||
  record.backupCodes.length > 0 ||
  record.devices.length > 0 ||
  record.groups.length > 0 ||
  record.allowedNetworks !== '' ||
  record.recommendationDismissed;

/** Who is in a domain, or one that a directory feeds, is not for an import to say. */
const newGroups = ({ groups }: AccountRecord, existing: Existing, kinds: GroupKinds): string[] =>
  groups.filter((name) => {
    const key = normaliseName(name);
    return !existing.groups.has(key) && (kinds.get(key) ?? 'MANUAL') === 'MANUAL';
  });

/** As many as there is room for, those used last. */
function newDevices({ devices }: AccountRecord, existing: Existing): ImportedDevice[] {
  const byIdentity = new Map(devices.map((device) => [identityOf(device), device]));
  return [...byIdentity]
    .filter(([identity]) => !existing.devices.has(identity))
    .map(([, device]) => device)
    .toSorted((one, other) => other.lastSeenAt - one.lastSeenAt)
    .slice(0, Math.max(0, MOST_DEVICES - existing.devices.size));
}

const isSame = (one: ImportedApp, other: ImportedApp): boolean =>
  one.secret === other.secret &&
  one.algorithm === other.algorithm &&
  one.digits === other.digits &&
  one.period === other.period;
