import type { Accounts } from '../../accounts/create-accounts.js';
import type { Ground } from '../../accounts/ground.js';
import type { Factors } from '../../factors/factors.js';
import type { Unattended } from '../../platform/acting/guard.js';
import type { Platform } from '../../platform/create-platform.js';
import { EVERY_MINUTE } from '../../platform/jobs/job-runner.js';
import type { Sessions } from '../../sessions/create-sessions.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { ConnectionsResolver } from './connections.resolver.js';
import { ConnectionsService } from './connections.service.js';
import { InteractionsService } from './interactions.service.js';
import { OidcKeysService } from './oidc-keys.service.js';
import { OidcRecordsService } from './oidc-records.service.js';
import { OpenIdConnectService } from './openid-connect.service.js';
import { RequestScope } from './request-scope.js';
import { SignOutNoticesService } from './sign-out-notices.service.js';
import { StepUpService } from './step-up.service.js';

/** Who the audit log says has rotated keys when they were due. */
const BY_SCHEDULE: Unattended = { id: null, login: 'schedule', ipAddress: null };

export type OpenIdConnect = ReturnType<typeof createOpenIdConnect>;

/** OpenID Connect: how people sign in to programs that speak it. */
export function createOpenIdConnect({
  platform: { keys, log },
  ground,
  accounts: { contacts, memberships, throttle },
  sessions: { proofs, sessions, tokens },
  factors,
  applications,
  publicUrl,
  cookiePrefix,
}: {
  platform: Pick<Platform, 'keys' | 'log'>;
  ground: Ground;
  accounts: Pick<Accounts, 'contacts' | 'memberships' | 'throttle'>;
  sessions: Pick<Sessions, 'proofs' | 'sessions' | 'tokens'>;
  factors: Factors;
  applications: ApplicationsService;
  publicUrl: string;
  cookiePrefix: string;
}) {
  const scope = new RequestScope();
  const oidcRecords = new OidcRecordsService({ ...ground, keys, sessions });
  const oidcKeys = new OidcKeysService({ ...ground, keys });
  const stepUp = new StepUpService({ ...ground, proofs, factors, scope });
  const clientSecrets = new ClientSecretsService({ ...ground, throttle });
  const interactions = new InteractionsService({ applications, records: oidcRecords, stepUp, throttle });
  const connections = new ConnectionsService({ ...ground, applications, records: oidcRecords, tokens });
  const openIdConnect = new OpenIdConnectService({
    ...ground,
    log,
    applications,
    contacts,
    memberships,
    throttle,
    records: oidcRecords,
    oidcKeys,
    stepUp,
    scope,
    clientSecrets,
    publicUrl,
    path: new URL(publicUrl).pathname.replace(/\/$/, ''),
    cookiePrefix,
  });
  const signOutNotices = new SignOutNoticesService({
    ...ground,
    records: oidcRecords,
    sessions,
    openIdConnect,
    log,
  });
  return {
    openIdConnect,
    signOutNotices,
    oidcRecords,
    oidcKeys,
    oidcScope: scope,
    oidcStepUp: stepUp,
    oidcInteractions: interactions,
    clientSecrets,
    /** Work that runs by itself. */
    scheduled: [
      {
        name: 'send-sign-outs',
        schedule: EVERY_MINUTE,
        run: ({ signal }: { signal: AbortSignal }) => signOutNotices.send(signal),
      },
      {
        name: 'rotate-oidc-keys',
        // Daily, so that a month of which the first night was missed is not one without.
        schedule: '30 1 * * *',
        run: async () => ({ rotated: await oidcKeys.rotateWhenDue(BY_SCHEDULE) }),
      },
    ],
    sweeps: {
      oidcRecords: () => oidcRecords.sweepExpired(),
      oidcKeys: () => oidcKeys.sweepRetired(),
    },
    resolvers: [new ConnectionsResolver(connections)],
  };
}
