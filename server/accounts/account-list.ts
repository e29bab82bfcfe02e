import { Brackets, type SelectQueryBuilder } from 'typeorm';
import { BoundedCount } from '../platform/paging/bounded-count.js';
import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { type Page, toFindOptions } from '../platform/paging/page.js';
import { readPage } from '../platform/paging/read-page.js';
import type { ThrottleService } from './throttle/throttle.service.js';
import { Account, type AccountProfile, type AccountRole, PRIMARY_FACTOR } from './account.entity.js';
import { normaliseLogin } from './login.js';

export interface AccountFilter {
  /** The beginning of a login or of a display name, without regard to case. */
  search?: string;
  role?: AccountRole;
  disabled?: boolean;
  twoFactorEnabled?: boolean;
  /** After too many failures. */
  locked?: boolean;
  /** Singled out, apart from what the settings demand of all. */
  requireTwoFactor?: boolean;
  /** Accounts that have this primary factor and no other. */
  onlyFactor?: keyof typeof PRIMARY_FACTOR;
}

const SORTABLE = {
  login: 'loginKey',
  displayName: 'nameKey',
  createdAt: 'createdAt',
  lastSignInAt: 'lastSignInAt',
} as const;

const READ_AT_ONCE = 1000;
const LAST_CHARACTER = '\u{10FFFF}';

/** The accounts of all people, for administrators. */
export class AccountList {
  private readonly count: BoundedCount;

  constructor(
    private readonly database: Database,
    private readonly throttle: ThrottleService,
    clock: Clock,
  ) {
    this.count = new BoundedCount(clock);
  }

  async page(filter: AccountFilter, page: Page): Promise<{ items: AccountProfile[]; total: number }> {
    const window = toFindOptions<Account>(page, SORTABLE, { by: 'login', order: 'ASC' }, 'loginKey');
    const query = this.filtered(filter);
    const [items, total] = await Promise.all([readPage(query, window), this.count.of(query, filter)]);
    return { items, total };
  }

  /** All that match, by login. */
  async *all(filter: AccountFilter): AsyncGenerator<AccountProfile> {
    let after = '';
    for (;;) {
      const accounts = await this.filtered(filter)
        .andWhere('account.loginKey > :after', { after })
        .orderBy('account.loginKey')
        .limit(READ_AT_ONCE)
        .getMany();
      yield* accounts;
      const last = accounts.at(-1);
      if (!last) return;
      after = last.loginKey;
    }
  }

  /** How many accounts have a primary factor set up. */
  async countProtected(): Promise<number> {
    const filter = { twoFactorEnabled: true };
    return this.count.of(this.filtered(filter), filter);
  }

  private filtered(filter: AccountFilter): SelectQueryBuilder<Account> {
    const query = this.database.manager.createQueryBuilder(Account, 'account');
    const search = filter.search === undefined ? '' : normaliseLogin(filter.search);
    if (search !== '') {
      query.andWhere(
        new Brackets((match) =>
          match
            .where('account.loginKey >= :search AND account.loginKey < :searchEnd')
            .orWhere('account.nameKey >= :search AND account.nameKey < :searchEnd'),
        ),
        { search, searchEnd: search + LAST_CHARACTER },
      );
    }
    if (filter.role !== undefined) query.andWhere({ role: filter.role });
    if (filter.disabled !== undefined) query.andWhere({ disabled: filter.disabled });
    if (filter.locked !== undefined) this.throttle.whereLocked(query, 'account.id', filter.locked);
    if (filter.requireTwoFactor !== undefined) query.andWhere({ requireTwoFactor: filter.requireTwoFactor });
    if (filter.twoFactorEnabled === true) query.andWhere('account.primaryFactors > 0');
    if (filter.twoFactorEnabled === false) query.andWhere('account.primaryFactors = 0');
    if (filter.onlyFactor !== undefined)
      query.andWhere({ primaryFactors: PRIMARY_FACTOR[filter.onlyFactor] });
    return query;
  }
}
