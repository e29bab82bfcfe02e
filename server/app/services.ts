import type { Logger } from 'pino';
import { accountPages } from '../accounts/account-page.js';
import { BreachedPasswords } from '../accounts/breached-passwords.js';
import { createAccounts } from '../accounts/create-accounts.js';
import type { Ground } from '../accounts/ground.js';
import { createAdministration } from '../administration/create-administration.js';
import type { Config } from '../config/config.js';
import { createEvents, createNotifications } from '../events/create-events.js';
import { AuthenticatorAppResolver } from '../factors/authenticator-app/authenticator-app.resolver.js';
import {
  AuthenticatorAppService,
  sealedAppSecrets,
} from '../factors/authenticator-app/authenticator-app.service.js';
import { BackupCodesResolver } from '../factors/backup-codes/backup-codes.resolver.js';
import { BackupCodesService } from '../factors/backup-codes/backup-codes.service.js';
import { PrimaryFactorsService } from '../factors/primary-factors.service.js';
import { RecoveryCodesResolver } from '../factors/recovery-codes/recovery-codes.resolver.js';
import { RecoveryCodesService } from '../factors/recovery-codes/recovery-codes.service.js';
import { AssertionService } from '../factors/security-keys/assertion.service.js';
import { AttestationPolicy } from '../factors/security-keys/attestation-policy.js';
import { Ceremonies } from '../factors/security-keys/ceremonies.js';
import { RegistrationService } from '../factors/security-keys/registration.service.js';
import { relyingPartyFrom, whyNoKeys } from '../factors/security-keys/relying-party.js';
import { SecurityKeysResolver } from '../factors/security-keys/security-keys.resolver.js';
import { SecurityKeysService } from '../factors/security-keys/security-keys.service.js';
import { U2fImport } from '../factors/security-keys/u2f-import.js';
import { AccountTwoFactorResolver, TwoFactorResolver } from '../factors/two-factor/two-factor.resolver.js';
import { TwoFactorService } from '../factors/two-factor/two-factor.service.js';
import { createIntegrations, keyedByIntegrations } from '../integrations/create-integrations.js';
import type { Clock } from '../platform/clock.js';
import { OperatorError } from '../platform/operator-error.js';
import { createPlatform } from '../platform/create-platform.js';
import type { Database } from '../platform/database/database.js';
import { sealedDataKeys } from '../platform/encryption/data-keys.js';
import { CleanUp } from '../platform/jobs/clean-up.js';
import { createSessions } from '../sessions/create-sessions.js';
import { SessionGuard } from '../sessions/guard/guard.js';
import { worthOf } from '../sessions/session-worth.js';
import { SettingsService } from '../settings/settings.service.js';
import { Challenges } from '../sign-in/challenges.js';
import { SignInResolver } from '../sign-in/sign-in.resolver.js';
import { SignInService } from '../sign-in/sign-in.service.js';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** The wings, each from what it needs; for the server and the command line alike. */
export async function createServices({
  config,
  database,
  clock,
  log,
  publicUrl,
}: {
  config: Config;
  database: Database;
  clock: Clock;
  log: Logger;
  publicUrl: string;
}) {
  const keyUses = { sealed: [...sealedAppSecrets, sealedDataKeys], keyed: keyedByIntegrations };
  const { secretKeys } = config;
  const platform = await createPlatform({ database, clock, log, secretKeys, sealed: keyUses.sealed });
  const events = createEvents({ platform, auditRetentionDays: config.auditRetentionDays });
  const { audit } = events;
  const guard = new SessionGuard(database, clock, worthOf);
  const settings = new SettingsService(database, clock, whyNoKeys(config, publicUrl));
  const ground: Ground = { database, clock, settings, audit, guard };
  const sessions = createSessions({ platform, ground, deviceRetentionDays: config.deviceRetentionDays });
  const mailConfigured = config.mail !== undefined;
  const accounts = createAccounts({
    platform,
    ground,
    access: sessions,
    config: {
      ...config,
      publicUrl,
      breachedPasswords:
        config.breachedPasswords === undefined ? null : await openBreachedPasswords(config.breachedPasswords),
      mailConfigured,
    },
  });
  sessions.sessions.judgeBy((account) => accounts.standing.isGoodSoFar(account));

  const { keys } = platform;
  const { throttle, hasher, passwords, standing } = accounts;
  const { devices, tokens, proofs } = sessions;
  const backupCodes = new BackupCodesService(database, clock, settings, guard, throttle, audit, hasher);
  const primaryFactors = new PrimaryFactorsService(accounts.accounts, backupCodes, devices, throttle, tokens);
  const authenticatorApp = new AuthenticatorAppService(
    database,
    clock,
    settings,
    keys,
    guard,
    primaryFactors,
    proofs,
    audit,
    config.issuer,
  );
  const ceremonies = new Ceremonies(database, clock, keys, guard);
  const relyingParty = relyingPartyFrom(config, publicUrl);
  const attestationPolicy = new AttestationPolicy(config.webAuthn, clock, log);
  const securityKeys = new SecurityKeysService(database, guard, primaryFactors, audit, relyingParty);
  const registration = new RegistrationService(
    clock,
    guard,
    settings,
    proofs,
    securityKeys,
    ceremonies,
    relyingParty,
    attestationPolicy,
  );
  const u2fImport = new U2fImport(clock, guard, accounts.accounts, securityKeys, relyingParty);
  const assertions = new AssertionService(
    database,
    clock,
    settings,
    accounts.accounts,
    audit,
    securityKeys,
    ceremonies,
    relyingParty,
  );
  const recoveryCodes = new RecoveryCodesService(database, clock, guard, throttle, audit, hasher);
  const twoFactor = new TwoFactorService(
    database,
    guard,
    settings,
    accounts.accounts,
    passwords,
    authenticatorApp,
    securityKeys,
    assertions,
    backupCodes,
    primaryFactors,
    proofs,
    throttle,
    audit,
    hasher,
  );
  const challenges = new Challenges(database, clock);
  const signIn = new SignInService(
    database,
    settings,
    throttle,
    accounts.accounts,
    passwords,
    standing,
    devices,
    tokens,
    challenges,
    { AUTHENTICATOR_APP: authenticatorApp, BACKUP_CODE: backupCodes, RECOVERY_CODE: recoveryCodes },
    assertions,
    backupCodes,
    audit,
    hasher,
  );

  const factors = {
    attestationPolicy,
    assertions,
    authenticatorApp,
    backupCodes,
    challenges,
    primaryFactors,
    recoveryCodes,
    registration,
    securityKeys,
    signIn,
    twoFactor,
    u2fImport,
    sweeps: {
      challenges: () => challenges.sweepExpired(),
      securityKeyCeremonies: () => ceremonies.sweepExpired(),
      authenticatorAppSetups: () => authenticatorApp.sweepAbandonedSetups(),
    },
    resolvers: [
      new AuthenticatorAppResolver(authenticatorApp, twoFactor),
      new BackupCodesResolver(backupCodes, twoFactor),
      new RecoveryCodesResolver(recoveryCodes, signIn),
      new SecurityKeysResolver(securityKeys, registration, assertions, signIn, twoFactor),
      new SignInResolver(signIn),
      new TwoFactorResolver(twoFactor, settings, config.issuer, { authenticatorApp, backupCodes, devices }),
      new AccountTwoFactorResolver(twoFactor),
    ],
  };
  const integrations = createIntegrations({
    platform,
    ground,
    accounts,
    sessions,
    serviceClients: config.serviceClients,
  });
  const notifications = createNotifications({
    platform,
    events,
    addressees: accounts.contacts,
    mail: config.mail && {
      ...config.mail,
      issuer: config.issuer,
      accountPage: accountPages(config, publicUrl).factors,
      confirmPage: `${publicUrl}/confirm-address`,
    },
    passwordLink: (linkId) => accounts.passwordLinks.addressForMail(linkId),
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
    publicUrl,
    mailConfigured,
  });
  // In this order: the figures of a day are taken before the events that they are taken from go.
  const wings = [administration, sessions, accounts, factors, notifications, events, platform];
  const cleanUp = new CleanUp(Object.assign({}, ...wings.map(({ sweeps }) => sweeps)));
  platform.jobs.define({
    name: 'clean-up',
    schedule: '0 1 * * *',
    timeZone: config.cleanUpTimeZone,
    run: async ({ signal }) => ({ ...(await cleanUp.run(signal)) }),
  });
  return {
    ...platform,
    ...events,
    ...accounts,
    ...sessions,
    ...factors,
    ...integrations,
    ...notifications,
    ...administration,
    cleanUp,
    guard,
    keyUses,
    settings,
    resolvers: [
      ...events.resolvers,
      ...accounts.resolvers,
      ...sessions.resolvers,
      ...factors.resolvers,
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
