import { isPermission, type Permission, requirePermission } from '../platform/acting/permissions.js';
import type { Session } from '../platform/acting/session.js';
import type { ProofsService } from '../sessions/proofs/proofs.service.js';

/**
 * What may be asked of a session, by `@Authorized` and by whatever else answers it:
 * - `enrolling`: also sessions that must first set up a second factor
 * - `changing-password`: also those that must first change their password
 * - a permission: that the role has it, in a session that an administrator's code in place of the second factor did not
 *   begin
 * - `proved`: a proof of the person in the last 10 minutes
 * - `lasting`: that of an account with a second factor it can be that one, since two-factor is not switched off for all
 */
export type Access = 'enrolling' | 'changing-password' | Permission | 'proved' | 'lasting';

/** The one rule of what a session may reach. Throws what is missing: FORBIDDEN, ENROLMENT_REQUIRED and so on. */
export type AccessRule = (session: Session, asked: readonly Access[]) => Promise<void>;

export const accessRule =
  (proofs: ProofsService): AccessRule =>
  async (session, asked) => {
    if (!asked.includes('enrolling')) await proofs.requireEnrolled(session);
    else if (!asked.includes('changing-password')) await proofs.requireOwnPassword(session);
    const permissions = asked.filter(isPermission);
    for (const permission of permissions) requirePermission(session.account, permission);
    if (permissions.length > 0) await proofs.requireOwnFactor(session);
    if (asked.includes('lasting')) await proofs.refuseWhileOff(session);
    if (asked.includes('proved')) await proofs.requireRecent(session);
  };
