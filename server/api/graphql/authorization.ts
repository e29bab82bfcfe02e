import type { AuthChecker } from 'type-graphql';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import { Refusal } from '../../platform/refusal.js';
import { type Context, sessionOf } from '../../platform/graphql/context.js';

/**
 * What @Authorized may ask for, besides a session:
 * - `enrolling`: also sessions that must first set up a second factor
 * - `changing-password`: also those that must first change their password
 * - `administrator`: the role
 * - `proved`: a proof of the person in the last 10 minutes
 * - `lasting`: that of an account with a second factor it can be that one, since two-factor is not switched off for all
 */
export type Access = 'enrolling' | 'changing-password' | 'administrator' | 'proved' | 'lasting';

export const authChecker =
  (proofs: ProofsService): AuthChecker<Context, Access> =>
  async ({ context }, asked) => {
    const session = sessionOf(context);
    if (!asked.includes('enrolling')) await proofs.requireEnrolled(session);
    else if (!asked.includes('changing-password')) await proofs.requireOwnPassword(session);
    if (asked.includes('administrator') && session.account.role !== 'ADMIN') {
      throw new Refusal('FORBIDDEN', 'Administrators only.');
    }
    if (asked.includes('lasting')) await proofs.refuseWhileOff(session);
    if (asked.includes('proved')) await proofs.requireRecent(session);
    return true;
  };
