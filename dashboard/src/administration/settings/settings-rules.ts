import type { SettingsFieldsFragment } from '#client/operations';
import { SETTINGS } from '#client/settings';
import type { TextKey } from '../../i18n/catalogue';

export type Settings = SettingsFieldsFragment;
export type SettingName = keyof Settings;

/** Every setting there is, as they are shown. */
export const GROUPS = {
  policy: [
    'requireTwoFactor',
    'enrolmentGraceDays',
    'remindToEnrol',
    'digestToAdministrators',
    'showRecommendationToConfigure',
    'allowPasswordResetByMail',
  ],
  methods: [
    'allowAuthenticatorApp',
    'clockTolerance',
    'allowSecurityKeys',
    'offerPasskeys',
    'allowBackupCodes',
  ],
  sessions: [
    'authTokenExpirationLifetimeDays',
    'keepSignedIn',
    'idleTimeoutMinutes',
    'storeAuthTokenInDB',
    'trustDevicesForDays',
    'allowUsedDevices',
  ],
  programs: ['allowAppPasswords', 'allowPasswordForBackends'],
  appearance: ['serviceName', 'accentColour', 'helpUrl', 'helpText'],
  // Last, since it undoes all of the above.
  emergency: ['disabled'],
} as const satisfies Record<string, SettingName[]>;

/** A setting that stands in no group would be shown nowhere: this does not compile then. */
type Shown = (typeof GROUPS)[keyof typeof GROUPS][number];
export const shapeOf = (name: SettingName): (typeof SETTINGS)[Shown] => SETTINGS[name];

const AUDIENCES: readonly Settings['requireTwoFactor'][] = ['NOBODY', 'ADMINS', 'EVERYONE'];

/** Whether a second factor is demanded of people of whom it was not, or sooner than it was. */
export function demandsAnew(before: Settings, after: Settings): boolean {
  if (after.disabled || after.requireTwoFactor === 'NOBODY') return false;
  const reach = ({ requireTwoFactor, disabled }: Settings): number =>
    disabled ? 0 : AUDIENCES.indexOf(requireTwoFactor);
  return reach(after) > reach(before) || shortensGrace(before, after);
}

/** Whether people of whom a second factor is demanded already are given less time. */
export const shortensGrace = (before: Settings, after: Settings): boolean =>
  before.requireTwoFactor !== 'NOBODY' && after.enrolmentGraceDays < before.enrolmentGraceDays;

/** The greatest that a number can be, or the most characters of a text. */
export function mostOf(name: SettingName): number {
  const shape = shapeOf(name);
  return shape.kind === 'number' || shape.kind === 'text' ? shape.max : 0;
}

/** What the server would refuse, and what to change. */
export function problemsOf(settings: Settings): Partial<Record<SettingName, TextKey>> {
  const problems: Partial<Record<SettingName, TextKey>> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const value = settings[name];
    const unfit = typeof value === 'string' ? unfitText(name, value.trim()) : undefined;
    if (unfit) problems[name] = unfit;
    if (typeof value !== 'number') continue;
    if (!Number.isInteger(value) || value < 0 || value > mostOf(name))
      problems[name] = 'admin.settings.range';
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

/** As the server has it: server/settings/help-link.ts. */
export function isHelpLink(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, pathname } = new URL(text);
  if (protocol === 'https:') return username === '' && password === '';
  if (protocol === 'mailto:') return /^[^@,]+@[^@,]+$/.test(pathname);
  return protocol === 'tel:' && /^\+?[\d().-]*\d[\d().-]*$/.test(pathname);
}

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

function unfitText(name: SettingName, text: string): TextKey | undefined {
  const shape = shapeOf(name);
  if (shape.kind !== 'text' || text === '') return undefined;
  if (text.length > shape.max) return 'admin.settings.tooLong';
  if (shape.form === 'name' && text.includes(':')) return 'admin.settings.noColon';
  if (shape.form === 'colour' && !isColour(text)) return 'admin.settings.noColour';
  return shape.form === 'link' && !isHelpLink(text) ? 'admin.settings.noLink' : undefined;
}
