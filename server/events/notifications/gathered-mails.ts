import { type EntityManager, LessThanOrEqual } from 'typeorm';
import { type Clock, MINUTE } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import type { MailContent } from './mail-content.js';
import { MailPace } from './mail-pace.entity.js';
import type { OutboxService } from './outbox.service.js';

const EVERY = 60 * MINUTE;

export interface NewMail {
  accountId: string;
  target: string;
  content: MailContent;
}

/**
 * Mails about an account: the first of its kind is sent immediately; those that follow are gathered into one an hour, which
 * tells of the latest and how many there were. Nobody's mailbox is filled by what somebody else does.
 */
export class GatheredMails {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: OutboxService,
  ) {}

  async queue(tx: EntityManager, { accountId, target, content }: NewMail): Promise<void> {
    const now = this.clock.now();
    const { occasion, facts } = content;
    const kind = sha256(JSON.stringify([accountId, occasion, facts.factor ?? null, target]));
    const pace = await this.begin(tx, { kind, accountId });
    const message = { channel: 'mail' as const, target, payload: content };
    if (pace.nextAt <= now) {
      await this.outbox.queue(tx, [message]);
      await tx.update(MailPace, { kind }, { nextAt: now + EVERY, waitingId: null });
      return;
    }
    const isTakenIn =
      pace.waitingId !== null &&
      (await this.outbox.amend(tx, pace.waitingId, (waiting) => together(waiting as MailContent, content)));
    if (isTakenIn) return;
    const [waitingId = null] = await this.outbox.queue(tx, [message], pace.nextAt);
    await tx.update(MailPace, { kind }, { nextAt: pace.nextAt + EVERY, waitingId });
  }

  sweepOld(): Sweep {
    const where = { nextAt: LessThanOrEqual(this.clock.now()) };
    return sweepRows(this.database, MailPace, { key: 'kind', by: 'nextAt', where });
  }

  /** Locks the row, whether it was there or not: mails of one kind take turns. */
  private async begin(tx: EntityManager, pace: Pick<MailPace, 'kind' | 'accountId'>): Promise<MailPace> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(MailPace)
      .values({ ...pace, nextAt: 0, waitingId: null })
      .orUpdate(['kind'], ['kind'])
      .execute();
    return tx.findOneByOrFail(MailPace, { kind: pace.kind });
  }
}

function together(waiting: MailContent, latest: MailContent): MailContent {
  const appPasswords = [...(waiting.facts.appPasswords ?? []), ...(latest.facts.appPasswords ?? [])];
  return {
    ...latest,
    facts: {
      ...latest.facts,
      times: (waiting.facts.times ?? 1) + 1,
      // What the events before took is gone as well.
      ...(appPasswords.length > 0 && { appPasswords }),
    },
  };
}
