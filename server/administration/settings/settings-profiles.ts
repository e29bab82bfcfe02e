import type { SettingsPatch } from '../../settings/declarations.js';

/** Settings that belong together, each by a name. */
export const PROFILES = {
  /**
   * For OWASP ASVS 5 level 2 and NIST SP 800-63B-4 AAL2: codes of at most a minute and a half, no device spared the
   * second factor, sessions of a day that end after an hour without use.
   */
  STRICT: {
    clockTolerance: 1,
    trustDevicesForDays: 0,
    idleTimeoutMinutes: 60,
    authTokenExpirationLifetimeDays: 1,
    // Only stored tokens can end by idleness.
    storeAuthTokenInDB: true,
  },
} as const satisfies Record<string, SettingsPatch>;

export type ProfileName = keyof typeof PROFILES;
