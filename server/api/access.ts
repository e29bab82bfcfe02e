import { type Caller, isMachine } from '../platform/acting/guard.js';
import { requirePermission } from '../platform/acting/held-permissions.js';
import type { Machine } from '../platform/acting/machine.js';
import { isPermission, type Permission } from '../platform/acting/permissions.js';
import { Refusal } from '../platform/refusal.js';
import type { ProofsService } from '../sessions/proofs/proofs.service.js';

/**
 * What may be asked of a session, by `@Authorized` and by whatever else answers it:
 * - `enrolling`: also sessions that must first set up a second factor
 * - `changing-password`: also those that must first change their password
 * - a permission: that the role has it, in a session that an administrator's code in place of the second factor did not
 *   begin
 * - `proved`: a proof of the person in the last 10 minutes
 * - `lasting`: that of an account with a second factor it can be that one, since two-factor is not switched off for all
 * Of service accounts only permissions are asked.
 */
export type Access = 'enrolling' | 'changing-password' | Permission | 'proved' | 'lasting';

/** An operation, or whatever else is asked by itself; or a field of what an operation answers. */
export type Reached = 'operation' | 'field';

/** The one rule of what a caller may reach. Throws what is missing: FORBIDDEN, ENROLMENT_REQUIRED and so on. */
export type AccessRule = (caller: Caller, asked: readonly Access[], reached?: Reached) => Promise<void>;

export const accessRule =
  (proofs: ProofsService): AccessRule =>
  async (caller, asked, reached = 'operation') => {
    const permissions = asked.filter(isPermission);
    if (isMachine(caller)) {
      refuseMachine(caller, permissions, reached);
      return;
    }
    const session = caller;
    if (!asked.includes('enrolling')) await proofs.requireEnrolled(session);
    else if (!asked.includes('changing-password')) await proofs.requireOwnPassword(session);
    for (const permission of permissions) requirePermission(session, permission);
    if (permissions.length > 0) await proofs.requireOwnFactor(session);
    if (asked.includes('lasting')) await proofs.refuseWhileOff(session);
    if (asked.includes('proved')) await proofs.requireRecent(session);
  };

/**
 * What asks for no permission is for people, about themselves. Enrolment and recent proofs are not asked of a program: it
 * has no second factor to set up and nobody to prove anew, and its token is instead for a few permissions and a limited time.
 * A field of an answer has been reached by an operation that it had the permission for. Throws FORBIDDEN.
 */
function refuseMachine(machine: Machine, permissions: readonly Permission[], reached: Reached): void {
  const isForPeople = permissions.length === 0 && reached === 'operation';
  if (!isForPeople && permissions.every((permission) => machine.permissions.has(permission))) return;
  throw new Refusal('FORBIDDEN', 'The permissions of this service account do not include this.');
}
