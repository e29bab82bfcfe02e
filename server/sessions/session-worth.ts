import { DAY, MINUTE } from '../platform/clock.js';
import { mustChangePassword } from '../settings/own-password.js';
import { enrolmentDeadline, isProtected } from '../settings/requirement.js';
import type { AccountSettings } from '../settings/policies/account-settings.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { SessionFacts, Worth } from '../platform/acting/session.js';

/** How often use is noted: a session in use is not ended for the use that was not. */
export const USE_RECORDED_EVERY = MINUTE;

/** For how long a session lasts at most that is to end with the browser: some restore what was closed. */
export const BRIEF = DAY;

/** Whether it is such a session, which no cookie outlives. One that lasts no longer for another reason is taken for one. */
export const isBrief = ({ issuedAt, expiresAt }: Pick<SessionFacts, 'issuedAt' | 'expiresAt'>): boolean =>
  expiresAt !== null && expiresAt - issuedAt <= BRIEF;

type Subject = Pick<
  AccountProfile,
  'disabled' | 'passwordState' | 'role' | 'requireTwoFactor' | 'primaryFactors' | 'graceFrom' | 'createdAt'
>;

/**
 * What a session may do at this moment. It is worth what was proved in it, never what the account has, and it is
 * judged anew at each look: whatever becomes of the account or the settings needs to touch no session.
 */
export function worthOf(
  session: SessionFacts,
  account: Subject,
  settings: AccountSettings,
  now: number,
): Worth {
  if (account.disabled || session.epoch !== settings.sessionEpoch) return 'ENDED';
  if (now >= endOf(session, settings)) return 'ENDED';
  // Not even enrolling: someone who knows only the password must not add a factor of their own.
  if (session.secondFactor === null && isProtected(account, settings)) return 'ENDED';
  if (mustChangePassword(account, settings, now)) return 'PASSWORD';
  if (session.secondFactor === 'RECOVERY_CODE') return 'LOST';
  const deadline = enrolmentDeadline(account, settings);
  return deadline !== null && deadline <= now ? 'DEMANDED' : 'FULL';
}

/** When it ends for good, used or not: as promised, or sooner by a lifetime shortened since. Null: never. */
export function expiryOf(
  { issuedAt, expiresAt }: Pick<SessionFacts, 'issuedAt' | 'expiresAt'>,
  settings: AccountSettings,
): number | null {
  const { authTokenExpirationLifetimeDays: days, tokensNotBefore } = settings;
  if (issuedAt <= tokensNotBefore) return issuedAt;
  const byLifetime = days === 0 ? null : issuedAt + days * DAY;
  if (expiresAt === null || byLifetime === null) return expiresAt ?? byLifetime;
  return Math.min(expiresAt, byLifetime);
}

/** When it ends by time as it is used now; Infinity: never. */
export function endOf(
  session: Pick<SessionFacts, 'issuedAt' | 'lastUsedAt' | 'expiresAt'>,
  settings: AccountSettings,
): number {
  const expiry = expiryOf(session, settings) ?? Infinity;
  const { idleTimeoutMinutes: idle } = settings;
  if (idle === 0) return expiry;
  const used = session.lastUsedAt ?? session.issuedAt;
  return Math.min(expiry, used + idle * MINUTE + USE_RECORDED_EVERY);
}
