import { EventEmitter, once } from 'node:events';
import { Agenda, type BackoffContext, type Job as AgendaJob } from 'agenda';
import type { Logger } from 'pino';
import { IsNull } from 'typeorm';
import { MINUTE, SECOND, systemClock } from '../clock.js';
import type { Database } from '../database/database.js';
import { toJob } from './agenda-backend/job-mapping.js';
import { JobRow } from './agenda-backend/job-row.entity.js';
import { TypeOrmBackend } from './agenda-backend/typeorm-backend.js';
import { JobLostError } from './agenda-backend/typeorm-job-repository.js';
import { JobOutcome } from './job-outcome.entity.js';

// Agenda, and with it when jobs run, goes by the system's time; what jobs do goes by the Clock of their services.
export const now = (): number => systemClock.now();

export const TIMING = { pollEvery: 5 * SECOND, lockLasts: MINUTE };

/** A cron expression. */
export const EVERY_MINUTE = '* * * * *';

const AT_ONCE = 5;
const FIRST_RETRY = MINUTE;
const MOST_RETRIES = 8;

export interface JobRun {
  /** What the run was asked for with; undefined for the regular one. */
  data: unknown;
  /** Aborted when the server stops or another one has taken over: throw its reason, and another server continues the job. */
  signal: AbortSignal;
}

/** Numbers and names to be shown; never a secret. */
export type JobResult = Record<string, unknown>;

export interface JobDefinition {
  /** Unique, for people to read. */
  name: string;
  /** A cron expression of five fields. */
  schedule?: string;
  /** Of the schedule, as IANA names it. Default: UTC. */
  timeZone?: string;
  /**
   * Must be idempotent: a run whose server dies begins again on another one. With data it is tried again when it
   * fails, after a growing delay.
   */
  run(run: JobRun): Promise<JobResult | undefined>;
}

export interface FinishedRun {
  name: string;
  durationMs: number;
  /** Undefined when it went well. */
  error: Error | undefined;
  result: JobResult | undefined;
}

