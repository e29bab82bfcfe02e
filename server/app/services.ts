import type { Logger } from 'pino';
import { accountPages } from '../accounts/account-page.js';
import { AccountTransferService } from '../accounts/account-transfer.service.js';
import { AccountList } from '../accounts/account-list.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { AppPassword } from '../integrations/app-passwords/app-password.entity.js';
import { AppPasswordsService } from '../integrations/app-passwords/app-passwords.service.js';
import { AuditChainService } from '../events/audit/audit-chain.service.js';
import { AuditVerification } from '../events/audit/audit-verification.js';
import { AccessOfAccountsService } from '../administration/access-of-accounts.service.js';
import { BreachedPasswords } from '../accounts/breached-passwords.js';
import { PasswordRules } from '../accounts/password-rules.js';
import { PasswordHasher } from '../accounts/password-hasher.js';
import { Decoys } from '../accounts/decoys.js';
import { PasswordsService } from '../accounts/passwords.service.js';
import { StandingService } from '../accounts/standing.service.js';
import { AuditService } from '../events/audit/audit.service.js';
import {
  AuthenticatorAppService,
  sealedAppSecrets,
} from '../factors/authenticator-app/authenticator-app.service.js';
import { BackupCodesService } from '../factors/backup-codes/backup-codes.service.js';
import { BackendsService } from '../integrations/basic-check/backends.service.js';
import { IntrospectionService } from '../integrations/introspection/introspection.service.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../platform/config-error.js';
import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { directoryFrom } from '../accounts/directories/directory.js';
import { Guard } from '../sessions/guard/guard.js';
import { KeyRing } from '../platform/encryption/key-ring.js';
import { LaterWrites } from '../platform/database/later-writes.js';
import { DeviceCleanUp } from '../sessions/devices/device-clean-up.js';
import { DeviceList } from '../sessions/devices/device-list.js';
import { ContactsService } from '../accounts/contacts/contacts.service.js';
import { DevicesService } from '../sessions/devices/devices.service.js';
import { checkKeys } from '../platform/encryption/key-checks.js';
import { KeyRotationService } from '../administration/key-rotation/key-rotation.service.js';
import { DataKeys, sealedDataKeys } from '../platform/encryption/data-keys.js';
import { CleanUp } from '../platform/jobs/clean-up.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { OverviewService } from '../administration/overview/overview.service.js';
import { SignInFigures } from '../administration/overview/sign-in-figures.js';
import { GatheredMails } from '../events/notifications/gathered-mails.js';
import { MailSender } from '../events/notifications/mail-sender.js';
import { NotificationsService } from '../events/notifications/notifications.service.js';
import { OutboxService } from '../events/notifications/outbox.service.js';
import { WebhookSender } from '../events/notifications/webhook-sender.js';
import { PrimaryFactorsService } from '../factors/primary-factors.service.js';
import { ProofsService } from '../sessions/proofs/proofs.service.js';
import { passwordStandsAlone } from '../settings/own-password.js';
import { PasswordLinksService } from '../accounts/password-links/password-links.service.js';
import { RecoveryCodesService } from '../factors/recovery-codes/recovery-codes.service.js';
import { AssertionService } from '../factors/security-keys/assertion.service.js';
import { AttestationPolicy } from '../factors/security-keys/attestation-policy.js';
import { Ceremonies } from '../factors/security-keys/ceremonies.js';
import { RegistrationService } from '../factors/security-keys/registration.service.js';
import { relyingPartyFrom, whyNoKeys } from '../factors/security-keys/relying-party.js';
import { SecurityKeysService } from '../factors/security-keys/security-keys.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { Challenges } from '../sign-in/challenges.js';
import { SignInService } from '../sign-in/sign-in.service.js';
import { ThrottleService } from '../accounts/throttle/throttle.service.js';
import { worthOf } from '../sessions/session-worth.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SignedTokens } from '../sessions/tokens/signed-tokens.js';
import { TokenList } from '../sessions/tokens/token-list.js';
import { TokensService } from '../sessions/tokens/tokens.service.js';
import { U2fImport } from '../factors/security-keys/u2f-import.js';
import { ExportService } from '../administration/import-export/export.service.js';
import { ImportService } from '../administration/import-export/import.service.js';
import { TwoFactorService } from '../factors/two-factor/two-factor.service.js';

