import { enrolmentDeadline, type Subject } from './requirement.js';
import type { AccountSettings } from './policies/account-settings.js';

/**
 * Whether the password is all that protects it: no second factor is set up, and none must be before anything else.
 * One that is set up counts even while two-factor authentication is switched off for all, as in an emergency.
 */
export function passwordStandsAlone(owner: Subject, settings: AccountSettings, now: number): boolean {
  if (owner.primaryFactors !== 0) return false;
  const deadline = enrolmentDeadline(owner, settings);
  return deadline === null || deadline > now;
}

/**
 * Whether the account can do nothing before its password is changed: somebody else chose it (OWASP ASVS 6.4.1), or it
 * was good only beside a second factor that has gone.
 */
export const mustChangePassword = (
  account: Subject & { passwordState: 'LONG' | 'SHORT' | 'GIVEN' | 'NONE' },
  settings: AccountSettings,
  now: number,
): boolean =>
  account.passwordState === 'GIVEN' ||
  (account.passwordState === 'SHORT' && passwordStandsAlone(account, settings, now));