/** Runs jobs through Agenda and keeps what they came to. */
export class JobRunner {
  private readonly agenda: Agenda;
  private readonly backend: TypeOrmBackend;
  private readonly events = new EventEmitter<{ finished: [FinishedRun]; dismissed: [] }>();
  private readonly underWay = new Set<AgendaJob>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly log: Logger,
    private readonly timing: typeof TIMING,
  ) {
    this.backend = new TypeOrmBackend(database.dataSource, now);
    this.agenda = new Agenda({
      backend: this.backend,
      processEvery: timing.pollEvery,
      defaultLockLifetime: timing.lockLasts,
      defaultConcurrency: AT_ONCE,
      // Agenda would take all that is due, and leave nothing to other servers.
      defaultLockLimit: AT_ONCE,
    });
    this.agenda.on('start', (job: AgendaJob) => void this.underWay.add(job));
    this.agenda.on('complete', (job: AgendaJob) => void this.dismiss(job));
    this.agenda.on('error', (error: Error) => {
      if (!this.stopping.signal.aborted) this.log.warn({ err: error }, 'jobs could not be looked up or kept');
    });
  }

  define(definition: JobDefinition): void {
    this.agenda.define(definition.name, (job: AgendaJob) => this.run(definition, job), {
      backoff: ({ attempt, jobData }: BackoffContext) =>
        jobData === undefined || attempt > MOST_RETRIES ? null : FIRST_RETRY * 2 ** (attempt - 1),
    });
  }

  /** Called with each run that ends on this server. */
  onFinish(listener: (run: FinishedRun) => void): void {
    this.events.on('finished', listener);
  }

  async start(): Promise<void> {
    await this.agenda.start();
  }

  /** Asks runs under way to stop, waits for them that long, in milliseconds, and leaves the rest to other servers. */
  async stop(patience: number): Promise<void> {
    this.stopping.abort(new Error('The server is stopping.'));
    await this.backend.repository.stopClaiming();
    await this.agenda.stop(false);
    const signal = AbortSignal.timeout(patience);
    try {
      while (this.underWay.size > 0) await once(this.events, 'dismissed', { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      this.log.warn({ jobs: [...this.underWay].map(({ attrs }) => attrs.name) }, 'jobs were still running');
    }
  }

  /** A job that is not saved yet. */
  create(name: string): AgendaJob {
    return this.agenda.create(name, undefined);
  }

  async schedule(name: string, at: number, data: JobResult): Promise<void> {
    await this.agenda.schedule(new Date(at), name, data);
  }

  /** Spares this server's own processor the wait for its next look; that of others finds the row by itself. */
  async announce(name: string, at: number): Promise<void> {
    const row = await this.database.manager.findOneBy(JobRow, { singleName: name });
    const { notificationChannel: channel } = this.backend;
    if (!row || channel.state !== 'connected') return;
    const { _id: jobId, priority } = toJob(row);
    await channel.publish({
      jobId,
      jobName: name,
      nextRunAt: new Date(at),
      priority,
      timestamp: new Date(now()),
    });
  }

  private async run(definition: JobDefinition, job: AgendaJob): Promise<void> {
    const { name } = definition;
    const startedAt = now();
    const lost = new AbortController();
    const stopBeating = this.keepLock(job, lost);
    let result: JobResult | undefined;
    let error: Error | undefined;
    try {
      await this.database.manager.upsert(JobOutcome, { name, lastRunAt: startedAt }, ['name']);
      const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
      result = await definition.run({ data: job.attrs.data, signal });
    } catch (thrown) {
      if (thrown === this.stopping.signal.reason) {
        // Handed back: the next server that looks continues it.
        job.attrs.nextRunAt = new Date(now());
        this.log.info({ job: name }, 'job handed back');
        return;
      }
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    } finally {
      await stopBeating();
    }
    await this.conclude({ name, durationMs: now() - startedAt, error, result });
    if (error !== undefined) throw error;
  }

  private async conclude(run: FinishedRun): Promise<void> {
    const { name, durationMs, error, result } = run;
    await this.database.manager.update(
      JobOutcome,
      { name },
      error === undefined
        ? { lastFinishedAt: now(), durationMs, failReason: null, result: result ?? null }
        : {
            lastFinishedAt: now(),
            durationMs,
            failReason: error.message,
          },
    );
    if (error === undefined) this.log.info({ job: name, durationMs, result }, 'job done');
    else this.log.error({ job: name, durationMs, err: error }, 'job failed');
    this.events.emit('finished', run);
  }

  /** Agenda's own `removeOnComplete` would also remove a job that was asked to run again meanwhile. */
  private async dismiss(job: AgendaJob): Promise<void> {
    const { _id: id, type, nextRunAt, failedAt, lastRunAt } = job.attrs;
    const isDone = nextRunAt === null && (!failedAt || (lastRunAt && failedAt < lastRunAt));
    try {
      if (type === 'normal' && isDone && id) {
        await this.database.dataSource.manager.delete(JobRow, {
          id,
          nextRunAt: IsNull(),
          lockedAt: IsNull(),
        });
      }
    } catch (error) {
      this.log.warn({ err: error, job: job.attrs.name }, 'could not remove a job that is done');
    } finally {
      this.underWay.delete(job);
      this.events.emit('dismissed');
    }
  }

  /** Renews the lock while the job runs, so that it can be short; the returned function ends that. */
  private keepLock(job: AgendaJob, lost: AbortController): () => Promise<void> {
    let renewal = Promise.resolve();
    const renew = async (): Promise<void> => {
      try {
        await job.touch();
      } catch (error) {
        this.log.warn({ err: error, job: job.attrs.name }, 'could not renew the lock of a job');
        if (error instanceof JobLostError) lost.abort(error);
      }
    };
    const timer = setInterval(() => {
      renewal = renew();
    }, this.timing.lockLasts / 3);
    return async () => {
      clearInterval(timer);
      await renewal;
    };
  }
}
