import type { EntityManager } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/refusal.js';
import { type AccountSettings, accountSettings } from '../../settings/policies/account-settings.js';
import { Settings } from '../../settings/settings.entity.js';
import { type Acting, type Guard, isMachine, isSession } from '../../platform/acting/guard.js';
import { refuseBeyondUsers } from '../../platform/acting/beyond-users.js';
import { lockAccounts } from '../../accounts/account-lock.js';
import { noSuchAccount, type Read, refuseUnlessOver } from '../../accounts/roles/authority.js';
import { refuseUnlessStill } from '../service-accounts/machine-now.js';
import { sessionNow } from './session-now.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Session, SessionFacts, Worth } from '../../platform/acting/session.js';

/** What a session is worth: see session-worth.ts. */
export type Judge = (
  session: SessionFacts,
  account: AccountProfile,
  settings: AccountSettings,
  now: number,
) => Worth;

/**
 * Whoever was allowed to when they asked need not be when it is written: a request may have waited for a hash, a lock
 * or its turn. So everything that is done for a session is done in a transaction of the guard. Its first statement
 * locks the session's account, which all that ends sessions or changes accounts locks as well, and the session must
 * then still be worth what it was when the request was authorised.
 *
 * The same for a service account and its token, which are looked at under a lock of their own.
 *
 * Throws UNAUTHENTICATED when the session has ended, the account is disabled or what was proved before counts no more;
 * FORBIDDEN when its role, or what a service account may do, is another, or may not act on the account;
 * ENROLMENT_REQUIRED or PASSWORD_CHANGE_REQUIRED when it has to do that first by now.
 */
export class SessionGuard implements Guard {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly judge: Judge,
  ) {}

  async transaction<T>(acting: Acting, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.locking(acting, [], work);
  }

  async own<T>(
    session: Session,
    work: (tx: EntityManager, account: AccountProfile) => Promise<T>,
  ): Promise<T> {
    return this.on(session, session.account.id, work);
  }

  async on<T>(
    acting: Acting,
    accountId: string,
    work: (tx: EntityManager, account: AccountProfile) => Promise<T>,
    also: readonly string[] = [],
  ): Promise<T> {
    return this.locking(acting, [accountId, ...also], async (tx, locked) => {
      const account = locked.get(accountId) ?? null;
      return work(tx, await this.allowed(acting, account, tx));
    });
  }

  async reachable(acting: Acting, accountId: string): Promise<AccountProfile> {
    const account = await this.database.manager.findOneBy(Account, { id: accountId });
    return this.allowed(acting, account);
  }

  async recheck(session: Session): Promise<void> {
    const account = await this.database.manager.findOneBy(Account, { id: session.account.id });
    await this.refuseUnlessUnchanged(session, account);
  }

  private async allowed(
    acting: Acting,
    target: AccountProfile | null,
    tx?: EntityManager,
  ): Promise<AccountProfile> {
    if (!target) throw noSuchAccount();
    refuseBeyondUsers(acting, target.role);
    const read: Read = (sql, values) => this.database.rows(sql, values, tx);
    if (isSession(acting) && acting.account.id !== target.id) {
      await refuseUnlessOver(read, acting.account, target);
    }
    return target;
  }

  private async locking<T>(
    acting: Acting,
    ids: readonly string[],
    work: (tx: EntityManager, locked: Map<string, AccountProfile>) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      if (!isSession(acting)) {
        const locked = await lockAccounts(tx, ids);
        if (isMachine(acting)) await refuseUnlessStill(tx, acting, this.clock.now());
        return work(tx, locked);
      }
      const locked = await lockAccounts(tx, [acting.account.id, ...ids]);
      await this.refuseUnlessUnchanged(acting, locked.get(acting.account.id) ?? null, tx);
      return work(tx, locked);
    });
  }

  private async refuseUnlessUnchanged(
    session: Session,
    now: AccountProfile | null,
    tx?: EntityManager,
  ): Promise<void> {
    const before = session.account;
    const isSame = now?.credentialVersion === before.credentialVersion;
    const worth = isSame ? await this.worth(session, now, tx) : 'ENDED';
    if (!now || worth === 'ENDED') {
      throw new Refusal('UNAUTHENTICATED', 'This session has ended in the meantime. Sign in again.');
    }
    if (now.role !== before.role || now.isScoped !== before.isScoped) {
      throw new Refusal(
        'FORBIDDEN',
        'The role of this account has changed in the meantime. Nothing was done.',
      );
    }
    if (worth !== session.worth && worth !== 'FULL') throw lessThanBefore(worth);
  }

  /** Not by what a server remembers of settings and policies, be it for a second only. */
  private async worth(session: Session, account: AccountProfile, tx?: EntityManager): Promise<Worth> {
    const now = this.clock.now();
    const facts = await sessionNow(this.database, session, now, tx);
    const [settings] = await (tx ?? this.database.manager).find(Settings);
    return facts && settings ? this.judge(facts, account, accountSettings(settings, account), now) : 'ENDED';
  }
}

const lessThanBefore = (worth: Exclude<Worth, 'FULL' | 'ENDED'>): Refusal =>
  worth === 'PASSWORD'
    ? new Refusal('PASSWORD_CHANGE_REQUIRED', 'Choose a password of your own first. Nothing was changed.')
    : new Refusal('ENROLMENT_REQUIRED', 'Set up a second factor first. Nothing was changed.');
