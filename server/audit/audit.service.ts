import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { Between, LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../database/clock.js';
import type { Database } from '../database/database.js';
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

const SORTABLE = { at: 'id', action: 'action' } as const;

export class AuditService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Appends an event; `tx` is the transaction of the effect it tells of. */
  async record(tx: EntityManager, { action, actor, account, details }: AuditEntry): Promise<void> {
    const subject = account ?? actor;
    await tx.insert(AuditEvent, {
      id: uuidv7({ msecs: this.clock.now() }),
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
    const where: FindOptionsWhere<AuditEvent> = {
      ...(filter.accountId !== undefined && { accountId: filter.accountId }),
      ...(filter.action !== undefined && { action: filter.action }),
      ...between(filter.from, filter.to),
    };
    const [items, total] = await this.database.manager.findAndCount(AuditEvent, {
      where,
      ...toFindOptions<AuditEvent>(page, SORTABLE, { by: 'at', order: 'DESC' }),
    });
    return { items, total };
  }
}

function between(from: number | undefined, to: number | undefined): FindOptionsWhere<AuditEvent> {
  if (from !== undefined && to !== undefined) return { at: Between(from, to) };
  if (from !== undefined) return { at: MoreThanOrEqual(from) };
  if (to !== undefined) return { at: LessThanOrEqual(to) };
  return {};
}
