import { In, LessThanOrEqual, MoreThan } from 'typeorm';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { DAY } from '../../platform/clock.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { Refusal } from '../../platform/refusal.js';
import { oneLine } from '../../platform/text.js';
import type { AccountsService } from '../accounts.service.js';
import type { Ground } from '../ground.js';
import { PolicyExemption } from './policy-exemption.entity.js';

export const LONGEST_REASON = 200;
export const MOST_DAYS = 366;

/**
 * For accounts that cannot have a second factor for a time, such as service mailboxes or a person on leave: what demands
 * one is put off. Whoever has one set up is asked for it all the same.
 */
export class ExemptionsService {
  constructor(private readonly needs: Ground & { accounts: AccountsService }) {}

  /** Those of these accounts that have not ended. */
  async ofAccounts(accountIds: readonly string[]): Promise<PolicyExemption[]> {
    return this.needs.database.manager.findBy(PolicyExemption, {
      accountId: In(accountIds),
      endsAt: MoreThan(this.needs.clock.now()),
    });
  }

  /**
   * Takes the place of an earlier one; `endsAt` in milliseconds, within 366 days. Throws NOT_FOUND, BAD_USER_INPUT, and
   * CONFLICT for an account that is no user's.
   */
  async set(acting: Acting, accountId: string, reason: string, endsAt: number): Promise<AccountProfile> {
    const text = oneLine(reason, 'reason', LONGEST_REASON);
    const createdAt = this.needs.clock.now();
    if (endsAt <= createdAt || endsAt > createdAt + MOST_DAYS * DAY) {
      const message = `endsAt must be in the future, and at most ${MOST_DAYS} days away.`;
      throw new Refusal('BAD_USER_INPUT', message, { field: 'endsAt' });
    }
    const actor = actorOf(acting);
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      if (account.role !== 'USER') {
        throw new Refusal('CONFLICT', 'Whoever administers others cannot be exempted.');
      }
      const row = { accountId, reason: text, createdAt, endsAt, grantedBy: actor.login };
      await tx.upsert(PolicyExemption, row, ['accountId']);
      await this.needs.audit.record(tx, {
        action: 'account.exempted',
        actor,
        account,
        details: { reason: text, endsAt: new Date(endsAt).toISOString() },
      });
    });
    this.needs.settings.forget();
    return this.needs.accounts.byId(accountId);
  }

  /** What is demanded counts at once. Throws NOT_FOUND without one. */
  async withdraw(acting: Acting, accountId: string): Promise<AccountProfile> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const { affected } = await tx.delete(PolicyExemption, {
        accountId,
        endsAt: MoreThan(this.needs.clock.now()),
      });
      if (affected !== 1) throw new Refusal('NOT_FOUND', 'This account is not exempted.');
      await this.needs.audit.record(tx, {
        action: 'account.exemption_withdrawn',
        actor: actorOf(acting),
        account,
      });
    });
    this.needs.settings.forget();
    return this.needs.accounts.byId(accountId);
  }

  sweepEnded(): Sweep {
    const where = { endsAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, PolicyExemption, { key: 'accountId', by: 'endsAt', where });
  }
}
