import pLimit from 'p-limit';
import { IsNull, Not } from 'typeorm';
import { DAY, MINUTE } from '../platform/clock.js';
import type { LaterWrites } from '../platform/database/later-writes.js';
import type { PasswordDirectory, Person } from './directories/password-directory.js';
import type { MembershipsService } from './groups/memberships.service.js';
import { lockAccounts } from './account-lock.js';
import { Refusal } from '../platform/refusal.js';
import { Account } from './account.entity.js';
import type { AccountsService } from './accounts.service.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Ground } from './ground.js';

const ASKED_EVERY = DAY;
const ASKED_AGAIN_AFTER = 5 * MINUTE;
const ASKED_AT_A_TIME = 4;

type Judged = Pick<
  AccountProfile,
  'id' | 'login' | 'directoryKey' | 'directoryConfirmedAt' | 'directoryAskedAt'
>;

/**
 * Whether the directory that keeps an account's password still stands by it: what works without that password, a
 * passkey, an app password or a session, must end for people who have gone from there.
 */
export class StandingService {
  private readonly inTurn = pLimit(ASKED_AT_A_TIME);
  private awayUntil = 0;

  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      later: LaterWrites;
      directory: PasswordDirectory | null;
      memberships: MembershipsService;
      /** How long a word of the directory lasts, in days. */
      recheckDays: number;
    },
  ) {}

  /** Asks the directory first, when that is due. Throws PASSWORD_REQUIRED when it has not stood by the account for long. */
  async require(account: Judged): Promise<void> {
    if (!(await this.isGood(account))) throw passwordRequired();
  }

  /** The same, as an answer. */
  async isGood(account: Judged): Promise<boolean> {
    return this.holds(this.isDue(account) ? await this.ask(account) : account);
  }

  /** As far as is known: the directory is asked, when that is due, without being waited for. */
  isGoodSoFar(account: Judged): boolean {
    if (this.isDue(account)) {
      this.needs.later.start(async () => {
        await this.ask(account);
      });
    }
    return this.holds(account);
  }

  private holds({ directoryKey, directoryConfirmedAt }: Judged): boolean {
    if (!this.needs.directory || directoryKey === null) return true;
    const oldest = this.needs.clock.now() - this.needs.recheckDays * DAY;
    return directoryConfirmedAt !== null && directoryConfirmedAt > oldest;
  }

  private isDue({ directoryKey, directoryAskedAt }: Judged): boolean {
    if (!this.needs.directory?.canLookUp || directoryKey === null) return false;
    const now = this.needs.clock.now();
    return now >= this.awayUntil && (directoryAskedAt === null || directoryAskedAt <= now - ASKED_EVERY);
  }

  /** By whichever request, on whichever server, comes first; the others go by what was said last. */
  private async ask(account: Judged): Promise<Judged> {
    const { id, directoryKey } = account;
    const now = this.needs.clock.now();
    const { affected } = await this.needs.database.manager
      .createQueryBuilder()
      .update(Account)
      .set({ directoryAskedAt: now })
      .where('id = :id AND directoryKey = :directoryKey', { id, directoryKey })
      .andWhere('(directoryAskedAt IS NULL OR directoryAskedAt <= :due)', { due: now - ASKED_EVERY })
      .execute();
    if (affected !== 1) return account;
    const found = await this.lookedUp(account, now);
    if (found === 'UNKNOWN') return account;
    if (!found) {
      await this.gone(account);
      return { ...account, directoryConfirmedAt: null };
    }
    // Someone who had gone may have come back as another person of that name: only the password tells.
    await this.needs.database.manager.update(
      Account,
      { id, directoryConfirmedAt: Not(IsNull()) },
      { directoryConfirmedAt: now },
    );
    if (account.directoryConfirmedAt === null) return account;
    const { groups } = found;
    if (groups) {
      await this.needs.database.transaction(async (tx) => {
        const locked = (await lockAccounts(tx, [account.id])).get(account.id);
        if (locked) await this.needs.memberships.followDirectory(tx, locked, groups);
      });
    }
    return { ...account, directoryConfirmedAt: now };
  }

  /** Unknown: the directory does not answer, and is asked again soon. */
  private async lookedUp(
    { id, directoryKey }: Judged,
    askedAt: number,
  ): Promise<Pick<Person, 'groups'> | null | 'UNKNOWN'> {
    const { directory } = this.needs;
    if (!directory) return 'UNKNOWN';
    try {
      return await this.inTurn(() => directory.lookUp(directoryKey ?? ''));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'SERVICE_UNAVAILABLE') throw error;
      this.awayUntil = this.needs.clock.now() + ASKED_AGAIN_AFTER;
      await this.needs.database.manager.update(
        Account,
        { id, directoryAskedAt: askedAt },
        { directoryAskedAt: askedAt - ASKED_EVERY + ASKED_AGAIN_AFTER },
      );
      return 'UNKNOWN';
    }
  }

  private async gone({ id, login }: Judged): Promise<void> {
    await this.needs.database.transaction(async (tx) => {
      const { affected } = await tx.update(
        Account,
        { id, directoryConfirmedAt: Not(IsNull()) },
        { directoryConfirmedAt: null },
      );
      if (affected !== 1) return;
      const details = await this.needs.accounts.endAllAccess(tx, id);
      await this.needs.audit.record(tx, {
        action: 'account.gone_from_directory',
        actor: { id: null, login: 'the directory', ipAddress: null },
        account: { id, login },
        details,
      });
    });
  }
}

/** What to refuse with whom the directory has not stood by for long. */
export const passwordRequired = (): Refusal =>
  new Refusal(
    'PASSWORD_REQUIRED',
    'Sign in with your password this time: the server that keeps it has to confirm this account again.',
  );
