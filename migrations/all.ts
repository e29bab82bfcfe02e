import { CreateAccounts1796000000000 } from './1796000000000-create-accounts.js';
import { CreateSessions1796000001000 } from './1796000001000-create-sessions.js';
import { CreateFactors1796000002000 } from './1796000002000-create-factors.js';
import { CreateAppPasswords1796000003000 } from './1796000003000-create-app-passwords.js';
import { CreateAudit1796000004000 } from './1796000004000-create-audit.js';
import { CreateOutbox1796000005000 } from './1796000005000-create-outbox.js';
import { CreateSettings1796000006000 } from './1796000006000-create-settings.js';
import { CreateHousekeeping1796000007000 } from './1796000007000-create-housekeeping.js';
import { CreateApplications1797000100000 } from './1797000100000-create-applications.js';
import { AddAppearance1797000200000 } from './1797000200000-add-appearance.js';
import { CreatePendingBackupCodes1797000400000 } from './1797000400000-create-pending-backup-codes.js';
import { CreateSetupFacts1797000500000 } from './1797000500000-create-setup-facts.js';
import { AddBackupCodesLeft1797000600000 } from './1797000600000-add-backup-codes-left.js';
import { CreateDeliveries1797000750000 } from './1797000750000-create-deliveries.js';
import { OfferPasskeys1797000800000 } from './1797000800000-offer-passkeys.js';
import { AllowNetworks1798000090000 } from './1798000090000-allow-networks.js';
import { BringMoreAlong1798000100000 } from './1798000100000-bring-more-along.js';
import { CreateImportOrigins1798000200000 } from './1798000200000-create-import-origins.js';
import { CreateLookupKeys1798000300000 } from './1798000300000-create-lookup-keys.js';
import { CreateGroups1798000400000 } from './1798000400000-create-groups.js';
import { CreateBypassCodes1798000500000 } from './1798000500000-create-bypass-codes.js';
import { KeepSignedIn1798000510000 } from './1798000510000-keep-signed-in.js';
import { ResetPasswordsByMail1798000600000 } from './1798000600000-reset-passwords-by-mail.js';
import { RemindToEnrol1798000610000 } from './1798000610000-remind-to-enrol.js';
import { ReportSignIns1798000700000 } from './1798000700000-report-sign-ins.js';
import { ScopeRoles1798000810000 } from './1798000810000-scope-roles.js';
import { CreatePolicies1798000820000 } from './1798000820000-create-policies.js';
import { CreateServiceAccounts1798000830000 } from './1798000830000-create-service-accounts.js';
import { MailDigests1798000840000 } from './1798000840000-mail-digests.js';

/** In order; each runs once, on MySQL/MariaDB and SQLite alike. */
export const migrations = [
  CreateAccounts1796000000000,
  CreateSessions1796000001000,
  CreateFactors1796000002000,
  CreateAppPasswords1796000003000,
  CreateAudit1796000004000,
  CreateOutbox1796000005000,
  CreateSettings1796000006000,
  CreateHousekeeping1796000007000,
  CreateApplications1797000100000,
  AddAppearance1797000200000,
  CreatePendingBackupCodes1797000400000,
  CreateSetupFacts1797000500000,
  AddBackupCodesLeft1797000600000,
  CreateDeliveries1797000750000,
  OfferPasskeys1797000800000,
  AllowNetworks1798000090000,
  BringMoreAlong1798000100000,
  CreateImportOrigins1798000200000,
  CreateLookupKeys1798000300000,
  CreateGroups1798000400000,
  CreateBypassCodes1798000500000,
  KeepSignedIn1798000510000,
  ResetPasswordsByMail1798000600000,
  RemindToEnrol1798000610000,
  ReportSignIns1798000700000,
  ScopeRoles1798000810000,
  CreatePolicies1798000820000,
  CreateServiceAccounts1798000830000,
  MailDigests1798000840000,
];
