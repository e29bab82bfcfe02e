import { CreateTables1795478400000 } from './1795478400000-create-tables.js';
import { CreateSecurityKeys1795482000000 } from './1795482000000-create-security-keys.js';
import { AddEnrolmentGrace1795490100000 } from './1795490100000-add-enrolment-grace.js';
import { CreateAppPasswords1795490200000 } from './1795490200000-create-app-passwords.js';
import { ChainAuditEvents1795490347000 } from './1795490347000-chain-audit-events.js';
import { IndexForAdministration1795490400000 } from './1795490400000-index-for-administration.js';
import { CreateJobs1795491000000 } from './1795491000000-create-jobs.js';
import { CreateDailyFigures1795491600000 } from './1795491600000-create-daily-figures.js';
import { ThrottleAccounts1795491700000 } from './1795491700000-throttle-accounts.js';
import { IndexForCleanUp1795492000000 } from './1795492000000-index-for-clean-up.js';
import { CreateNotifications1795492105000 } from './1795492105000-create-notifications.js';
import { CreateRecoveryCodes1795492110000 } from './1795492110000-create-recovery-codes.js';
import { CreateKeyChecks1795492301000 } from './1795492301000-create-key-checks.js';
import { PasswordsElsewhere1795492500000 } from './1795492500000-passwords-elsewhere.js';
import { LetCountsLeak1795493100000 } from './1795493100000-let-counts-leak.js';
import { ConfirmAddresses1795493200000 } from './1795493200000-confirm-addresses.js';
import { LockAccounts1795647000000 } from './1795647000000-lock-accounts.js';
import { PasswordsOfOnesOwn1795647600000 } from './1795647600000-passwords-of-ones-own.js';
import { LinkDirectories1795648000000 } from './1795648000000-link-directories.js';
import { SessionsProve1795648100000 } from './1795648100000-sessions-prove.js';
import { CreateWriteProbes1795649000000 } from './1795649000000-create-write-probes.js';
import { AddressesAskedFor1795649100000 } from './1795649100000-addresses-asked-for.js';
import { KeepTotpParameters1795649200000 } from './1795649200000-keep-totp-parameters.js';
import { AddressesRefused1795649300000 } from './1795649300000-addresses-refused.js';
import { ShowSetupsAgain1795649400000 } from './1795649400000-show-setups-again.js';
import { SearchByTerms1795650000000 } from './1795650000000-search-by-terms.js';

/** In order; each runs once, on MySQL/MariaDB and SQLite alike. */
export const migrations = [
  CreateTables1795478400000,
  CreateSecurityKeys1795482000000,
  AddEnrolmentGrace1795490100000,
  CreateAppPasswords1795490200000,
  ChainAuditEvents1795490347000,
  IndexForAdministration1795490400000,
  CreateJobs1795491000000,
  CreateDailyFigures1795491600000,
  ThrottleAccounts1795491700000,
  IndexForCleanUp1795492000000,
  CreateNotifications1795492105000,
  CreateRecoveryCodes1795492110000,
  CreateKeyChecks1795492301000,
  PasswordsElsewhere1795492500000,
  LetCountsLeak1795493100000,
  ConfirmAddresses1795493200000,
  LockAccounts1795647000000,
  PasswordsOfOnesOwn1795647600000,
  LinkDirectories1795648000000,
  SessionsProve1795648100000,
  CreateWriteProbes1795649000000,
  AddressesAskedFor1795649100000,
  KeepTotpParameters1795649200000,
  AddressesRefused1795649300000,
  ShowSetupsAgain1795649400000,
  SearchByTerms1795650000000,
];
