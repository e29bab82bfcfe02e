import { type EntityManager, LessThanOrEqual, MoreThanOrEqual, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../../platform/acting/actor.js';
import { BoundedCount } from '../../platform/paging/bounded-count.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { Insertion } from '../../platform/database/prepared.js';
import { newId } from '../../platform/ids.js';
import { keyset, keysetPages } from '../../platform/paging/keyset.js';
import { type AccountScope, type AccountScopes, countedTo } from '../../platform/paging/account-scope.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Session } from '../../platform/acting/session.js';
import { type Page, toFindOptions } from '../../platform/paging/page.js';
import { readList } from '../../platform/paging/read-page.js';
import { auditRecorded } from '../../platform/telemetry/diagnostics.js';
import type { DataKeys } from '../../platform/encryption/data-keys.js';
import type { Action } from './actions.js';
import { eventContent } from './audit-content.js';
import { AuditEvent } from './audit-event.entity.js';

export interface AuditEntry {
  action: Action;
  actor: Actor;
  /** Whom it concerns; the actor when left out. */
  account?: { id: string | null; login: string | null };
  /** Never a secret: rows are exported and kept for years. */
  details?: Record<string, unknown>;
}

export interface AuditFilter {
  actorId?: string;
  accountId?: string;
  /** About accounts that are in this group now. */
  groupId?: string;
  action?: string;
  ipAddress?: string;
  /** Inclusive, milliseconds. */
  from?: number;
  to?: number;
}

/** Told of every event within the transaction that it belongs to, and with it undone. */
export type AuditListener = (tx: EntityManager, event: AuditEvent) => Promise<void>;

const EXPORTED_AT_ONCE = 500;
const LATER_THAN_ALL = { at: Number.MAX_SAFE_INTEGER, id: '' };
const EVENT = new Insertion<Omit<AuditEvent, 'seal' | 'details'> & { details: string | null }>(
  'audit_events',
  ['id', 'at', 'action', 'actorId', 'actorLogin', 'accountId', 'accountLogin', 'ipAddress', 'details', 'mac'],
);

const toRow = ({ details, ...event }: AuditEvent) => ({
  ...event,
  details: details && JSON.stringify(details),
});

const SORTABLE = { at: 'at', action: 'action' } as const;

export class AuditService {
  private readonly count: BoundedCount;
  private readonly listeners: AuditListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: DataKeys,
    private readonly scopes: AccountScopes,
  ) {
    this.count = new BoundedCount(clock);
  }

  /** Appends an event; `tx` is the transaction of the effect it tells of. */
  async record(tx: EntityManager, entry: AuditEntry): Promise<void> {
    await this.recordMany(tx, [entry]);
  }

  /** Appends the events of one act on many accounts. */
  async recordMany(tx: EntityManager, entries: readonly AuditEntry[]): Promise<void> {
    const events = entries.map((entry) => this.eventOf(entry));
    const [event] = events;
    if (event && events.length === 1) await EVENT.into(tx, toRow(event));
    else await EVENT.allInto(tx, events.map(toRow));
    for (const listener of this.listeners) for (const event of events) await listener(tx, event);
    this.database.onCommit(() => {
      for (const { action, details } of entries)
        auditRecorded.publish({ action, ...(details && { details }) });
    });
  }

  /** Of an act that writes nothing else. */
  async recordAlone(entry: AuditEntry): Promise<void> {
    await this.database.transaction((tx) => this.record(tx, entry));
  }

  /** For what follows from events whatever feature they come from, such as notifications. */
  listen(listener: AuditListener): void {
    this.listeners.push(listener);
  }

  /** Those about accounts that may be seen, newest first unless sorted otherwise. */
  async page(
    acting: Acting,
    filter: AuditFilter,
    page: Page,
  ): Promise<{ items: AuditEvent[]; total: number }> {
    const seen = await this.scopes.seenBy(acting);
    const { items, total } = await this.pageOf(seen, filter, page);
    return { items: await asSeen(seen, acting, items), total };
  }

  /** Those about one's own account. */
  ofOneself(session: Session, page: Page): Promise<{ items: AuditEvent[]; total: number }> {
    return this.pageOf(null, { accountId: session.account.id }, page);
  }

  private async pageOf(
    seen: AccountScope | null,
    filter: AuditFilter,
    page: Page,
  ): Promise<{ items: AuditEvent[]; total: number }> {
    const { skip, take, order } = toFindOptions<AuditEvent>(page, SORTABLE, { by: 'at', order: 'DESC' });
    // Ids are in the order of time: the same order, but one that an index has. Where all have the same action, MariaDB
    // sorts them by it all the same.
    const by = order.action;
    const onIndex =
      by === undefined ? order : { ...(filter.action === undefined && { action: by }), at: by, id: by };
    const scopes = await this.scopesOf(seen, filter);
    const query = this.filtered(scopes, filter);
    const known = { ...filter, seen: seen?.key };
    return readList(query, { skip, take, order: onIndex }, () =>
      this.count.of(query, known, countedTo(scopes)),
    );
  }

  /** How many events of each action there are in each period (of so many milliseconds) since `from`. */
  async countByPeriod<Action extends string>(
    actions: readonly Action[],
    from: number,
    period: number,
  ): Promise<{ period: number; action: Action; count: number }[]> {
    const rows = await this.database.manager
      .createQueryBuilder(AuditEvent, 'event')
      .select(`event.at - event.at % ${period}`, 'period')
      .addSelect('event.action', 'action')
      .addSelect('COUNT(*)', 'count')
      .where('event.action IN (:...actions) AND event.at >= :from', { actions, from })
      .groupBy('period')
      .addGroupBy('event.action')
      .getRawMany<{ period: number | string; action: Action; count: number | string }>();
    return rows.map(({ period: start, action, count }) => ({
      period: Number(start),
      action,
      count: Number(count),
    }));
  }

  /** All that match of those that may be seen, latest first, some hundred at a time. */
  async *all(acting: Acting, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[]> {
    const seen = await this.scopes.seenBy(acting);
    const scopes = await this.scopesOf(seen, filter);
    const pages = keysetPages<AuditEvent>(({ at, id }: Pick<AuditEvent, 'at' | 'id'> = LATER_THAN_ALL) =>
      this.filtered(scopes, filter)
        .andWhere('event.at <= :at AND NOT (event.at = :at AND event.id >= :id)', { at, id })
        .orderBy('event.at', 'DESC')
        .addOrderBy('event.id', 'DESC')
        .limit(EXPORTED_AT_ONCE)
        .getMany(),
    );
    for await (const events of pages) yield await asSeen(seen, acting, events);
  }

  /** All events of a time, oldest first, as they are stored. */
  export(from = 0, to = Number.MAX_SAFE_INTEGER): AsyncGenerator<AuditEvent> {
    return keyset<AuditEvent>(({ at, id }: Pick<AuditEvent, 'at' | 'id'> = { at: from, id: '' }) =>
      this.filtered([], { from: at, to })
        .andWhere('NOT (event.at = :at AND event.id <= :id)', { at, id })
        .orderBy('event.at')
        .addOrderBy('event.id')
        .limit(EXPORTED_AT_ONCE)
        .getMany(),
    );
  }

  private eventOf({ action, actor, account, details }: AuditEntry): AuditEvent {
    const subject = account ?? actor;
    const now = this.clock.now();
    const told = {
      id: newId(now),
      at: now,
      action,
      actorId: actor.id,
      actorLogin: actor.login,
      accountId: subject.id,
      accountLogin: subject.login,
      ipAddress: actor.ipAddress,
      details: details && Object.keys(details).length > 0 ? details : null,
    };
    return { ...told, mac: this.keys.mac(eventContent(told)), seal: null };
  }

  private async scopesOf(seen: AccountScope | null, { groupId }: AuditFilter): Promise<AccountScope[]> {
    return [...(seen ? [seen] : []), ...(groupId === undefined ? [] : [await this.scopes.ofGroup(groupId)])];
  }

  private filtered(scopes: readonly AccountScope[], filter: AuditFilter): SelectQueryBuilder<AuditEvent> {
    const query = this.database.manager.createQueryBuilder(AuditEvent, 'event');
    if (filter.actorId !== undefined) query.andWhere({ actorId: filter.actorId });
    if (filter.accountId !== undefined) query.andWhere({ accountId: filter.accountId });
    for (const scope of scopes) scope.narrow(query, 'event.accountId');
    if (filter.action !== undefined) query.andWhere({ action: filter.action });
    if (filter.ipAddress !== undefined) query.andWhere({ ipAddress: filter.ipAddress });
    if (filter.from !== undefined) query.andWhere({ at: MoreThanOrEqual(filter.from) });
    if (filter.to !== undefined) query.andWhere({ at: LessThanOrEqual(filter.to) });
    return query;
  }
}

/**
 * Who is not among the accounts that may be seen is not named either, nor from where they did it; nor are groups that may
 * not.
 */
async function asSeen(
  seen: AccountScope,
  acting: Acting,
  events: readonly AuditEvent[],
): Promise<AuditEvent[]> {
  const { groups } = seen;
  if (!groups) return [...events];
  const others = new Set(
    events.flatMap(({ actorId, accountId }) => (actorId === accountId ? [] : (actorId ?? []))),
  );
  const known = await seen.among([...others]);
  const isSeen = ({ actorId, accountId }: AuditEvent): boolean =>
    actorId === null || actorId === accountId || actorId === actorOf(acting).id || known.has(actorId);
  return events.map((event) => ({
    ...event,
    ...(!isSeen(event) && { actorId: null, actorLogin: null, ipAddress: null }),
    ...(!groupsIn(event.details).every((id) => groups.has(id)) && { details: null }),
  }));
}

function groupsIn(details: object | null): string[] {
  const { groupId, administersGroups } = (details ?? {}) as Record<string, unknown>;
  return [groupId, administersGroups].flat().filter((id) => typeof id === 'string');
}
