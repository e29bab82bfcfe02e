import { In, IsNull, Not, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { BoundedCount } from '../platform/paging/bounded-count.js';
import { keysetPages } from '../platform/paging/keyset.js';
import { type Page, toFindOptions } from '../platform/paging/page.js';
import { readList, readPage } from '../platform/paging/read-page.js';
import { Refusal } from '../platform/refusal.js';
import type { AccountFilter } from './account-filter.js';
import type { AccountLocks } from './throttle/account-locks.js';
import { Account } from './account.entity.js';
import {
  ADMINISTERING,
  BACKUP_CODES_LEFT,
  whereNotSignedInFor,
  whereMissing,
  whereRequired,
  type Whom,
  whomOf,
} from './account-conditions.js';
import { GroupMember } from './groups/group-member.entity.js';
import { whereInvited } from './password-links/invitations.js';
import { EVERYBODY, type Everybody, type GroupScope } from './groups/group-scopes.js';
import { SearchTerm } from './search-term.entity.js';
import { searchRange } from './search-terms.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Acting } from '../platform/acting/guard.js';
import type { Ground } from './ground.js';

const SORTABLE = {
  login: 'loginKey',
  displayName: 'nameKey',
  createdAt: 'createdAt',
  lastSignInAt: 'lastSignInAt',
} as const;

// Each batch stops its process for a few milliseconds.
const READ_AT_ONCE = 500;
const MOST_NAMED = 100;
// Of so many the rows are looked up and sorted, whatever they are sorted by.
const MOST_SORTED = 10_000;
const MOST_COUNTED = 100_000;
const IN_RANGE = 't.term >= :from AND t.term < :to';
type Range = NonNullable<ReturnType<typeof searchRange>>;

/** The bits of Account.primaryFactors. */
export interface PrimaryBits {
  of: (method: string) => number;
  /** Every value with the bit of this factor that the others' bits can make of it. */
  withFactor: (method: string) => number[];
}

/** Narrows a query of accounts to those that can be notified, or cannot. */
interface Notifiability {
  whereNotifiable(query: SelectQueryBuilder<Account>, account: string, notifiable: boolean): void;
}

/** Those that may be seen. */
type Seen = GroupScope | Everybody;

interface Groups {
  ofGroup(groupId: string, few?: number): Promise<GroupScope>;
  seenBy(acting: Acting): Promise<Seen>;
}

/** The accounts of all people, for administrators. */
export class AccountList {
  private readonly count: BoundedCount;

  constructor(
    private readonly needs: Ground & {
      locks: AccountLocks;
      contacts: Notifiability;
      primaryBits: PrimaryBits;
      groups: Groups;
    },
  ) {
    this.count = new BoundedCount(needs.clock);
  }

  /**
   * A search for what more than 10,000 accounts have, and for nothing else, comes in the order of the index that it is
   * found by, whatever order is asked for: `sorted` is false, and no page costs more for there being a million.
   */
  async page(
    acting: Acting,
    filter: AccountFilter,
    page: Page,
  ): Promise<{ items: AccountProfile[]; total: number; sorted: boolean }> {
    const window = toFindOptions<Account>(page, SORTABLE, { by: 'login', order: 'ASC' }, 'loginKey');
    const { search, ...more } = filter;
    if (filter.ids !== undefined && filter.ids.length > MOST_NAMED) {
      throw new Refusal('BAD_USER_INPUT', `ids must hold at most ${MOST_NAMED} accounts.`, { field: 'ids' });
    }
    const seen = await this.needs.groups.seenBy(acting);
    const isAll = seen.key === undefined;
    const range = searchRange(search ?? '');
    if (isAll && range && Object.keys(more).length === 0) {
      const total = await this.countFound(range);
      if (total > MOST_SORTED) return { items: await this.asFound(range, window), total, sorted: false };
      const query = await this.matching(seen, filter);
      return { ...(await readList(query, window, () => Promise.resolve(total))), sorted: true };
    }
    const members = isAll ? await this.membersAlone(filter, window) : null;
    if (members) return { ...members, sorted: true };
    const query = await this.matching(seen, filter);
    const { lastSignInAt: _never, ...withoutIt } = window.order;
    // Where all have the same, MariaDB sorts them by it all the same.
    const order = filter.neverSignedIn ? withoutIt : window.order;
    const count = () => this.countMatching(query, seen, filter);
    return { ...(await readList(query, { ...window, order }, count)), sorted: true };
  }

  /** Null where there is none that may be seen. */
  async find(acting: Acting, id: string): Promise<AccountProfile | null> {
    return (await this.filtered(await this.needs.groups.seenBy(acting), { ids: [id] })).getOne();
  }

  /** All that match, by login, some hundred at a time. */
  async *all(acting: Acting, filter: AccountFilter): AsyncGenerator<readonly AccountProfile[]> {
    const seen = await this.needs.groups.seenBy(acting);
    const query = await this.matching(seen, filter);
    const window = { skip: 0, take: READ_AT_ONCE, order: { loginKey: 'ASC' } } as const;
    const total = await this.countMatching(query, seen, filter);
    yield* keysetPages<Account>((last) =>
      readPage(
        query.clone().andWhere('account.loginKey > :after', { after: last?.loginKey ?? '' }),
        window,
        total,
      ),
    );
  }

  /** The members of a group, of whom nothing else is asked, lie in the order of their logins in the index of its rows. */
  private async membersAlone(
    { groupId, ...more }: AccountFilter,
    { skip, take, order }: { skip: number; take: number; order: object },
  ): Promise<{ items: AccountProfile[]; total: number } | null> {
    if (groupId === undefined || Object.keys(more).length > 0 || !('loginKey' in order)) return null;
    const rowsOf = (await this.needs.groups.ofGroup(groupId)).rowsOf;
    if (rowsOf === null) return null;
    const members = this.needs.database.manager
      .createQueryBuilder(GroupMember, 'member')
      .where({ groupId: rowsOf });
    const total = await this.count.of(members, { groupId }, MOST_COUNTED);
    const rows = await members
      .select('member.accountId', 'id')
      .orderBy('member.loginKey', order.loginKey as 'ASC' | 'DESC')
      .offset(skip)
      .limit(take)
      .getRawMany<{ id: string }>();
    return { items: await this.inOrder(rows), total };
  }

  private async countMatching(
    query: SelectQueryBuilder<Account>,
    { key }: Seen,
    filter: AccountFilter,
  ): Promise<number> {
    // Whom the settings demand it of may change from one count to the next.
    const whom = filter.required === undefined ? {} : { whom: await this.requiredOf() };
    return this.count.of(
      query,
      { ...filter, ...whom, seen: key },
      filter.groupId === undefined && key === undefined ? undefined : MOST_COUNTED,
    );
  }

  /** How many accounts have a primary factor set up. */
  async countProtected(): Promise<number> {
    const filter = { twoFactorEnabled: true };
    return this.count.of(await this.filtered(EVERYBODY, filter), filter);
  }

  /**
   * Few that a search finds are looked up and then filtered; of many the index of the filter, or of the order, leads to
   * those that the search finds as well.
   */
  private async matching(
    seen: Seen,
    { search, ...filter }: AccountFilter,
  ): Promise<SelectQueryBuilder<Account>> {
    const range = searchRange(search ?? '');
    if (range === null) return this.filtered(seen, filter);
    if ((await this.countFound(range)) > MOST_SORTED) {
      // No order leads to a few thousand of a million that are in a group and are found.
      const query = await this.filtered(seen, filter, MOST_SORTED);
      return query.andWhere(
        // Not by EXISTS, for which MariaDB may read all that the search finds first.
        `(SELECT COUNT(*) FROM account_search_terms t WHERE t.accountId = account.id AND ${IN_RANGE}) > 0`,
        range,
      );
    }
    const found = (sub: SelectQueryBuilder<ObjectLiteral>) =>
      sub
        .select('DISTINCT t.accountId', 'accountId')
        .from(SearchTerm, 't')
        .where(IN_RANGE)
        .limit(MOST_SORTED);
    const query = await this.filtered(seen, filter);
    return query.innerJoin(found, 'found', 'found.accountId = account.id').setParameters(range);
  }

  /** How many have it, counted as far as pages reach. */
  private async countFound({ from, to }: Range): Promise<number> {
    return this.count.upTo({ from, to }, async (limit = MOST_COUNTED) => {
      const [row] = await this.needs.database.dataSource.query<[{ n: number | string }]>(
        `SELECT COUNT(*) AS n FROM (
          SELECT DISTINCT t.accountId FROM account_search_terms t WHERE t.term >= ? AND t.term < ? LIMIT ?
        ) counted`,
        [from, to, limit],
      );
      return Number(row.n);
    });
  }

  /** A row for each account, by the first of its terms that was looked for. */
  private found(range: Range): SelectQueryBuilder<SearchTerm> {
    const earlier = 'e.accountId = t.accountId AND e.term >= :from AND e.term < t.term';
    return this.needs.database.manager
      .createQueryBuilder(SearchTerm, 't')
      .where(IN_RANGE, range)
      .andWhere(`NOT EXISTS (SELECT 1 FROM account_search_terms e WHERE ${earlier})`);
  }

  private async asFound(range: Range, { skip, take }: { skip: number; take: number }): Promise<Account[]> {
    const rows = await this.found(range)
      .select('t.accountId', 'id')
      .orderBy('t.term')
      .addOrderBy('t.accountId')
      .offset(skip)
      .limit(take)
      .getRawMany<{ id: string }>();
    return this.inOrder(rows);
  }

  private async inOrder(rows: readonly { id: string }[]): Promise<Account[]> {
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return [];
    const accounts = await this.needs.database.manager.findBy(Account, { id: In(ids) });
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return ids.map((id) => byId.get(id)).filter((account) => account !== undefined);
  }

  private async filtered(
    seen: Seen,
    filter: Omit<AccountFilter, 'search'>,
    fewOfGroup?: number,
  ): Promise<SelectQueryBuilder<Account>> {
    const query = this.needs.database.manager.createQueryBuilder(Account, 'account');
    seen.narrowAccounts(query, 'account');
    if (filter.ids !== undefined) query.andWhere({ id: In(filter.ids) });
    if (filter.role !== undefined) query.andWhere({ role: filter.role });
    if (filter.administers !== undefined)
      query.andWhere({ role: filter.administers ? In(ADMINISTERING) : 'USER' });
    if (filter.disabled !== undefined) query.andWhere({ disabled: filter.disabled });
    if (filter.locked !== undefined) this.needs.locks.whereLocked(query, 'account.id', filter.locked);
    if (filter.notifiable !== undefined)
      this.needs.contacts.whereNotifiable(query, 'account', filter.notifiable);
    if (filter.requireTwoFactor !== undefined) query.andWhere({ requireTwoFactor: filter.requireTwoFactor });
    if (filter.required !== undefined) whereRequired(query, await this.requiredOf(), filter.required);
    if (filter.twoFactorEnabled === true) query.andWhere('account.primaryFactors > 0');
    if (filter.twoFactorEnabled === false) query.andWhere('account.primaryFactors = 0');
    if (filter.onlyFactor !== undefined)
      query.andWhere({ primaryFactors: this.needs.primaryBits.of(filter.onlyFactor) });
    // The values, since no index leads to a bit.
    if (filter.hasFactor !== undefined)
      query.andWhere({ primaryFactors: In(this.needs.primaryBits.withFactor(filter.hasFactor)) });
    // Less one, all bits below the lowest turn over: nothing is left of a single bit.
    if (filter.severalFactors !== undefined)
      query.andWhere(
        `account.primaryFactors & (account.primaryFactors - 1) ${filter.severalFactors ? '<>' : '='} 0`,
      );
    if (filter.backupCodes !== undefined)
      query.andWhere({ backupCodesLeft: BACKUP_CODES_LEFT[filter.backupCodes] });
    if (filter.neverSignedIn !== undefined)
      query.andWhere({ lastSignInAt: filter.neverSignedIn ? IsNull() : Not(IsNull()) });
    if (filter.overdue !== undefined) {
      const now = this.needs.clock.now();
      const moments = filter.overdue ? { after: null, until: now } : { after: now, until: null };
      whereMissing(query, await this.needs.settings.current(), moments);
    }
    if (filter.reported !== undefined)
      query.andWhere({ reportedAt: filter.reported ? Not(IsNull()) : IsNull() });
    if (filter.invitation !== undefined) whereInvited(query, filter.invitation, this.needs.clock.now());
    if (filter.groupId !== undefined)
      (await this.needs.groups.ofGroup(filter.groupId, fewOfGroup)).narrowAccounts(query, 'account');
    if (filter.notSignedInForDays !== undefined)
      whereNotSignedInFor(query, filter.notSignedInForDays, this.needs.clock.now());
    return query;
  }

  private async requiredOf(): Promise<Whom> {
    return whomOf(await this.needs.settings.current());
  }
}
