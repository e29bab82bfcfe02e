import type { EntityManager } from 'typeorm';
import type { AccountProfile } from './account-profile.js';
import type { Actor } from './actor.js';
import type { Machine } from './machine.js';
import type { Session } from './session.js';

/** Who acts without an account: the operator at the command line, or the service itself. */
export type Unattended = Actor & { id: null };

/** Who sends a request that names somebody: a person in a session, or a service account. */
export type Caller = Session | Machine;

/** On whose behalf something is done. A caller's `actor` alone is not enough: nothing could be looked at again. */
export type Acting = Caller | Unattended;

export const actorOf = (acting: Acting): Actor => ('actor' in acting ? acting.actor : acting);

export const isSession = (acting: Acting): acting is Session => 'tokenId' in acting;

export const isMachine = (acting: Acting): acting is Machine => 'serviceTokenId' in acting;

/**
 * What is done for a caller is done in one of these transactions, which look at the session, or the service account, again:
 * sessions/guard has the rule, and the reason. Each throws what the guard refuses.
 */
export interface Guard {
  /** For what concerns no account that is there already. */
  transaction<T>(acting: Acting, work: (tx: EntityManager) => Promise<T>): Promise<T>;
  /** For what a session does to its own account, handed over as it is under its lock. */
  own<T>(session: Session, work: (tx: EntityManager, account: AccountProfile) => Promise<T>): Promise<T>;
  /**
   * For what is done to an account, be it one's own or another's whom the caller may act on; handed over as it is under
   * its lock. `also` are further accounts that must not change meanwhile. Throws NOT_FOUND too, and FORBIDDEN.
   */
  on<T>(
    acting: Acting,
    accountId: string,
    work: (tx: EntityManager, account: AccountProfile) => Promise<T>,
    also?: readonly string[],
  ): Promise<T>;
  /**
   * The account, if it may be acted on as by `on`: for whatever comes before that, so that nothing is told of others, and
   * nothing spent for them. Throws the same.
   */
  reachable(acting: Acting, accountId: string): Promise<AccountProfile>;
  /** For reading that takes long: looks at the session again, without a lock. */
  recheck(session: Session): Promise<void>;
}