const EVERY_MINUTE = '* * * * *';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** The features, wired from the bottom up; for the server and the command line alike. */
export async function createServices(
  config: Config,
  database: Database,
  clock: Clock,
  log: Logger,
  publicUrl: string,
) {
  const keys = new KeyRing(config.secretKeys);
  const keyUses = {
    sealed: [...sealedAppSecrets, sealedDataKeys],
    keyed: [{ entity: AppPassword, column: 'keyId' }],
  };
  await checkKeys(database, clock, keys, keyUses.sealed);
  const dataKeys = new DataKeys(database, clock, keys);
  await dataKeys.load();
  const audit = new AuditService(database, clock, dataKeys);
  const auditChain = new AuditChainService(database, clock, dataKeys, audit, log, config.auditRetentionDays);
  const guard = new Guard(database, clock, worthOf);
  const jobs = new JobsService(database, guard, audit, log);
  const settings = new SettingsService(database, clock, guard, audit, whyNoKeys(config, publicUrl));
  const throttle = new ThrottleService(database, clock, keys, audit, config.throttle);
  const devices = new DevicesService(database, clock, guard, settings, audit);
  const deviceList = new DeviceList(database, clock, settings);
  const signedTokens = new SignedTokens(keys, clock);
  const laterWrites = new LaterWrites(log);
  const tokens = new TokensService(database, clock, guard, settings, signedTokens, devices, audit);
  const sessions = new SessionsService(database, clock, settings, signedTokens, devices, laterWrites);
  const tokenList = new TokenList(database, clock, settings);
  const hasher = new PasswordHasher(config.hashing);
  const rules = new PasswordRules(
    config.issuer,
    config.breachedPasswords === undefined ? null : await openBreachedPasswords(config.breachedPasswords),
    async (owner) => passwordStandsAlone(owner, await settings.current(), clock.now()),
  );
  const accounts = new AccountsService(
    database,
    clock,
    guard,
    settings,
    throttle,
    devices,
    tokens,
    audit,
    hasher,
    rules,
  );
  const directory = directoryFrom(config.passwordDirectory, log);
  const decoys = new Decoys(database, clock, keys);
  const passwords = new PasswordsService(
    database,
    clock,
    guard,
    throttle,
    accounts,
    audit,
    hasher,
    decoys,
    directory,
    rules,
  );
  const standing = new StandingService(
    database,
    clock,
    accounts,
    audit,
    laterWrites,
    directory,
    config.passwordRecheckDays,
  );
  sessions.judgeBy((account) => standing.isGoodSoFar(account));
  const appPasswords = new AppPasswordsService(
    database,
    clock,
    settings,
    keys,
    guard,
    passwords,
    audit,
    laterWrites,
  );
  const backupCodes = new BackupCodesService(database, clock, settings, guard, throttle, audit, hasher);
  const primaryFactors = new PrimaryFactorsService(accounts, backupCodes, devices, throttle, tokens);
  const contacts = new ContactsService(database, clock, guard, accounts, throttle, audit);
  const passwordLinks = new PasswordLinksService(
    database,
    clock,
    guard,
    accounts,
    contacts,
    throttle,
    audit,
    hasher,
    rules,
    { publicUrl, mailConfigured: config.mail !== undefined },
  );
  const proofs = new ProofsService(database, clock, settings, sessions, tokens);
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
  const u2fImport = new U2fImport(clock, guard, accounts, securityKeys, relyingParty);
  const assertions = new AssertionService(
    database,
    clock,
    settings,
    accounts,
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
    accounts,
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
    accounts,
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
  const backends = new BackendsService(
    database,
    clock,
    settings,
    throttle,
    accounts,
    passwords,
    standing,
    appPasswords,
    audit,
    hasher,
  );
  const introspection = new IntrospectionService(database, throttle, sessions, audit, config.serviceClients);
  const deviceCleanUp = new DeviceCleanUp(database, clock, settings, config.deviceRetentionDays, (ids) =>
    tokens.devicesSignedIn(ids),
  );
  const signInFigures = new SignInFigures(database, clock, audit);
  const outbox = new OutboxService(database, clock, log);
  const gatheredMails = new GatheredMails(database, clock, outbox);
  const cleanUp = new CleanUp({
    signInFigures: () => signInFigures.sweepFinished(),
    tokens: () => tokens.sweepExpired(),
    proofs: () => proofs.sweepOld(),
    challenges: () => challenges.sweepExpired(),
    passwordLinks: () => passwordLinks.sweepExpired(),
    securityKeyCeremonies: () => ceremonies.sweepExpired(),
    authenticatorAppSetups: () => authenticatorApp.sweepAbandonedSetups(),
    mailPaces: () => gatheredMails.sweepOld(),
    throttleCounters: () => throttle.sweepForgotten(),
    endedTrust: () => deviceCleanUp.sweepEndedTrust(),
    devices: () => deviceCleanUp.sweepUnseen(),
    auditEvents: () => auditChain.sweepOld(),
    jobs: () => jobs.sweepFailed(),
  });
  jobs.define({
    name: 'clean-up',
    schedule: '0 1 * * *',
    timeZone: config.cleanUpTimeZone,
    run: async ({ signal }) => ({ ...(await cleanUp.run(signal)) }),
  });
  const webhooks = new WebhookSender(clock, config.webhooks.urls, config.webhooks.secrets);
  outbox.register('webhook', webhooks);
  if (config.mail) {
    const { factors: accountPage } = accountPages(config, publicUrl);
    const mail = {
      ...config.mail,
      issuer: config.issuer,
      accountPage,
      confirmPage: `${publicUrl}/confirm-address`,
      keys,
    };
    outbox.register(
      'mail',
      new MailSender(mail, (linkId) => passwordLinks.addressForMail(linkId), {
        refused: (...refusal) => contacts.noteRefused(...refusal),
        accepted: (...delivery) => contacts.noteAccepted(...delivery),
      }),
    );
  }
  const notifications = new NotificationsService(contacts, outbox, gatheredMails, keys, {
    mailConfigured: config.mail !== undefined,
    webhookTargets: webhooks.targets,
    webhookEvents: config.webhooks.events,
  });
  audit.listen((tx, event) => notifications.hear(tx, event));
  jobs.define({
    name: 'seal-audit-log',
    schedule: EVERY_MINUTE,
    run: async () => ({ sealed: await auditChain.seal() }),
  });
  jobs.define({
    name: 'send-notifications',
    schedule: EVERY_MINUTE,
    run: async ({ signal }) => ({
      ...(await outbox.sendDue(signal)),
      forgotten: await outbox.forgetFailed(),
    }),
  });
  const accountTransfer = new AccountTransferService(database, clock);
  return {
    accessOfAccounts: new AccessOfAccountsService(devices, deviceList, tokens, tokenList, settings),
    accountList: new AccountList(database, throttle, contacts, clock),
    accounts,
    assertions,
    appPasswords,
    attestationPolicy,
    audit,
    auditChain,
    auditVerification: new AuditVerification(database, dataKeys),
    authenticatorApp,
    backends,
    backupCodes,
    challenges,
    cleanUp,
    deviceList,
    contacts,
    devices,
    guard,
    export: new ExportService(accountTransfer, authenticatorApp, securityKeys, devices, appPasswords, audit),
    import: new ImportService(database, accountTransfer, authenticatorApp, primaryFactors, hasher, audit),
    jobs,
    keyUses,
    keyRotation: new KeyRotationService(database, clock, keys, dataKeys, audit, keyUses),
    laterWrites,
    hasher,
    introspection,
    passwordLinks,
    passwords,
    overview: new OverviewService(database, clock, settings, signInFigures, publicUrl, async () =>
      config.mail === undefined ? 0 : contacts.countUnnotifiable(),
    ),
    notifications,
    outbox,
    proofs,
    recoveryCodes,
    registration,
    securityKeys,
    /** What authenticator apps, passkeys and people call this service. */
    serviceName: config.issuer,
    sessions,
    settings,
    signIn,
    throttle,
    tokenList,
    tokens,
    twoFactor,
    u2fImport,
  };
}

async function openBreachedPasswords(path: string): Promise<BreachedPasswords> {
  try {
    return await BreachedPasswords.open(path);
  } catch (error) {
    throw new ConfigError(`BREACHED_PASSWORDS: ${error instanceof Error ? error.message : String(error)}`);
  }
}
