import { PRIMARY_FACTOR, type PrimaryFactor } from '../accounts/account.entity.js';
import { Refusal } from '../platform/refusal.js';
import type { Settings } from '../settings/settings.entity.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';

type FactorHolder = Pick<AccountProfile, 'primaryFactors'>;

const has = (account: FactorHolder, factor: PrimaryFactor): boolean =>
  (account.primaryFactors & PRIMARY_FACTOR[factor]) !== 0;

/**
 * The primary methods an account may use. One that is switched off is still good for accounts that have
 * no allowed one: nothing but `disabled` turns a protected account into a password-only one.
 */
export function usablePrimaryMethods(account: FactorHolder, settings: Readonly<Settings>): PrimaryFactor[] {
  const setUp = (['AUTHENTICATOR_APP', 'SECURITY_KEY'] as const).filter((factor) => has(account, factor));
  const allowed = setUp.filter((factor) => isAllowed(factor, settings));
  return allowed.length > 0 ? allowed : setUp;
}

/** Throws METHOD_DISABLED unless this factor may be set up now. */
export function refuseUnlessAllowed(factor: PrimaryFactor, settings: Readonly<Settings>): void {
  if (settings.disabled) {
    throw new Refusal('METHOD_DISABLED', 'Two-factor authentication is switched off.');
  }
  if (!isAllowed(factor, settings)) {
    throw new Refusal('METHOD_DISABLED', 'The administrator has switched this method off.');
  }
}

const isAllowed = (factor: PrimaryFactor, settings: Readonly<Settings>): boolean =>
  factor === 'AUTHENTICATOR_APP' ? settings.allowAuthenticatorApp : settings.allowSecurityKeys;
