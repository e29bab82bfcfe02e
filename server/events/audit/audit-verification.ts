import { Between, IsNull, MoreThan } from 'typeorm';
import type { Database } from '../../platform/database/database.js';
import type { DataKeys } from '../../platform/encryption/data-keys.js';
import { keyset, keysetPages } from '../../platform/paging/keyset.js';
import { type Anchor, digestOf } from './audit-chain.service.js';
import { eventContent, headContent, NO_SEAL, prunedContent, sealContent } from './audit-content.js';
import { AuditEvent } from './audit-event.entity.js';
import { AuditHead } from './audit-head.entity.js';
import { AuditSeal } from './audit-seal.entity.js';

const SEALS_A_PAGE = 100;
const EVENTS_A_PAGE = 1000;

export interface Verification {
  /** Sentences, one for each thing that is not as it was written; empty when all is well. */
  findings: string[];
  events: number;
  /** Written moments ago and not yet in the chain. */
  unsealed: number;
  /** To be kept elsewhere and given to a later verification; null before the first seal. */
  anchor: Anchor | null;
}

/** Checks every event and every link of the chain, from its beginning. */
export class AuditVerification {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
  ) {}

  /** With an anchor kept elsewhere it also shows when the end was cut off, or all was replaced, by one who knew how. */
  async verify(known?: Anchor): Promise<Verification> {
    const result: Verification = { findings: [], events: 0, unsealed: 0, anchor: null };
    const head = await this.database.manager.findOneByOrFail(AuditHead, { id: 1 });
    let previous: AuditSeal | null = null;
    let knownWasMet = known === undefined;
    for await (const seal of this.sealsThrough(head.number)) {
      result.findings.push(...this.checkLink(seal, previous));
      if (seal.prunedMac === null) await this.checkEvents(seal, result);
      if (known?.number === seal.number) knownWasMet = known.mac === seal.mac;
      // Deleted for its age since the anchor was taken; the chain that follows still vouches for it.
      if (previous === null && known !== undefined && known.number < seal.number) {
        knownWasMet = seal.prunedMac !== null;
      }
      previous = seal;
    }
    const last: Anchor = previous ?? { number: 0, mac: NO_SEAL };
    if (last.number !== 0) result.anchor = { number: last.number, mac: last.mac };
    if (
      head.number !== last.number ||
      (head.number !== 0 && !this.keys.verify(headContent(last), head.mac))
    ) {
      result.findings.push(
        `The chain ends at seal ${last.number}, but seal ${head.number} was written: its end is missing.`,
      );
    }
    if (!knownWasMet) {
      result.findings.push(
        `Seal ${String(known?.number)} is not the one of the anchor: the log was replaced.`,
      );
    }
    await this.checkUnsealed(result);
    await this.findStrays(result);
    return result;
  }

  /** Servers go on sealing meanwhile; what they add is for the next verification. */
  private sealsThrough(end: number): AsyncGenerator<AuditSeal> {
    return keyset((last) =>
      this.database.manager.find(AuditSeal, {
        where: { number: Between((last?.number ?? 0) + 1, end) },
        order: { number: 'ASC' },
        take: SEALS_A_PAGE,
      }),
    );
  }

  private checkLink(seal: AuditSeal, previous: AuditSeal | null): string[] {
    if (previous === null && seal.prunedMac !== null) {
      return this.keys.verify(prunedContent(seal), seal.prunedMac)
        ? []
        : [`Seal ${seal.number} is marked as the beginning, but not by us.`];
    }
    const expected = previous === null ? 1 : previous.number + 1;
    if (seal.number !== expected) {
      return [`Seals ${expected} to ${seal.number - 1} are missing.`];
    }
    return this.keys.verify(sealContent(seal, previous?.mac ?? NO_SEAL), seal.mac)
      ? []
      : [`Seal ${seal.number} was altered, or is not the one that followed.`];
  }

  private async checkEvents(seal: AuditSeal, result: Verification): Promise<void> {
    const events = await this.database.manager.find(AuditEvent, {
      where: { seal: seal.number },
      order: { id: 'ASC' },
    });
    result.events += events.length;
    const altered = this.altered(events);
    result.findings.push(...altered);
    if (events.length !== seal.events) {
      result.findings.push(`Seal ${seal.number} held ${seal.events} events, and ${events.length} are there.`);
    } else if (altered.length === 0 && digestOf(events) !== seal.digest) {
      result.findings.push(`The events of seal ${seal.number} are not those that were sealed.`);
    }
  }

  private async checkUnsealed(result: Verification): Promise<void> {
    const pages = keysetPages<AuditEvent>((last) =>
      this.database.manager.find(AuditEvent, {
        where: { seal: IsNull(), id: MoreThan(last?.id ?? '') },
        order: { id: 'ASC' },
        take: EVENTS_A_PAGE,
      }),
    );
    for await (const events of pages) {
      result.findings.push(...this.altered(events));
      result.unsealed += events.length;
    }
    result.events += result.unsealed;
  }

  /** Links behind the end, and events that claim a link which does not hold any. */
  private async findStrays(result: Verification): Promise<void> {
    const links = await this.database.manager
      .createQueryBuilder(AuditSeal, 'seal')
      .select('seal.number', 'number')
      .innerJoin(AuditHead, 'head', 'seal.number > head.number')
      .limit(SEALS_A_PAGE)
      .getRawMany<{ number: number }>();
    result.findings.push(
      ...links.map(({ number }) => `Seal ${number} lies behind the end: it was inserted.`),
    );
    const strays = await this.database.manager
      .createQueryBuilder(AuditEvent, 'event')
      .select('event.id', 'id')
      .leftJoin(AuditSeal, 'seal', 'seal.number = event.seal AND seal.prunedMac IS NULL')
      .where('event.seal IS NOT NULL AND seal.number IS NULL')
      .limit(EVENTS_A_PAGE)
      .getRawMany<{ id: string }>();
    result.findings.push(...strays.map(({ id }) => `Event ${id} belongs to no seal: it was inserted.`));
  }

  private altered(events: readonly AuditEvent[]): string[] {
    return events
      .filter((event) => !this.keys.verify(eventContent(event), event.mac))
      .map(({ id }) => `Event ${id} was altered, or not written by us.`);
  }
}
