import type { Logger } from 'pino';
import { accountPages } from '../accounts/account-page.js';
import { BreachedPasswords } from '../accounts/breached-passwords.js';
import { createAccounts } from '../accounts/create-accounts.js';
import { GroupScopes } from '../accounts/groups/group-scopes.js';
import type { Ground } from '../accounts/ground.js';
import { createAdministration } from '../administration/create-administration.js';
import type { Config } from '../config/config.js';
import { createEvents, createNotifications } from '../events/create-events.js';
import type { FactorPlugin } from '../factors/plugin.js';
import { createFactors, FACTOR_PLUGINS } from '../factors/registry.js';
import { AttestationPolicy } from '../factors/security-keys/attestation-policy.js';
import { relyingPartyFrom, whyNoKeys } from '../factors/security-keys/relying-party.js';
import {
  createIntegrations,
  keyedByIntegrations,
  sealedByIntegrations,
} from '../integrations/create-integrations.js';
import type { Clock } from '../platform/clock.js';
import { OperatorError } from '../platform/operator-error.js';
import { createPlatform } from '../platform/create-platform.js';
import type { Database } from '../platform/database/database.js';
import { sealedDataKeys } from '../platform/encryption/data-keys.js';
import { sealedLookupKeys } from '../platform/encryption/lookup-keys.js';
import { CleanUp, type Sweeps } from '../platform/jobs/clean-up.js';
import { createSessions } from '../sessions/create-sessions.js';
import { SessionGuard } from '../sessions/guard/guard.js';
import { worthOf } from '../sessions/session-worth.js';
import { Branding } from '../settings/branding.js';
import { SettingsService } from '../settings/settings.service.js';
import { createSignIn } from '../sign-in/create-sign-in.js';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** The wings, each from what it needs; for the server and the command line alike. */
export async function createServices({
  config,
  database,
  clock,
  log,
  publicUrl,
  moreFactors = [],
}: {
  config: Config;
  database: Database;
  clock: Clock;
  log: Logger;
  publicUrl: string;
  /** Beside those of the registry. */
  moreFactors?: readonly FactorPlugin[];
}) {
  const keyUses = {
    sealed: [
      ...[...FACTOR_PLUGINS, ...moreFactors].flatMap(({ sealed }) => sealed),
      ...sealedByIntegrations,
      sealedDataKeys,
      sealedLookupKeys,
    ],
    keyed: keyedByIntegrations,
  };
  const { secretKeys, places } = config;
  const platform = await createPlatform({ database, clock, log, secretKeys, keyUses, places });
  const scopes = new GroupScopes(database);
  const events = createEvents({ platform, scopes, auditRetentionDays: config.auditRetentionDays });
  const { audit } = events;
  const guard = new SessionGuard(database, clock, worthOf);
  const settings = new SettingsService(database, clock, whyNoKeys(config, publicUrl));
  const branding = new Branding(settings, config.issuer, publicUrl);
  const ground: Ground = { database, clock, settings, audit, guard };
  const sessions = createSessions({
    platform,
    ground,
    scopes,
    deviceRetentionDays: config.deviceRetentionDays,
  });
  const mailConfigured = config.mail !== undefined;
  const accounts = await createAccounts({
    platform,
    ground,
    access: sessions,
    groupScopes: scopes,
    branding,
    config: {
      ...config,
      publicUrl,
      breachedPasswords:
        config.breachedPasswords === undefined ? null : await openBreachedPasswords(config.breachedPasswords),
      mailConfigured,
      primaryBits: {
        of: (method) => factors.factors.primaryBitOf(method),
        withFactor: (method) => factors.factors.primaryValuesWith(method),
      },
    },
  });
  sessions.sessions.judgeBy((account) => accounts.standing.isGoodSoFar(account));

  const relyingParty = relyingPartyFrom(config, publicUrl);
  const factors = createFactors({
    platform,
    ground,
    accounts,
    sessions,
    branding,
    relyingParty,
    attestationPolicy: new AttestationPolicy(config.webAuthn, clock, log),
    mailConfigured,
    more: moreFactors,
  });
  const signIn = createSignIn({
    ground,
    platform,
    accounts,
    sessions,
    factors,
    options: { publicUrl, mailConfigured },
  });
  const integrations = createIntegrations({
    platform,
    ground,
    accounts,
    sessions,
    factors: factors.factors,
    serviceClients: config.serviceClients,
    programServers: config.programServers,
    publicUrl,
    cookiePrefix: config.cookiePrefix,
  });
  const notifications = createNotifications({
    platform,
    events,
    addressees: accounts.contacts,
    mail: config.mail && {
      ...config.mail,
      brand: () => branding.current(),
      accountPage: accountPages(config, publicUrl).factors,
      confirmPage: `${publicUrl}/confirm-address`,
      accountsPage: `${publicUrl}/accounts`,
      overviewPage: `${publicUrl}/`,
    },
    links: {
      about: {
        passwordLink: (linkId) => accounts.passwordLinks.addressForMail(linkId),
        passwordReset: (linkId) => signIn.resetLinks.addressForMail(linkId),
      },
      report: (linkId) => accounts.reports.addressForMail(linkId),
    },
    openReport: (...of) => accounts.reports.open(...of),
    webhooks: config.webhooks,
  });
  const administration = createAdministration({
    platform,
    ground,
    events,
    accounts,
    sessions,
    factors,
    integrations,
    keyUses,
    branding,
    publicUrl,
    rpId: relyingParty.id,
    mailConfigured,
    outbox: notifications.outbox,
    timeZone: config.cleanUpTimeZone,
    run: config,
  });
  // In this order: the figures of a day are taken before the events that they are taken from go.
  const wings = [
    administration,
    integrations,
    sessions,
    accounts,
    signIn,
    factors,
    notifications,
    events,
    platform,
  ];
  const cleanUp = new CleanUp(Object.assign({}, ...wings.map(({ sweeps }) => sweeps)) as Sweeps);
  for (const job of integrations.scheduled) platform.jobs.define(job);
  platform.jobs.define({
    name: 'clean-up',
    schedule: '0 1 * * *',
    timeZone: config.cleanUpTimeZone,
    run: async ({ signal }) => ({ ...(await cleanUp.run(signal)) }),
  });
  platform.jobs.define({
    name: 'remind-to-enrol',
    schedule: '0 6 * * *',
    timeZone: config.cleanUpTimeZone,
    run: async ({ signal }) => ({ sent: await accounts.enrolmentReminders.remindDue(signal) }),
  });
  platform.jobs.define({
    name: 'digest-to-administrators',
    schedule: '0 6 * * *',
    timeZone: config.cleanUpTimeZone,
    run: async () => ({ sent: await administration.administratorsDigest.sendDue() }),
  });
  return {
    ...platform,
    ...events,
    ...accounts,
    ...sessions,
    ...factors,
    ...signIn,
    ...integrations,
    ...notifications,
    ...administration,
    branding,
    cleanUp,
    guard,
    keyUses,
    relyingParty,
    settings,
    resolvers: [
      ...events.resolvers,
      ...accounts.resolvers,
      ...sessions.resolvers,
      ...factors.resolvers,
      ...signIn.resolvers,
      ...integrations.resolvers,
      ...notifications.resolvers,
      ...administration.resolvers,
    ],
  };
}

async function openBreachedPasswords(path: string): Promise<BreachedPasswords> {
  try {
    return await BreachedPasswords.open(path);
  } catch (error) {
    throw new OperatorError(`BREACHED_PASSWORDS: ${error instanceof Error ? error.message : String(error)}`);
  }
}
