import { BaseNotificationChannel, type JobNotification, type JobStateNotification } from 'agenda';
import { type DataSource, IsNull, LessThanOrEqual } from 'typeorm';
import { toJob } from './job-mapping.js';
import { JobRow } from './job-row.entity.js';

const LOOK_EVERY = 1000;
const MOST_DUE = 50;

/**
 * Tells its own process of a saved job immediately, and other processes within a second: they look for what is due, by one
 * query for all names. Nothing is sent, so nothing can be lost. State notifications stay within the process.
 */
export class TypeOrmNotificationChannel extends BaseNotificationChannel {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => number,
  ) {
    super();
  }

  connect(): Promise<void> {
    this.timer ??= setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, LOOK_EVERY);
    this.setState('connected');
    return Promise.resolve();
  }

  async disconnect(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.handlers.clear();
    this.stateHandlers.clear();
    this.setState('disconnected');
    await this.looking;
  }

  async publish(notification: JobNotification): Promise<void> {
    this.refuseUnlessConnected();
    await this.notifyHandlers(notification);
  }

  async publishState(notification: JobStateNotification): Promise<void> {
    this.refuseUnlessConnected();
    await this.notifyStateHandlers(notification);
  }

  private refuseUnlessConnected(): void {
    if (this.state !== 'connected') throw new Error('The notification channel is not connected.');
  }

  private async look(): Promise<void> {
    try {
      const due = await this.dataSource.getRepository(JobRow).find({
        where: { disabled: false, lockedAt: IsNull(), nextRunAt: LessThanOrEqual(this.now()) },
        order: { nextRunAt: 'ASC' },
        take: MOST_DUE,
      });
      const firstOfName = new Map(due.toReversed().map((row) => [row.name, toJob(row)]));
      for (const { _id: jobId, name: jobName, nextRunAt, priority } of firstOfName.values()) {
        await this.notifyHandlers({
          jobId,
          jobName,
          nextRunAt,
          priority,
          timestamp: new Date(this.now()),
        });
      }
    } catch (error) {
      // Without a listener the process would end; the next look is a second away.
      if (this.listenerCount('error') > 0) this.emit('error', error);
    }
  }
}
