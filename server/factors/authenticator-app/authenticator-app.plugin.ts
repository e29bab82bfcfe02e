import type { FactorPlugin } from '../plugin.js';
import { AppSetupService } from './app-setup.service.js';
import { AuthenticatorAppSetup } from './authenticator-app-setup.entity.js';
import { AuthenticatorApp } from './authenticator-app.entity.js';
import { AuthenticatorAppResolver, AuthenticatorAppSetupResolver } from './authenticator-app.resolver.js';
import { AuthenticatorAppService, sealedAppSecrets } from './authenticator-app.service.js';

export const authenticatorApp: FactorPlugin<{ factor: AuthenticatorAppService; setup: AppSetupService }> = {
  described: {
    method: 'AUTHENTICATOR_APP',
    as: 'A code of six digits that an app shows (TOTP, RFC 6238).',
    asPrimary: 'An authenticator app.',
  },
  entities: [AuthenticatorApp, AuthenticatorAppSetup],
  sealed: sealedAppSecrets,
  verification: {
    name: 'verifyAuthenticatorCode',
    description: 'Step two, with a code from the authenticator app. Each code works once.',
    code: 'The code that the app shows now; spaces do not matter.',
    hashes: 0,
  },
  create(needs) {
    const factor = new AuthenticatorAppService(needs);
    return { factor, setup: new AppSetupService({ ...needs, app: factor }) };
  },
  resolverClasses: [AuthenticatorAppResolver, AuthenticatorAppSetupResolver],
  resolvers: ({ factor, setup }, twoFactor) => [
    new AuthenticatorAppResolver(factor, setup, twoFactor),
    new AuthenticatorAppSetupResolver(),
  ],
};
