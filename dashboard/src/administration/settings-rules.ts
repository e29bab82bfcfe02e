import type { SettingsFieldsFragment } from '../../../schema/client/operations';
import type { TextKey } from '../i18n/catalogue';

export type Settings = SettingsFieldsFragment;
export type SettingName = keyof Settings;

/** Every setting there is, as they are shown. */
export const GROUPS = {
  policy: ['disabled', 'requireTwoFactor', 'enrolmentGraceDays', 'showRecommendationToConfigure'],
  methods: ['allowAuthenticatorApp', 'clockTolerance', 'allowSecurityKeys', 'allowBackupCodes'],
  sessions: [
    'authTokenExpirationLifetimeDays',
    'idleTimeoutMinutes',
    'storeAuthTokenInDB',
    'trustDevicesForDays',
    'allowUsedDevices',
  ],
  programs: ['allowAppPasswords', 'allowPasswordForBackends'],
} as const satisfies Record<string, SettingName[]>;

const MOST_DAYS = 3650;
export const RANGES = {
  clockTolerance: 10,
  trustDevicesForDays: MOST_DAYS,
  authTokenExpirationLifetimeDays: MOST_DAYS,
  enrolmentGraceDays: MOST_DAYS,
  idleTimeoutMinutes: 525_600,
} as const;

/** What the server would refuse, and what to change. */
export function problemsOf(settings: Settings): Partial<Record<SettingName, TextKey>> {
  const problems: Partial<Record<SettingName, TextKey>> = {};
  for (const [name, max] of Object.entries(RANGES) as [keyof typeof RANGES, number][]) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 0 || value > max) problems[name] = 'admin.settings.range';
  }
  const { trustDevicesForDays: trust, authTokenExpirationLifetimeDays: lifetime } = settings;
  if (trust > 0 && lifetime === 0) problems.authTokenExpirationLifetimeDays ??= 'admin.settings.mustExpire';
  if (trust > 0 && lifetime > 0 && trust <= lifetime) {
    problems.trustDevicesForDays ??= 'admin.settings.mustOutlast';
  }
  if (settings.idleTimeoutMinutes > 0 && !settings.storeAuthTokenInDB) {
    problems.idleTimeoutMinutes ??= 'admin.settings.mustBeStored';
  }
  const canSetUp = settings.allowAuthenticatorApp || settings.allowSecurityKeys;
  if (settings.requireTwoFactor !== 'NOBODY' && !settings.disabled && !canSetUp) {
    problems.requireTwoFactor = 'admin.settings.nothingToRequire';
  }
  return problems;
}
