import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { type EntityManager, In, IsNull, LessThan, LessThanOrEqual } from 'typeorm';
import { DAY, type Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import type { Sweep } from '../../platform/database/sweep.js';
import type { DataKeys } from '../../platform/encryption/data-keys.js';
import { eventContent, headContent, NO_SEAL, prunedContent, sealContent } from './audit-content.js';
import { AuditEvent } from './audit-event.entity.js';
import { AuditHead } from './audit-head.entity.js';
import { AuditSeal } from './audit-seal.entity.js';
import type { AuditService } from './audit.service.js';
import type { Actor } from '../../platform/acting/actor.js';

const THE_HEAD = 1;
const EVENTS_A_SEAL = 1000;
const SEALS_A_PRUNING = 50;
const NOBODY: Actor = { id: null, login: null, ipAddress: null };

/** What the chain reached at some moment: kept elsewhere, it shows when the log is cut off or replaced. */
export interface Anchor {
  number: number;
  mac: string;
}

/**
 * Links events into a chain a moment after they were written: chaining them as they are written would make every
 * sign-in wait for the one before it. Until then an event is protected by its own MAC.
 */
export class AuditChainService {
  constructor(
    private readonly needs: {
      database: Database;
      clock: Clock;
      keys: DataKeys;
      audit: AuditService;
      log: Logger;
      /** 0: events are kept for ever. */
      retentionDays: number;
    },
  ) {}

  /** Seals all events written so far; any server may at any time. Returns how many. */
  async seal(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const anchor = await this.sealSome();
      if (!anchor) return sealed;
      sealed += anchor.events;
      this.needs.log.info({ seal: anchor.number, mac: anchor.mac }, 'audit log sealed');
    }
  }

  /** Deletes events past the retention time, whole seals of them, and anchors the chain behind them. */
  sweepOld(): Sweep {
    const before = this.needs.clock.now() - this.needs.retentionDays * DAY;
    return async (limit) => {
      if (this.needs.retentionDays === 0) return { rows: 0, done: true };
      const rows = await this.pruneSome(before, limit);
      return { rows, done: rows === 0 };
    };
  }

  private async sealSome(): Promise<AuditSeal | null> {
    const head = await this.needs.database.manager.findOneByOrFail(AuditHead, { id: THE_HEAD });
    if (head.number === 0) await this.adoptEarlierEvents();
    const events = await this.needs.database.manager.find(AuditEvent, {
      where: { seal: IsNull() },
      select: { id: true, mac: true },
      order: { id: 'ASC' },
      take: EVENTS_A_SEAL,
    });
    if (events.length === 0) return null;
    try {
      return await this.needs.database.transaction((tx) => this.append(tx, head.number, events));
    } catch (error) {
      // Another server sealed them at the same moment.
      if (error instanceof SealedByAnother || isDuplicate(error)) return null;
      throw error;
    }
  }

  private async append(
    tx: EntityManager,
    previousNumber: number,
    events: readonly Pick<AuditEvent, 'id' | 'mac'>[],
  ): Promise<AuditSeal> {
    const number = previousNumber + 1;
    const previous = previousNumber === 0 ? null : await tx.findOneBy(AuditSeal, { number: previousNumber });
    const link = {
      number,
      events: events.length,
      digest: digestOf(events),
      sealedAt: this.needs.clock.now(),
    };
    const seal = {
      ...link,
      mac: this.needs.keys.mac(sealContent(link, previous?.mac ?? NO_SEAL)),
      prunedMac: null,
    };
    const head = await tx.update(
      AuditHead,
      { id: THE_HEAD, number: previousNumber },
      { number, mac: this.needs.keys.mac(headContent(seal)) },
    );
    if (head.affected !== 1) throw new SealedByAnother();
    await tx.insert(AuditSeal, seal);
    const ids = events.map(({ id }) => id);
    const { affected } = await tx.update(AuditEvent, { id: In(ids), seal: IsNull() }, { seal: number });
    if (affected !== events.length) throw new SealedByAnother();
    return seal;
  }

  /** Events from before there were MACs are vouched for once, when the chain begins. */
  private async adoptEarlierEvents(): Promise<void> {
    for (;;) {
      const events = await this.needs.database.manager.find(AuditEvent, {
        where: { mac: '' },
        order: { id: 'ASC' },
        take: EVENTS_A_SEAL,
      });
      if (events.length === 0) return;
      for (const event of events) {
        const mac = this.needs.keys.mac(eventContent(event));
        await this.needs.database.manager.update(AuditEvent, { id: event.id, mac: '' }, { mac });
      }
    }
  }

  private async pruneSome(before: number, limit: number): Promise<number> {
    const seals = await this.needs.database.manager.find(AuditSeal, {
      order: { number: 'ASC' },
      take: SEALS_A_PRUNING,
    });
    let events = 0;
    let last: AuditSeal | undefined;
    for (const seal of seals) {
      if (seal.prunedMac !== null) continue;
      events += seal.events;
      // One at least, however many events it has.
      if (seal.sealedAt >= before || (last && events > limit)) break;
      last = seal;
    }
    if (!last) return 0;
    return this.needs.database.transaction(async (tx) => {
      const marked = await tx.update(
        AuditSeal,
        { number: last.number, prunedMac: IsNull() },
        { prunedMac: this.needs.keys.mac(prunedContent(last)) },
      );
      if (marked.affected !== 1) return 0;
      const { affected } = await tx.delete(AuditEvent, { seal: LessThanOrEqual(last.number) });
      await tx.delete(AuditSeal, { number: LessThan(last.number) });
      const count = affected ?? 0;
      await this.needs.audit.record(tx, {
        action: 'audit.pruned',
        actor: NOBODY,
        details: { events: count, throughSeal: last.number },
      });
      return count;
    });
  }
}

class SealedByAnother extends Error {}

/** SHA-256 of the events' MACs, one a line. */
export const digestOf = (events: readonly Pick<AuditEvent, 'mac'>[]): string =>
  createHash('sha256')
    .update(events.map(({ mac }) => mac).join('\n'))
    .digest('hex');
