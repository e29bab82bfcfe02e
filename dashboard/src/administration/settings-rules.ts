import type { SettingsFieldsFragment } from '../../../schema/client/operations';
import type { TextKey } from '../i18n/catalogue';

export type Settings = SettingsFieldsFragment;
export type SettingName = keyof Settings;

const MOST_DAYS = 3650;
export const RANGES = {
  clockTolerance: 10,
  trustDevicesForDays: MOST_DAYS,
  authTokenExpirationLifetimeDays: MOST_DAYS,
  enrolmentGraceDays: MOST_DAYS,
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
  const canSetUp = settings.allowAuthenticatorApp || settings.allowSecurityKeys;
  if (settings.requireTwoFactor !== 'NOBODY' && !settings.disabled && !canSetUp) {
    problems.requireTwoFactor = 'admin.settings.nothingToRequire';
  }
  return problems;
}
