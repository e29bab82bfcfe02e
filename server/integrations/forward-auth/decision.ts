import type { Session } from '../../platform/acting/session.js';
import type { LastProofs } from '../../sessions/held-sessions.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { Application } from '../applications/application.entity.js';
import { mayEnter } from '../openid-connect/entry.js';
import { nextStep } from '../openid-connect/step-up.js';

/** What of an application decides who gets through its proxy. */
export type Door = Pick<Application, 'enabled' | 'mayEnter' | 'requireSecondFactor' | 'maxAge'>;

/** Who stands before it; null: nobody who could do what their account may. */
export type Visitor = { session: Pick<Session, 'account' | 'worth'>; proofs: LastProofs } | null;

/**
 * `ENTER`: come in. `SIGN_IN`, `REAUTHENTICATE` and `ENROL`: the person has that to do first. `FORBIDDEN`: the application
 * is not for them. `SWITCHED_OFF` and `UNKNOWN_HOST`: it is for nobody.
 */
export type Outcome =
  'ENTER' | 'SIGN_IN' | 'REAUTHENTICATE' | 'ENROL' | 'FORBIDDEN' | 'SWITCHED_OFF' | 'UNKNOWN_HOST';

/** Whether a request gets through. It is asked at each one, so whatever changes needs to touch no pass. */
export function decide(
  door: Door | null,
  visitor: Visitor,
  { disabled }: Pick<Settings, 'disabled'>,
  now: number,
): Outcome {
  if (!door) return 'UNKNOWN_HOST';
  if (!door.enabled) return 'SWITCHED_OFF';
  if (visitor?.session.worth !== 'FULL') return 'SIGN_IN';
  const { session, proofs } = visitor;
  if (!mayEnter(door, session.account)) return 'FORBIDDEN';
  return nextStep(
    { secondFactor: door.requireSecondFactor, acrValues: [], maxAge: door.maxAge, provedAfter: null },
    { proofs, hasSecondFactor: session.account.primaryFactors !== 0, twoFactorAvailable: !disabled },
    now,
  );
}
