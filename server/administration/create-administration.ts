import type { Accounts } from '../accounts/create-accounts.js';
import type { Ground } from '../accounts/ground.js';
import type { Events } from '../events/create-events.js';
import type { OutboxService } from '../events/notifications/outbox.service.js';
import type { FactorWing } from '../factors/registry.js';
import type { Integrations } from '../integrations/create-integrations.js';
import type { Platform } from '../platform/create-platform.js';
import type { KeyUses } from '../platform/encryption/key-use.js';
import type { Sessions } from '../sessions/create-sessions.js';
import type { Branding } from '../settings/branding.js';
import { AboutResolver } from './about/about.resolver.js';
import { AboutService } from './about/about.service.js';
import { AccessOfAccountsService } from './access-of-accounts.service.js';
import { BulkActionsResolver } from './bulk-actions.resolver.js';
import { DevicesOfAccountsResolver } from './devices.resolver.js';
import { AccountParts } from './import-export/account-parts.js';
import { AccountSheetResolver } from './import-export/account-sheet.resolver.js';
import { AccountSheetService } from './import-export/account-sheet.service.js';
import { ArchiveExportService } from './import-export/archive/archive-export.service.js';
import { ArchiveImportService } from './import-export/archive/archive-import.service.js';
import { AdministratorsDigestService } from './digest/administrators-digest.service.js';
import { DigestFigures } from './digest/digest-figures.js';
import { ExportService } from './import-export/export.service.js';
import { SuiteImportService } from './import-export/aurora/suite-import.service.js';
import { ImportService } from './import-export/import.service.js';
import { JobRequestsService } from './jobs/job-requests.service.js';
import { JobsResolver } from './jobs/jobs.resolver.js';
import { KeyRotationService } from './key-rotation/key-rotation.service.js';
import { OverviewResolver } from './overview/overview.resolver.js';
import { OverviewService } from './overview/overview.service.js';
import { SignInFigures } from './overview/sign-in-figures.js';
import { LogoResolver } from './settings/logo.resolver.js';
import { LogoService } from './settings/logo.service.js';
import { SettingsChangesService } from './settings/settings-changes.service.js';
import { SettingsResolver } from './settings/settings.resolver.js';
import { SetupResolver } from './setup/setup.resolver.js';
import { SetupService } from './setup/setup.service.js';
import { TokensOfAccountsResolver } from './tokens.resolver.js';

export type Administration = ReturnType<typeof createAdministration>;

/** What administrators and operators see and do across accounts. */
export function createAdministration({
  platform: { jobs, keys, dataKeys },
  ground,
  events: { audit },
  accounts: {
    accounts,
    accountTransfer,
    contacts,
    enrolmentReminders,
    groups,
    hasher,
    locks,
    memberships,
    passwordLinks,
  },
  sessions: { devices, deviceList, tokens, tokenList },
  factors: { authenticatorApp, factors, importedCodes, primaryFactors, recommendation, twoFactor },
  integrations: { appPasswords, applications },
  outbox,
  keyUses,
  branding,
  publicUrl,
  rpId,
  mailConfigured,
  timeZone,
  run,
}: {
  platform: Platform;
  ground: Ground;
  events: Events;
  accounts: Accounts;
  sessions: Sessions;
  factors: Pick<
    FactorWing,
    'authenticatorApp' | 'factors' | 'importedCodes' | 'primaryFactors' | 'recommendation' | 'twoFactor'
  >;
  integrations: Integrations;
  outbox: OutboxService;
  keyUses: KeyUses;
  branding: Branding;
  publicUrl: string;
  /** That security keys are of. */
  rpId: string;
  mailConfigured: boolean;
  /** By which days begin. */
  timeZone: string;
  run: ConstructorParameters<typeof AboutService>[0]['run'];
}) {
  const { database, clock, guard } = ground;
  const logos = new LogoService(ground);
  const settingsChanges = new SettingsChangesService(ground);
  const signInFigures = new SignInFigures(database, clock, audit);
  const overview = new OverviewService({
    ...ground,
    signIns: signInFigures,
    factors,
    publicUrl,
    countUnnotifiable: async () => (mailConfigured ? contacts.countUnnotifiable() : 0),
  });
  const accessOfAccounts = new AccessOfAccountsService({
    ...ground,
    devices,
    deviceList,
    tokens,
    tokenList,
    settingsChanges,
  });
  const importer = new ImportService({
    ...ground,
    transfer: accountTransfer,
    groups,
    parts: new AccountParts({
      ...ground,
      authenticatorApp,
      importedCodes,
      primaryFactors,
      recommendation,
      groups,
      memberships,
    }),
    hasher,
  });
  const sheets = new AccountSheetService({
    import: importer,
    groups,
    transfer: accountTransfer,
    contacts,
    passwordLinks,
    mailConfigured,
  });
  const setup = new SetupService({ ...ground, applications, publicUrl, mailConfigured });
  return {
    logos,
    settingsChanges,
    overview,
    administratorsDigest: new AdministratorsDigestService({
      ...ground,
      figures: new DigestFigures({ ...ground, locks, factors }),
      contacts,
      outbox,
      options: { mailConfigured, timeZone },
    }),
    export: new ExportService({
      ...ground,
      transfer: accountTransfer,
      contacts,
      factors,
      devices,
      appPasswords,
      memberships,
    }),
    import: importer,
    archiveExport: new ArchiveExportService({ ...ground, ring: keys, uses: keyUses }),
    archiveImport: new ArchiveImportService({ ...ground, ring: keys, uses: keyUses }),
    suiteImport: new SuiteImportService({
      ...ground,
      import: importer,
      transfer: accountTransfer,
      authenticatorApp,
      rpId,
    }),
    keyRotation: new KeyRotationService({ ...ground, ring: keys, dataKeys, uses: keyUses }),
    sweeps: { signInFigures: () => signInFigures.sweepFinished() },
    resolvers: [
      new AboutResolver(new AboutService({ ...ground, keys, sealed: keyUses.sealed, run })),
      new AccountSheetResolver(sheets),
      new BulkActionsResolver({ accounts, twoFactor, enrolmentReminders, passwordLinks }),
      new DevicesOfAccountsResolver(deviceList, accessOfAccounts, accounts),
      new TokensOfAccountsResolver(tokenList, accessOfAccounts, accounts),
      new JobsResolver(jobs, new JobRequestsService(jobs, guard, audit)),
      new OverviewResolver(overview),
      new LogoResolver(logos, ground.settings, branding),
      new SetupResolver(setup),
      new SettingsResolver(ground.settings, settingsChanges, audit),
    ],
  };
}
