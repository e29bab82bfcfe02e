import type { BreachedPasswords } from './breached-passwords.js';
import { checkPassword, lengthOf, refused, SHORTEST_ALONE, SHORTEST_BESIDE } from './passwords.js';
import type { Branding } from '../settings/branding.js';
import type { PolicyFacts } from '../settings/policies/policy-columns.js';
import type { AccountProfile, PasswordState } from '../platform/acting/account-profile.js';

/** Whose password it is to be. */
export type PasswordOwner = Pick<
  AccountProfile,
  'login' | 'displayName' | 'role' | 'requireTwoFactor' | 'primaryFactors' | 'graceFrom' | 'createdAt'
> &
  PolicyFacts;

/** What a password must be, by what stands beside it. */
export class PasswordRules {
  constructor(
    private readonly branding: Branding,
    private readonly breached: BreachedPasswords | null,
    /** Whether it is all that protects the account. */
    private readonly standsAlone: (owner: PasswordOwner) => Promise<boolean>,
  ) {}

  /** What is known of it from now on. Throws BAD_USER_INPUT that names the field. */
  async check(
    password: string,
    owner: PasswordOwner,
    field: string,
  ): Promise<Extract<PasswordState, 'LONG' | 'SHORT'>> {
    const shortest = (await this.standsAlone(owner)) ? SHORTEST_ALONE : SHORTEST_BESIDE;
    const { login, displayName } = owner;
    const { name: serviceName } = await this.branding.current();
    checkPassword(password, {
      shortest,
      field,
      context: { login, displayName, serviceName },
    });
    if (await this.breached?.has(password)) {
      throw refused(
        'This password stands in a list of passwords that were stolen elsewhere.',
        field,
        'breached',
      );
    }
    return lengthOf(password) < SHORTEST_ALONE ? 'SHORT' : 'LONG';
  }
}
