import type { LastProofs } from '../../sessions/held-sessions.js';
import { SECOND } from '../../platform/clock.js';

/** What a session was proved by: the values of `acr` (OpenID Connect Core §2). A trusted device spares a factor, and is none. */
export const ACR = { one: 'urn:latchkey:acr:1fa', two: 'urn:latchkey:acr:2fa' } as const;

/** What is asked of the person who signs in to an application. */
export interface Demand {
  /** The application lets nobody in without a second factor. */
  secondFactor: boolean;
  /** `acr_values`, in the order in which the application prefers them; it takes what it gets. */
  acrValues: readonly string[];
  /** For how many seconds a proof is good; null: as long as the session. */
  maxAge: number | null;
  /** A proof later than this moment, in milliseconds; Infinity: later than now. Null: none. */
  provedAfter: number | null;
}

export interface Subject {
  proofs: LastProofs;
  /** Whether the account has a second factor that it can prove now. */
  hasSecondFactor: boolean;
  /** Whether accounts can have any: two-factor authentication is not switched off. */
  twoFactorAvailable: boolean;
}

/**
 * `ENTER`: nothing is missing. `REAUTHENTICATE`: the person has to prove themselves again in this session, never in
 * another one, which would end what all other applications were given. `ENROL`: a second factor has to be set up first.
 */
export type Step = 'ENTER' | 'REAUTHENTICATE' | 'ENROL';

/** What has to be done before somebody who is signed in may enter. */
export function nextStep(demand: Demand, subject: Subject, now: number): Step {
  const { proofs, hasSecondFactor, twoFactorAvailable } = subject;
  const demandsTwo = demand.secondFactor && twoFactorAvailable;
  if (demandsTwo && !hasSecondFactor) return 'ENROL';
  // Voluntary (Core §3.1.2.1): of an account without a second factor it gets what there is, and is shown so.
  const asksForTwo = hasSecondFactor && !satisfies(demand.acrValues, proofs);
  const needsTwo = demandsTwo || asksForTwo;
  const provedAt = needsTwo ? proofs.secondFactor : proofs.any;
  if (provedAt === null) return 'REAUTHENTICATE';
  if (demand.provedAfter !== null && provedAt <= demand.provedAfter) return 'REAUTHENTICATE';
  if (demand.maxAge !== null && now - provedAt > demand.maxAge * SECOND) return 'REAUTHENTICATE';
  return 'ENTER';
}

/** Whether a session is worth one of these; values that we do not know are as if they were not there. */
function satisfies(acrValues: readonly string[], proofs: LastProofs): boolean {
  const known = acrValues.filter((value) => value === ACR.one || value === ACR.two);
  return known.length === 0 || known.includes(acrOf(proofs)) || known.includes(ACR.one);
}

export const acrOf = ({ secondFactor }: LastProofs): (typeof ACR)[keyof typeof ACR] =>
  secondFactor === null ? ACR.one : ACR.two;

/** `max_age` as it was asked for and as the application's own rule has it; null: neither. */
export function strictest(...ages: readonly (number | null)[]): number | null {
  const given = ages.filter((age) => age !== null);
  return given.length === 0 ? null : Math.min(...given);
}
