import type { FactorPlugin } from '../plugin.js';
import { AssertionService } from './assertion.service.js';
import { Ceremonies } from './ceremonies.js';
import { Ceremony } from './ceremony.entity.js';
import { RegistrationService } from './registration.service.js';
import { SecurityKey } from './security-key.entity.js';
import { SecurityKeyFactor } from './security-key.factor.js';
import { SecurityKeysResolver } from './security-keys.resolver.js';
import { SecurityKeysService } from './security-keys.service.js';
import { U2fImport } from './u2f-import.js';

interface Created {
  factor: SecurityKeyFactor;
  keys: SecurityKeysService;
  registration: RegistrationService;
  assertions: AssertionService;
  u2fImport: U2fImport;
}

export const securityKeys: FactorPlugin<Created> = {
  described: {
    method: 'SECURITY_KEY',
    as: 'A security key or passkey (WebAuthn).',
    asPrimary: 'Security keys or passkeys.',
  },
  entities: [Ceremony, SecurityKey],
  sealed: [],
  create(needs) {
    const { database, clock, settings, guard, accounts, audit, proofs, relyingParty } = needs;
    const ceremonies = new Ceremonies(database, clock, needs.keys, guard);
    const keys = new SecurityKeysService(database, guard, needs.primaryFactors, audit, relyingParty);
    const assertions = new AssertionService(
      database,
      clock,
      settings,
      accounts,
      audit,
      keys,
      ceremonies,
      relyingParty,
    );
    const registration = new RegistrationService(
      clock,
      guard,
      settings,
      proofs,
      keys,
      ceremonies,
      relyingParty,
      needs.attestationPolicy,
    );
    return {
      factor: new SecurityKeyFactor(keys, assertions, ceremonies),
      keys,
      registration,
      assertions,
      u2fImport: new U2fImport(clock, guard, accounts, keys, relyingParty),
    };
  },
  resolverClasses: [SecurityKeysResolver],
  resolvers: ({ keys, registration }, twoFactor) => [new SecurityKeysResolver(keys, registration, twoFactor)],
};
