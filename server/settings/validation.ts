import { Refusal } from '../platform/refusal.js';
import { holdsControls } from '../platform/text.js';
import { declaredSettings, type SettingsPatch, type SettingValues, type TextForm } from './declarations.js';
import { isHelpLink } from './help-link.js';
import { anyPrimaryAllowed } from './requirement.js';

/** Texts as they are kept: NFC and trimmed; a colour is in lower case. */
export function tidied(patch: SettingsPatch): SettingsPatch {
  const texts = declaredSettings.flatMap(([field, setting]) => {
    const value = patch[field];
    if (setting.kind !== 'text' || typeof value !== 'string') return [];
    const text = value.normalize('NFC').trim();
    return [[field, setting.form === 'colour' ? text.toLowerCase() : text]];
  });
  return { ...patch, ...(Object.fromEntries(texts) as SettingsPatch) };
}

/** Throws BAD_USER_INPUT, which says what to change, for numbers out of range and for what contradicts itself. */
export function refuseInvalid(settings: Readonly<SettingValues>, patch: SettingsPatch): void {
  for (const [field, setting] of declaredSettings) {
    const value = settings[field];
    if (setting.kind === 'text') refuseUnfit(field, String(value), setting);
    if (setting.kind === 'number') refuseOutOfRange(field, Number(value), setting.max);
  }
  if (settings.idleTimeoutMinutes !== 0 && !settings.storeAuthTokenInDB) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'Only stored tokens can end by idleness: set storeAuthTokenInDB to true, or idleTimeoutMinutes to 0.',
      { field: patch.storeAuthTokenInDB === undefined ? 'idleTimeoutMinutes' : 'storeAuthTokenInDB' },
    );
  }
  if (settings.requireTwoFactor !== 'NOBODY' && !settings.disabled && !anyPrimaryAllowed(settings)) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'A second factor cannot be required while no method to set one up is allowed: allow authenticator apps or security keys, or set requireTwoFactor to NOBODY.',
      { field: 'requireTwoFactor' },
    );
  }
  const { trustDevicesForDays: trust, authTokenExpirationLifetimeDays: lifetime } = settings;
  if (trust === 0) return;
  const field =
    patch.authTokenExpirationLifetimeDays === undefined
      ? 'trustDevicesForDays'
      : 'authTokenExpirationLifetimeDays';
  if (lifetime === 0) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'Tokens must expire while devices can be trusted: set authTokenExpirationLifetimeDays to 1 or more, or trustDevicesForDays to 0.',
      { field },
    );
  }
  if (trust <= lifetime) {
    throw new Refusal(
      'BAD_USER_INPUT',
      `Trust must outlast tokens: set trustDevicesForDays above ${lifetime} or authTokenExpirationLifetimeDays below ${trust}.`,
      { field },
    );
  }
}

/** Throws BAD_USER_INPUT. */
export function refuseOutOfRange(field: string, value: unknown, max: number): void {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max) return;
  throw new Refusal('BAD_USER_INPUT', `${field} must be between 0 and ${max}.`, { field });
}

const FORMS: Record<TextForm, { fits: (text: string) => boolean; mustBe: string }> = {
  // An otpauth address has a colon behind it.
  name: { fits: (text) => !text.includes(':'), mustBe: 'must not hold a colon' },
  colour: { fits: (text) => /^#[0-9a-f]{6}$/.test(text), mustBe: 'must be a colour such as #0b5cad' },
  link: {
    fits: isHelpLink,
    mustBe: 'must be an address that begins with https:, mailto: or tel:',
  },
};

function refuseUnfit(field: string, text: string, { max, form }: { max: number; form?: TextForm }): void {
  const problem =
    text.length > max
      ? `must not be longer than ${max} characters`
      : holdsControls(text)
        ? 'must not hold control characters'
        : text !== '' && form !== undefined && !FORMS[form].fits(text)
          ? FORMS[form].mustBe
          : null;
  if (problem !== null) throw new Refusal('BAD_USER_INPUT', `${field} ${problem}.`, { field });
}
