import type { FactorPlugin } from '../plugin.js';
import { AssertionService } from './assertion.service.js';
import { Ceremonies } from './ceremonies.js';
import { Ceremony } from './ceremony.entity.js';
import { PasskeyOfferResolver } from './passkey-offer.resolver.js';
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
    const ceremonies = new Ceremonies(needs);
    const keys = new SecurityKeysService(needs);
    const assertions = new AssertionService({ ...needs, keys, ceremonies });
    return {
      factor: new SecurityKeyFactor(keys, assertions, ceremonies),
      keys,
      registration: new RegistrationService({ ...needs, keys, ceremonies, policy: needs.attestationPolicy }),
      assertions,
      u2fImport: new U2fImport({ ...needs, keys }),
    };
  },
  resolverClasses: [SecurityKeysResolver, PasskeyOfferResolver],
  resolvers: ({ keys, registration }, twoFactor) => [
    new SecurityKeysResolver(keys, registration, twoFactor),
    new PasskeyOfferResolver(registration),
  ],
};
