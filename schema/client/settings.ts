/* Made by npm run schema from server/settings/declarations.ts and server/platform/acting/few-backup-codes.ts. */
/** What each setting can be, and what it is at first. */
export const SETTINGS = {
  disabled: { kind: 'switch', default: false },
  showRecommendationToConfigure: { kind: 'switch', default: true },
  allowAuthenticatorApp: { kind: 'switch', default: true },
  allowSecurityKeys: { kind: 'switch', default: true },
  offerPasskeys: { kind: 'choice', default: 'ASK', values: ['NEVER', 'ASK', 'SAVE'] },
  allowBackupCodes: { kind: 'switch', default: true },
  allowUsedDevices: { kind: 'switch', default: true },
  allowAppPasswords: { kind: 'switch', default: true },
  allowPasswordForBackends: { kind: 'switch', default: true },
  allowPasswordResetByMail: { kind: 'switch', default: false },
  clockTolerance: { kind: 'number', default: 2, max: 10, unit: 'steps' },
  trustDevicesForDays: { kind: 'number', default: 30, max: 3650, unit: 'days' },
  authTokenExpirationLifetimeDays: { kind: 'number', default: 14, max: 3650, unit: 'days' },
  keepSignedIn: { kind: 'choice', default: 'ALWAYS', values: ['NEVER', 'ASK', 'ALWAYS'] },
  idleTimeoutMinutes: { kind: 'number', default: 0, max: 525600, unit: 'minutes' },
  storeAuthTokenInDB: { kind: 'switch', default: true },
  requireTwoFactor: { kind: 'choice', default: 'NOBODY', values: ['NOBODY', 'ADMINS', 'EVERYONE'] },
  enrolmentGraceDays: { kind: 'number', default: 0, max: 3650, unit: 'days' },
  remindToEnrol: { kind: 'switch', default: false },
  digestToAdministrators: { kind: 'choice', default: 'OFF', values: ['OFF', 'WEEKLY', 'MONTHLY'] },
  serviceName: { kind: 'text', default: '', max: 60, form: 'name' },
  accentColour: { kind: 'text', default: '', max: 7, form: 'colour' },
  helpUrl: { kind: 'text', default: '', max: 1000, form: 'link' },
  helpText: { kind: 'text', default: '', max: 120, form: 'line' },
} as const;

/** With so many left, or fewer, backup codes are running low. */
export const FEW_BACKUP_CODES = 3;
