import { Refusal } from '../platform/refusal.js';
import { declaredSettings, type SettingsPatch, type SettingValues } from './declarations.js';
import { anyPrimaryAllowed } from './requirement.js';

/** Throws BAD_USER_INPUT, which says what to change, for numbers out of range and for what contradicts itself. */
export function refuseInvalid(settings: Readonly<SettingValues>, patch: SettingsPatch): void {
  for (const [field, setting] of declaredSettings) {
    if (setting.kind !== 'number') continue;
    const value = settings[field];
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > setting.max) {
      throw new Refusal('BAD_USER_INPUT', `${field} must be between 0 and ${setting.max}.`, { field });
    }
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
