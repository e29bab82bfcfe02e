import { IsNull, Not, type SelectQueryBuilder } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { whereMissing } from '../../accounts/account-conditions.js';
import type { Ground } from '../../accounts/ground.js';
import { whereInvited } from '../../accounts/password-links/invitations.js';
import { countByProtection } from '../../accounts/protection.js';
import type { AccountLocks } from '../../accounts/throttle/account-locks.js';
import type { Digest, DigestPart } from '../../events/notifications/digest.js';
import type { Factors } from '../../factors/factors.js';
import { DAY } from '../../platform/clock.js';
import type { Settings } from '../../settings/settings.entity.js';
import { protectionFigures } from '../overview/protection-figures.js';

const MOST_NAMED = 20;
const SOON = 7 * DAY;

/** What a digest says of the accounts. Some of it reads all of them, so it is for now and then. */
export class DigestFigures {
  constructor(private readonly needs: Ground & { locks: AccountLocks; factors: Factors }) {}

  async count(settings: Readonly<Settings>): Promise<Omit<Digest, 'every'>> {
    const { database, clock, factors } = this.needs;
    const figures = protectionFigures(await countByProtection(database), settings, factors.primary);
    const now = clock.now();
    const parts = [
      await this.part('overdue', this.missing(settings, null, now), { overdue: true }),
      await this.part('soon', this.missing(settings, now, now + SOON), { overdue: false }),
      await this.part('locked', this.locked(), { locked: true }),
      await this.part('reported', this.enabled().andWhere({ reportedAt: Not(IsNull()) }), { reported: true }),
      await this.part('lapsed', this.lapsed(), { invitation: 'LAPSED' }),
    ];
    return {
      isSwitchedOff: settings.disabled,
      accounts: figures.accounts,
      protected: figures.protected,
      parts: parts.filter(({ count }) => count > 0),
    };
  }

  private async part(
    what: DigestPart['what'],
    query: SelectQueryBuilder<Account>,
    filter: DigestPart['filter'],
  ): Promise<DigestPart> {
    const count = await query.getCount();
    const named = count === 0 ? [] : await query.orderBy('account.loginKey').limit(MOST_NAMED).getMany();
    return { what, count, logins: named.map(({ login }) => login), filter: { disabled: false, ...filter } };
  }

  private enabled(): SelectQueryBuilder<Account> {
    return this.needs.database.manager.createQueryBuilder(Account, 'account').where({ disabled: false });
  }

  private locked(): SelectQueryBuilder<Account> {
    const query = this.enabled();
    this.needs.locks.whereLocked(query, 'account.id', true);
    return query;
  }

  private lapsed(): SelectQueryBuilder<Account> {
    const query = this.enabled();
    whereInvited(query, 'LAPSED', this.needs.clock.now());
    return query;
  }

  /** Those without the second factor that they have to have by a moment in between, the last included. */
  private missing(
    settings: Readonly<Settings>,
    after: number | null,
    until: number,
  ): SelectQueryBuilder<Account> {
    const query = this.enabled();
    whereMissing(query, settings, { after, until });
    return query;
  }
}
