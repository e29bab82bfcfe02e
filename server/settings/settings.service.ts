import type { EntityManager } from 'typeorm';
import { type Clock, SECOND } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { rowsWhereIn } from '../platform/database/prepared.js';
import {
  type AccountSettings,
  accountSettings,
  type PolicySubject,
  withoutPolicies,
} from './policies/account-settings.js';
import { factColumns, type PolicyFacts } from './policies/policy-columns.js';
import { Settings } from './settings.entity.js';

export const THE_ROW = 1;
// Other servers see a change within this time; the promise is 2 s.
const CACHED_FOR = SECOND;

type FactsRow = Omit<PolicyFacts, 'exemptUntil'> & {
  id: string;
  role: string;
  createdAt: number | string;
  exemptUntil: null;
};

const { policyGroups, policyDomain } = factColumns('a');
const FACTS = `SELECT a.id AS id, a.role AS role, a.createdAt AS createdAt, ${policyGroups} AS policyGroups,
  ${policyDomain} AS policyDomain, NULL AS exemptUntil FROM accounts a WHERE a.id IN`;

/** What is set. server/administration/settings/ changes it. */
export class SettingsService {
  private cached: { settings: Settings; at: number } | undefined;
  private changes = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    /** Why security keys cannot work here, whatever is set; null when they can. */
    readonly noKeys: string | null,
  ) {}

  /** What `current` gives, where that needs no look; without a promise, which the hot path spares. */
  get atHand(): Readonly<Settings> | undefined {
    if (!this.cached) return undefined;
    const age = this.clock.now() - this.cached.at;
    return age >= 0 && age < CACHED_FOR ? this.cached.settings : undefined;
  }

  /** At most a second old. Within a transaction, hand its manager over. */
  async current(tx?: EntityManager): Promise<Readonly<Settings>> {
    const { atHand, changes } = this;
    if (atHand) return atHand;
    const now = this.clock.now();
    const settings = this.possible(
      await (tx ?? this.database.manager).findOneByOrFail(Settings, { id: THE_ROW }),
    );
    // What was read while a change was written may be from before it.
    if (changes === this.changes) this.cached = { settings, at: now };
    return settings;
  }

  /** As `current`, for this account: with what is stricter in its groups. */
  async of(account: PolicySubject, tx?: EntityManager): Promise<AccountSettings> {
    return accountSettings(await this.current(tx), account);
  }

  /**
   * The same for accounts of which no more is known than their ids: one statement more where there is any policy. For
   * showing what is theirs, not for letting anybody in: that their demands may be put off is left out.
   */
  async ofEach(accountIds: readonly string[]): Promise<(accountId: string) => AccountSettings> {
    const settings = await this.current();
    const plain = withoutPolicies(settings);
    if (settings.policies === null || accountIds.length === 0) return () => plain;
    const found = await rowsWhereIn((sql, values) => this.database.rows<FactsRow>(sql, values), FACTS, [
      ...new Set(accountIds),
    ]);
    const each = new Map(
      found.map((row) => [row.id, accountSettings(settings, { ...row, createdAt: Number(row.createdAt) })]),
    );
    return (accountId) => each.get(accountId) ?? plain;
  }

  /** As they are stored, be it possible here or not. */
  async stored(): Promise<Settings> {
    return this.database.manager.findOneByOrFail(Settings, { id: THE_ROW });
  }

  /** A method that cannot work is as good as switched off: it is not offered, and nobody is made to use it. */
  possible(settings: Settings): Settings {
    return this.noKeys === null ? settings : { ...settings, allowSecurityKeys: false };
  }

  /** To be called once a change is written. */
  forget(): void {
    this.changes++;
    this.cached = undefined;
  }
}
