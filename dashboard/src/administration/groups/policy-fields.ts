import type { GroupPolicyFieldsFragment } from '#client/operations';

export type Policy = Omit<GroupPolicyFieldsFragment, '__typename'>;

/** The settings that groups may have stricter, as they are shown. */
export const SWITCHES = [
  'allowAuthenticatorApp',
  'allowSecurityKeys',
  'allowBackupCodes',
  'allowAppPasswords',
  'allowPasswordForBackends',
] as const;
export const LIMITS = [
  'authTokenExpirationLifetimeDays',
  'idleTimeoutMinutes',
  'trustDevicesForDays',
] as const;
export const NETWORKS = [
  ['allowedNetworks', 'admin.accounts.allowedNetworks', 'admin.accounts.allowedNetworksHint'],
  ['alwaysAskFrom', 'admin.policy.alwaysAskFrom', 'admin.policy.alwaysAskHint'],
  ['neverAskFrom', 'admin.policy.neverAskFrom', 'admin.policy.neverAskHint'],
] as const;

/** Of a group that has none. */
export const NO_POLICY: Policy = {
  requireTwoFactor: false,
  enrolmentGraceDays: null,
  allowAuthenticatorApp: null,
  allowSecurityKeys: null,
  allowBackupCodes: null,
  allowAppPasswords: null,
  allowPasswordForBackends: null,
  trustDevicesForDays: null,
  authTokenExpirationLifetimeDays: null,
  idleTimeoutMinutes: null,
  allowedNetworks: [],
  alwaysAskFrom: [],
  neverAskFrom: [],
};
