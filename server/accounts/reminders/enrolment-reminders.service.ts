import { type EntityManager, MoreThan } from 'typeorm';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf, type Unattended } from '../../platform/acting/guard.js';
import { DAY } from '../../platform/clock.js';
import { changed } from '../../platform/database/prepared.js';
import { keyset } from '../../platform/paging/keyset.js';
import { Refusal } from '../../platform/refusal.js';
import { enrolmentDeadline } from '../../settings/requirement.js';
import { accountSettings } from '../../settings/policies/account-settings.js';
import { Account } from '../account.entity.js';
import type { ContactsService } from '../contacts/contacts.service.js';
import type { Ground } from '../ground.js';
import { EnrolmentReminder } from './enrolment-reminder.entity.js';

/** How long before the deadline each reminder is due, after the first, which is due when a second factor is demanded. */
const BEFORE_DEADLINE = [7 * DAY, DAY];
const AT_A_TIME = 200;
const REMINDER: Unattended = { id: null, login: null, ipAddress: null };

/**
 * Mails to those who must set up a second factor and have not: when it is demanded, seven days and one day before their
 * days of grace are over. A reminder and the note that it was sent are one transaction, so that of several servers one
 * sends it.
 */
export class EnrolmentRemindersService {
  constructor(
    private readonly needs: Ground & { contacts: ContactsService; options: { mailConfigured: boolean } },
  ) {}

  /** Sends what is due; returns how many. */
  async remindDue(signal?: AbortSignal): Promise<number> {
    if (!this.needs.options.mailConfigured) return 0;
    let sent = 0;
    for await (const account of this.withoutFactor()) {
      signal?.throwIfAborted();
      // Switched off, or asked of fewer, it ends at once.
      const settings = await this.needs.settings.current();
      if (!settings.remindToEnrol) return sent;
      const deadline = enrolmentDeadline(account, accountSettings(settings, account));
      if (deadline !== null && deadline > this.needs.clock.now() && (await this.remind(account.id))) sent++;
    }
    return sent;
  }

  private withoutFactor(): AsyncGenerator<Account> {
    return keyset((last) =>
      this.needs.database.manager.find(Account, {
        where: { primaryFactors: 0, disabled: false, loginKey: MoreThan(last?.loginKey ?? '') },
        order: { loginKey: 'ASC' },
        take: AT_A_TIME,
      }),
    );
  }

  /**
   * At once, because an administrator says so, also of a deadline that is past. Throws CONFLICT for an account that
   * lacks none or cannot be written to.
   */
  async remindNow(acting: Acting, accountId: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const deadline = await this.deadlineOf(tx, account);
      if (deadline === null || !(await this.isReached(tx, account))) {
        throw new Refusal('CONFLICT', 'No second factor is missing that this account could be reminded of.');
      }
      await this.record(tx, acting, account, deadline);
    });
  }

  private async remind(accountId: string): Promise<boolean> {
    try {
      return await this.needs.guard.on(REMINDER, accountId, async (tx, account) => {
        const deadline = await this.deadlineOf(tx, account);
        const left = deadline === null ? 0 : deadline - this.needs.clock.now();
        if (deadline === null || left <= 0 || !(await this.isReached(tx, account))) return false;
        const stage = 1 + BEFORE_DEADLINE.filter((before) => left <= before).length;
        // Whoever is exempted learns of the end of that, not of the demand.
        if (stage === 1 && isExempted(account, this.needs.clock.now())) return false;
        if (!(await this.note(tx, { accountId, deadline, stage }))) return false;
        await this.record(tx, REMINDER, account, deadline);
        return true;
      });
    } catch (error) {
      // Deleted meanwhile.
      if (error instanceof Refusal && error.code === 'NOT_FOUND') return false;
      throw error;
    }
  }

  /** By what holds under the account's lock; null: none is missing. */
  private async deadlineOf(tx: EntityManager, account: AccountProfile): Promise<number | null> {
    return account.disabled ? null : enrolmentDeadline(account, await this.needs.settings.of(account, tx));
  }

  private async isReached(tx: EntityManager, { id, login }: AccountProfile): Promise<boolean> {
    const { email } = await this.needs.contacts.recipient(tx, id, login);
    return this.needs.options.mailConfigured && email !== null;
  }

  /** False when this one was sent, or a later one. */
  private async note(tx: EntityManager, reminder: EnrolmentReminder): Promise<boolean> {
    const { accountId, deadline, stage } = reminder;
    const sql =
      'UPDATE enrolment_reminders SET stage = ?, deadline = ? WHERE accountId = ? AND (deadline <> ? OR stage < ?)';
    if ((await changed(tx, sql, [stage, deadline, accountId, deadline, stage])) === 1) return true;
    // The account is locked: who comes second finds the row of who came first.
    if (await tx.existsBy(EnrolmentReminder, { accountId })) return false;
    await tx.insert(EnrolmentReminder, reminder);
    return true;
  }

  private async record(
    tx: EntityManager,
    acting: Acting,
    account: AccountProfile,
    deadline: number,
  ): Promise<void> {
    await this.needs.audit.record(tx, {
      action: 'two_factor.reminded',
      actor: actorOf(acting),
      account,
      details: { deadline: new Date(deadline).toISOString() },
    });
  }
}

const isExempted = ({ role, exemptUntil }: AccountProfile, now: number): boolean =>
  role === 'USER' && exemptUntil !== null && exemptUntil > now;
