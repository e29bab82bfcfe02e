import type { EntityManager } from 'typeorm';
import type { Actor } from '../../platform/acting/actor.js';

/** What somebody has presented, and what was known of the account when it was found wrong. */
export interface WrongPassword {
  login: string;
  password: string;
  account: { id: string; credentialVersion: number; mayUseIt?: boolean } | null;
  ipAddress: string | null;
}

/**
 * A guess that has been counted and checked. It stays counted as a failure unless `succeeded` is called, so that one
 * whose end is forgotten, or breaks off, pardons nothing.
 */
export interface Attempt<Outcome> {
  /** What the check returned. */
  readonly outcome: Outcome;
  /**
   * In the transaction of what follows from it: forgets the failures, and of addresses, which others share, takes back
   * this attempt alone with the delay that it brought about, unless another was counted since.
   */
  succeeded(tx: EntityManager): Promise<void>;
  /**
   * In the transaction that records the failure: records the lockout that it has brought about, if it has. Of `wrong`,
   * which a program may go on sending, the attempt is taken back where this password was wrong within a day already.
   */
  failed(tx: EntityManager, subject: Actor, wrong?: WrongPassword): Promise<void>;
}
