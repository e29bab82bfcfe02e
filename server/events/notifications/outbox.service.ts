import type { Logger } from 'pino';
import { type EntityManager, IsNull, LessThan, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { type Clock, DAY, MINUTE, SECOND } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/ids.js';
import { Delivery } from './delivery.entity.js';
import { type Channel, OutboxMessage } from './outbox-message.entity.js';

/** Sends on one channel. Throws SendError, or anything else for a failure that may pass. */
export interface Sender {
  send(message: OutboxMessage): Promise<void>;
  /** Lets go of what would keep the process alive. */
  close?(): void;
}

/** Its message is shown to administrators, so it names neither address nor URL. */
export class SendError extends Error {
  constructor(
    message: string,
    /** False when trying again is of no use. */
    readonly mayPass: boolean,
  ) {
    super(message);
  }
}

// The schedule that Standard Webhooks recommends. Each wait outlasts the time-outs of the attempt before it.
const RETRY_AFTER = [
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  120 * MINUTE,
  300 * MINUTE,
  600 * MINUTE,
  DAY,
  DAY,
  DAY,
];
const SENT_AT_ONCE = 10;
const FAILED_KEPT_FOR = 30 * DAY;
const LOOKED_AFTER_EVERY = SECOND / 2;

export interface OutboxStatus {
  waiting: number;
  failed: number;
  /** When the relay last accepted a mail; null: never. */
  mailLastSentAt: number | null;
}

/** A transactional outbox: what was queued is sent at least once, and what was rolled back never. */
export class OutboxService {
  private readonly senders = new Map<Channel, Sender>();
  private sending = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private queuedLately = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  register(channel: Channel, sender: Sender): void {
    this.senders.set(channel, sender);
  }

  /** To be sent immediately, or when it is due. Returns their ids. */
  async queue(
    tx: EntityManager,
    messages: Pick<OutboxMessage, 'channel' | 'target' | 'payload'>[],
    dueAt = this.clock.now(),
  ): Promise<string[]> {
    const now = this.clock.now();
    const rows = messages.map((message) => ({
      ...message,
      id: newId(now),
      attempts: 0,
      nextAttemptAt: dueAt,
      failReason: null,
      createdAt: now,
    }));
    await tx.insert(OutboxMessage, rows);
    this.queuedLately = true;
    return rows.map(({ id }) => id);
  }

  /** Changes what a message says that is not due yet; false when it is, or was sent. */
  async amend(tx: EntityManager, id: string, change: (payload: object) => object): Promise<boolean> {
    const waiting = { id, attempts: 0, nextAttemptAt: MoreThan(this.clock.now()) };
    const message = await tx.findOneBy(OutboxMessage, waiting);
    if (!message) return false;
    const { affected } = await tx.update(OutboxMessage, waiting, { payload: change(message.payload) });
    return affected === 1;
  }

  /** From now on this process sends what it queues by itself; the job sends what was left behind. */
  start(): void {
    this.timer ??= setInterval(() => {
      if (!this.queuedLately) return;
      this.queuedLately = false;
      this.sending = this.sending.then(async () => {
        await this.sendDue().catch((error: unknown) => {
          this.log.warn({ err: error }, 'could not send notifications');
        });
      });
    }, LOOKED_AFTER_EVERY).unref();
  }

  /** Sends no more by itself, and waits for what is being sent. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.sending;
  }

  async close(): Promise<void> {
    await this.stop();
    for (const sender of this.senders.values()) sender.close?.();
  }

  /** Sends all that is due; any server may at any time. */
  async sendDue(signal?: AbortSignal): Promise<{ sent: number; failed: number }> {
    const total = { sent: 0, failed: 0 };
    for (;;) {
      const due = await this.database.manager.find(OutboxMessage, {
        where: { nextAttemptAt: LessThanOrEqual(this.clock.now()) },
        order: { nextAttemptAt: 'ASC', id: 'ASC' },
        take: SENT_AT_ONCE,
      });
      if (due.length === 0) return total;
      const outcomes = await Promise.all(due.map((message) => this.sendOne(message)));
      total.sent += outcomes.filter((outcome) => outcome === 'sent').length;
      total.failed += outcomes.filter((outcome) => outcome === 'failed').length;
      signal?.throwIfAborted();
    }
  }

  /** Deletes what was given up long ago; returns how many. */
  async forgetFailed(): Promise<number> {
    const { affected } = await this.database.manager.delete(OutboxMessage, {
      nextAttemptAt: IsNull(),
      createdAt: LessThan(this.clock.now() - FAILED_KEPT_FOR),
    });
    return affected ?? 0;
  }

  async status(): Promise<OutboxStatus> {
    const { manager } = this.database;
    const [waiting, failed, mail] = await Promise.all([
      manager.countBy(OutboxMessage, { nextAttemptAt: Not(IsNull()) }),
      manager.countBy(OutboxMessage, { nextAttemptAt: IsNull() }),
      manager.findOneBy(Delivery, { channel: 'mail' }),
    ]);
    return { waiting, failed, mailLastSentAt: mail?.lastSentAt ?? null };
  }

  /** Claims the message by the very UPDATE that sets when it is tried next, should this attempt die. */
  private async sendOne(message: OutboxMessage): Promise<'sent' | 'failed' | 'taken'> {
    const { id, channel, attempts, nextAttemptAt } = message;
    const wait = RETRY_AFTER[attempts];
    const { affected } = await this.database.manager.update(
      OutboxMessage,
      { id, attempts, ...(nextAttemptAt !== null && { nextAttemptAt }) },
      { attempts: attempts + 1, nextAttemptAt: wait === undefined ? null : this.clock.now() + wait },
    );
    if (affected !== 1) return 'taken';
    try {
      await this.senderOf(channel).send(message);
    } catch (error) {
      await this.fail(message, error);
      return 'failed';
    }
    const { manager } = this.database;
    await manager.delete(OutboxMessage, { id });
    await manager.update(Delivery, { channel }, { lastSentAt: this.clock.now() });
    return 'sent';
  }

  private senderOf(channel: Channel): Sender {
    const sender = this.senders.get(channel);
    if (!sender) throw new SendError('no longer configured', false);
    return sender;
  }

  private async fail({ id, channel, attempts }: OutboxMessage, error: unknown): Promise<void> {
    const isOver = error instanceof SendError && !error.mayPass;
    const failReason = error instanceof SendError ? error.message.slice(0, 100) : 'unexpected error';
    this.log.warn(
      {
        outboxMessage: id,
        channel,
        attempt: attempts + 1,
        ...(error instanceof SendError ? { reason: failReason } : { err: error }),
      },
      'a notification was not sent',
    );
    await this.database.manager.update(
      OutboxMessage,
      { id },
      { failReason, ...(isOver && { nextAttemptAt: null }) },
    );
  }
}
