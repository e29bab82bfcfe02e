import type { EntityManager } from 'typeorm';
import { Account, type AccountProfile } from '../../accounts/account.entity.js';
import type { Actor } from '../../events/audit/audit.service.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/refusal.js';
import type { Session, SessionFacts, Worth } from '../session.js';
import { Settings } from '../../settings/settings.entity.js';
import { lockAccounts } from '../../accounts/account-lock.js';
import { sessionNow } from './session-now.js';

/** Who acts without an account: the operator at the command line, or the service itself. */
export type Unattended = Actor & { id: null };

/** On whose behalf something is done. A session's `actor` alone is not enough: nothing could be looked at again. */
export type Acting = Session | Unattended;

/** What a session is worth: see session-worth.ts, which stands further up. */
export type Judge = (
  session: SessionFacts,
  account: AccountProfile,
  settings: Readonly<Settings>,
  now: number,
) => Worth;

export const actorOf = (acting: Acting): Actor => (isSession(acting) ? acting.actor : acting);

const isSession = (acting: Acting): acting is Session => 'tokenId' in acting;

/**
 * Whoever was allowed to when they asked need not be when it is written: a request may have waited for a hash, a lock
 * or its turn. So everything that is done for a session is done in a transaction of the guard. Its first statement
 * locks the session's account, which all that ends sessions or changes accounts locks as well, and the session must
 * then still be worth what it was when the request was authorised.
 *
 * Throws UNAUTHENTICATED when the session has ended, the account is disabled or what was proved before counts no more;
 * FORBIDDEN when its role is another; ENROLMENT_REQUIRED or PASSWORD_CHANGE_REQUIRED when it has to do that first by now.
 */
export class Guard {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly judge: Judge,
  ) {}

  /** For what concerns no account that is there already. */
  async transaction<T>(acting: Acting, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.locking(acting, [], work);
  }

  /** For what a session does to its own account, handed over as it is under its lock. */
  async own<T>(
    session: Session,
    work: (tx: EntityManager, account: AccountProfile) => Promise<T>,
  ): Promise<T> {
    return this.on(session, session.account.id, work);
  }

  /**
   * For what is done to an account, be it one's own or another's; handed over as it is under its lock. `also` are
   * further accounts that must not change meanwhile. Throws NOT_FOUND too.
   */
  async on<T>(
    acting: Acting,
    accountId: string,
    work: (tx: EntityManager, account: AccountProfile) => Promise<T>,
    also: readonly string[] = [],
  ): Promise<T> {
    return this.locking(acting, [accountId, ...also], (tx, locked) => {
      const account = locked.get(accountId);
      if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
      return work(tx, account);
    });
  }

  /** For reading that goes on for long: looks at the session again, without a lock. */
  async recheck(session: Session): Promise<void> {
    const { manager } = this.database;
    const account = await manager.findOneBy(Account, { id: session.account.id });
    await this.refuseUnlessUnchanged(manager, session, account);
  }

  private async locking<T>(
    acting: Acting,
    ids: readonly string[],
    work: (tx: EntityManager, locked: Map<string, AccountProfile>) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      if (!isSession(acting)) return work(tx, await lockAccounts(tx, ids));
      const locked = await lockAccounts(tx, [acting.account.id, ...ids]);
      await this.refuseUnlessUnchanged(tx, acting, locked.get(acting.account.id) ?? null);
      return work(tx, locked);
    });
  }

  private async refuseUnlessUnchanged(
    tx: EntityManager,
    session: Session,
    now: AccountProfile | null,
  ): Promise<void> {
    const before = session.account;
    const isSame = now?.credentialVersion === before.credentialVersion;
    const worth = isSame ? await this.worth(tx, session, now) : 'ENDED';
    if (!now || worth === 'ENDED') {
      throw new Refusal('UNAUTHENTICATED', 'This session has ended meanwhile: sign in again.');
    }
    if (now.role !== before.role) {
      throw new Refusal('FORBIDDEN', 'The role of this account has changed meanwhile: nothing was done.');
    }
    if (worth !== session.worth && worth !== 'FULL') throw lessThanBefore(worth);
  }

  /** Not by what a server remembers of the settings, be it for a second only. */
  private async worth(tx: EntityManager, session: Session, account: AccountProfile): Promise<Worth> {
    const now = this.clock.now();
    const facts = await sessionNow(tx, session, now);
    const [settings] = await tx.find(Settings);
    return facts && settings ? this.judge(facts, account, settings, now) : 'ENDED';
  }
}

const lessThanBefore = (worth: Exclude<Worth, 'FULL' | 'ENDED'>): Refusal =>
  worth === 'PASSWORD'
    ? new Refusal('PASSWORD_CHANGE_REQUIRED', 'Choose a password of your own first: nothing was done.')
    : new Refusal('ENROLMENT_REQUIRED', 'Set up a second factor first: nothing was done.');
