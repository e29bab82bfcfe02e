import appPasswords from './faults/app-passwords.mjs';
import authenticatorApp from './faults/authenticator-app.mjs';
import backends from './faults/backends.mjs';
import bypass from './faults/bypass.mjs';
import backupCodes from './faults/backup-codes.mjs';
import devices from './faults/devices.mjs';
import hashing from './faults/hashing.mjs';
import lostFactors from './faults/lost-factors.mjs';
import policy from './faults/policy.mjs';
import recovery from './faults/recovery.mjs';
import serviceAccounts from './faults/service-accounts.mjs';
import signIn from './faults/sign-in.mjs';
import throttle from './faults/throttle.mjs';
import tokens from './faults/tokens.mjs';

/**
 * Slips that an engineer could make, by folder of server/. Each has a name, the text to find (once in the files of its
 * folder, whichever holds it; a pattern where the text may vary) and what to put in its place. `suites` are those that
 * should notice, where they are not the folder's own. `on: 'mysql'` where SQLite cannot show it, since it lets no two
 * transactions write at once.
 *
 * Left out are those that change nothing anybody could see, since something else guards the same: a code that is not
 * newer than the last is refused when it is looked at, and again by the UPDATE that spends it.
 */
export const FAULTS = {
  'sign-in': signIn,
  sessions: tokens,
  'sessions/devices': devices,
  'sessions/service-accounts': serviceAccounts,
  accounts: hashing,
  'accounts/throttle': throttle,
  'factors/authenticator-app': authenticatorApp,
  'factors/backup-codes': backupCodes,
  'factors/recovery-codes': recovery,
  'factors/bypass-codes': bypass,
  'factors/two-factor': lostFactors,
  factors: policy,
  'integrations/app-passwords': appPasswords,
  'integrations/basic-check': backends,
};
