/* Made by npm run schema from server/settings/declarations.ts. */
/** What each setting can be. */
export const SETTINGS = {
  disabled: { kind: 'switch' },
  showRecommendationToConfigure: { kind: 'switch' },
  allowAuthenticatorApp: { kind: 'switch' },
  allowSecurityKeys: { kind: 'switch' },
  offerPasskeys: { kind: 'choice', values: ['NEVER', 'ASK', 'SAVE'] },
  allowBackupCodes: { kind: 'switch' },
  allowUsedDevices: { kind: 'switch' },
  allowAppPasswords: { kind: 'switch' },
  allowPasswordForBackends: { kind: 'switch' },
  clockTolerance: { kind: 'number', max: 10 },
  trustDevicesForDays: { kind: 'number', max: 3650 },
  authTokenExpirationLifetimeDays: { kind: 'number', max: 3650 },
  idleTimeoutMinutes: { kind: 'number', max: 525600 },
  storeAuthTokenInDB: { kind: 'switch' },
  requireTwoFactor: { kind: 'choice', values: ['NOBODY', 'ADMINS', 'EVERYONE'] },
  enrolmentGraceDays: { kind: 'number', max: 3650 },
  serviceName: { kind: 'text', max: 60, form: 'name' },
  accentColour: { kind: 'text', max: 7, form: 'colour' },
  helpUrl: { kind: 'text', max: 1000, form: 'link' },
  helpText: { kind: 'text', max: 120, form: 'line' },
} as const;
