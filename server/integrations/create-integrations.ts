import type { Accounts } from '../accounts/create-accounts.js';
import type { Ground } from '../accounts/ground.js';
import type { Factors } from '../factors/factors.js';
import type { Platform } from '../platform/create-platform.js';
import type { Sessions } from '../sessions/create-sessions.js';
import { AppPassword } from './app-passwords/app-password.entity.js';
import { AppPasswordsResolver } from './app-passwords/app-passwords.resolver.js';
import { AppPasswordsService } from './app-passwords/app-passwords.service.js';
import type { ProgramServer } from './app-passwords/program-servers.js';
import { ApplicationTransferService } from './applications/application-transfer.service.js';
import { ApplicationsResolver } from './applications/applications.resolver.js';
import { ApplicationsService } from './applications/applications.service.js';
import { BackendsService } from './basic-check/backends.service.js';
import { ForwardAuthService } from './forward-auth/forward-auth.service.js';
import { Passes } from './forward-auth/passes.js';
import { type ServiceClient, IntrospectionService } from './introspection/introspection.service.js';
import { createOpenIdConnect } from './openid-connect/create-openid-connect.js';
import { sealedOidcKeys } from './openid-connect/oidc-keys.service.js';
import { sealedOidcRecords } from './openid-connect/oidc-records.service.js';
import { SignInContextResolver } from './sign-in-context.resolver.js';

export type Integrations = ReturnType<typeof createIntegrations>;

/** Columns that are of no use without the key that made them. */
export const keyedByIntegrations = [{ entity: AppPassword, column: 'keyId' }];

/** Columns of sealed values. */
export const sealedByIntegrations = [sealedOidcKeys, sealedOidcRecords];

/** What stands behind Latchkey and asks it: programs that know passwords only, and services that are given tokens. */
export function createIntegrations({
  platform,
  ground,
  accounts,
  sessions,
  factors,
  serviceClients,
  programServers,
  publicUrl,
  cookiePrefix,
}: {
  platform: Platform;
  ground: Ground;
  accounts: Accounts;
  sessions: Sessions;
  factors: Factors;
  serviceClients: readonly ServiceClient[];
  programServers: readonly ProgramServer[];
  publicUrl: string;
  cookiePrefix: string;
}) {
  const { keys, laterWrites } = platform;
  const { hasher, passwords, standing, throttle } = accounts;
  const appPasswords = new AppPasswordsService({ ...ground, keys, passwords, later: laterWrites });
  accounts.accounts.endsWithAccess(async (tx, id) => {
    const names = await appPasswords.working(id, tx);
    return names.length > 0 ? { appPasswords: names } : {};
  });
  const applications = new ApplicationsService({ ...ground, publicUrl });
  const openIdConnect = createOpenIdConnect({
    platform,
    ground,
    accounts,
    sessions,
    factors,
    applications,
    publicUrl,
    cookiePrefix,
  });
  const forwardAuth = new ForwardAuthService({
    ...ground,
    sessions: sessions.sessions,
    proofs: sessions.proofs,
    records: openIdConnect.oidcRecords,
    passes: new Passes(keys, sessions.signedTokens),
  });
  return {
    ...openIdConnect,
    applications,
    forwardAuth,
    applicationTransfer: new ApplicationTransferService(applications),
    appPasswords,
    backends: new BackendsService({
      ...ground,
      throttle,
      accounts: accounts.accounts,
      passwords,
      standing,
      appPasswords,
      hasher,
    }),
    introspection: new IntrospectionService({
      ...ground,
      sessions: sessions.sessions,
      applications,
      records: openIdConnect.oidcRecords,
      clientSecrets: openIdConnect.clientSecrets,
      memberships: accounts.memberships,
      clients: serviceClients,
    }),
    resolvers: [
      new AppPasswordsResolver(appPasswords, programServers),
      new ApplicationsResolver(applications),
      new SignInContextResolver(openIdConnect.oidcInteractions, forwardAuth),
      ...openIdConnect.resolvers,
    ],
  };
}
