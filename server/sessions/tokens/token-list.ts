import type { SelectQueryBuilder } from 'typeorm';
import { BoundedCount } from '../../platform/paging/bounded-count.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { type Page, toFindOptions } from '../../platform/paging/page.js';
import { type AccountScopes, countedTo } from '../../platform/paging/account-scope.js';
import type { Acting } from '../../platform/acting/guard.js';
import { readList } from '../../platform/paging/read-page.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import { withoutPolicies } from '../../settings/policies/account-settings.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { AuthToken } from './auth-token.entity.js';
import { whereLive, whereOver } from './live-tokens.js';
import { expiryOf } from '../session-worth.js';

export interface TokenFilter {
  accountId?: string;
  /** Of the accounts that are in this group. */
  groupId?: string;
  /** False: those whose time is over and that await clean-up. */
  live?: boolean;
}

// Ids are in the order of time, and an index already.
const SORTABLE = { createdAt: 'id', expiresAt: 'expiresAt' } as const;

/** The stored tokens of all accounts, for administrators. */
export class TokenList {
  private readonly count: BoundedCount;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly scopes: AccountScopes,
  ) {
    this.count = new BoundedCount(clock);
  }

  /** Latest first unless sorted otherwise. */
  async page(
    acting: Acting,
    filter: TokenFilter,
    page: Page,
  ): Promise<{ items: AuthToken[]; total: number }> {
    const by = filter.live === false ? 'expiresAt' : 'createdAt';
    const window = toFindOptions<AuthToken>(page, SORTABLE, { by, order: 'DESC' }, 'id');
    const settings = await this.settings.current();
    const query = this.filtered(filter, settings);
    const seen = await this.scopes.seenBy(acting);
    const scopes = filter.groupId === undefined ? [seen] : [seen, await this.scopes.ofGroup(filter.groupId)];
    for (const scope of scopes) scope.narrow(query, 'token.accountId');
    const { items, total } = await readList(query, window, () =>
      this.count.of(query, { ...filter, seen: seen.key }, countedTo(scopes)),
    );
    const withExpiry = (token: AuthToken): AuthToken => ({
      ...token,
      expiresAt: expiryOf(
        { issuedAt: token.createdAt, expiresAt: token.expiresAt },
        withoutPolicies(settings),
      ),
    });
    return { items: items.map(withExpiry), total };
  }

  /** Of any account that may be seen. Throws NOT_FOUND. */
  async byId(acting: Acting, id: string): Promise<AuthToken> {
    const query = this.database.manager.createQueryBuilder(AuthToken, 'token').where({ id });
    (await this.scopes.seenBy(acting)).narrow(query, 'token.accountId');
    const token = await query.getOne();
    if (!token) throw new Refusal('NOT_FOUND', 'No such token.');
    return token;
  }

  private filtered(
    { accountId, live }: TokenFilter,
    settings: Readonly<Settings>,
  ): SelectQueryBuilder<AuthToken> {
    const query = this.database.manager.createQueryBuilder(AuthToken, 'token');
    if (accountId !== undefined) query.andWhere({ accountId });
    if (live === undefined) return query;
    return (live ? whereLive : whereOver)(query, settings, this.clock.now());
  }
}
