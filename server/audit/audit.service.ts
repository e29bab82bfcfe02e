import { type EntityManager, LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import { BoundedCount } from '../database/bounded-count.js';
import type { Clock } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/ids.js';
import { type Page, toFindOptions } from '../database/page.js';
import { AuditEvent } from './audit-event.entity.js';

/** Who acts, for the record. */
export interface Actor {
  id: string | null;
  login: string | null;
  ipAddress: string | null;
}

export interface AuditEntry {
  action: string;
  actor: Actor;
  /** Whom it concerns; the actor when left out. */
  account?: { id: string | null; login: string | null };
  /** Never a secret: rows are exported and kept for years. */
  details?: Record<string, unknown>;
}

export interface AuditFilter {
  accountId?: string;
  action?: string;
  /** Inclusive, milliseconds. */
  from?: number;
  to?: number;
}

const SORTABLE = { at: 'at', action: 'action' } as const;

export class AuditService {
  private readonly count: BoundedCount;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.count = new BoundedCount(clock);
  }

  /** Appends an event; `tx` is the transaction of the effect it tells of. */
  async record(tx: EntityManager, { action, actor, account, details }: AuditEntry): Promise<void> {
    const subject = account ?? actor;
    await tx.insert(AuditEvent, {
      id: newId(this.clock.now()),
      at: this.clock.now(),
      action,
      actorId: actor.id,
      actorLogin: actor.login,
      accountId: subject.id,
      accountLogin: subject.login,
      ipAddress: actor.ipAddress,
      details: details ?? null,
    });
  }

  /** Newest first unless sorted otherwise. */
  async page(filter: AuditFilter, page: Page): Promise<{ items: AuditEvent[]; total: number }> {
    const { skip, take, order } = toFindOptions<AuditEvent>(page, SORTABLE, { by: 'at', order: 'DESC' });
    const query = this.database.manager.createQueryBuilder(AuditEvent, 'event');
    if (filter.accountId !== undefined) query.andWhere({ accountId: filter.accountId });
    if (filter.action !== undefined) query.andWhere({ action: filter.action });
    if (filter.from !== undefined) query.andWhere({ at: MoreThanOrEqual(filter.from) });
    if (filter.to !== undefined) query.andWhere({ at: LessThanOrEqual(filter.to) });
    const [items, total] = await Promise.all([
      query.clone().setFindOptions({ order }).offset(skip).limit(take).getMany(),
      this.count.of(query),
    ]);
    return { items, total };
  }
}
