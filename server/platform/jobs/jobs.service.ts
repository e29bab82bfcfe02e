import type { Logger } from 'pino';
import { type EntityManager, IsNull, LessThanOrEqual } from 'typeorm';
import { DAY } from '../clock.js';
import { NotArchived } from '../database/archived.js';
import type { Database } from '../database/database.js';
import { newId } from '../ids.js';
import { type Sweep, sweepRows } from '../database/sweep.js';
import { Refusal } from '../refusal.js';
import { toScheduledColumns, toStateColumns } from './agenda-backend/job-mapping.js';
import { JobRow } from './agenda-backend/job-row.entity.js';
import { JobOutcome } from './job-outcome.entity.js';
import {
  type FinishedRun,
  type JobDefinition,
  type JobResult,
  JobRunner,
  now,
  TIMING,
} from './job-runner.js';

// The entity is the backend's, which knows nothing of Latchkey.
NotArchived('Each installation plans its own.')(JobRow);

const FAILURES_KEPT = 30 * DAY;

export interface JobState {
  name: string;
  schedule: string | null;
  timeZone: string | null;
  running: boolean;
  nextRunAt: number | null;
  lastRunAt: number | null;
  lastFinishedAt: number | null;
  durationMs: number | null;
  failReason: string | null;
  result: object | null;
}

/** Work that runs by itself, each run on one server of many. */
export class JobsService {
  private readonly definitions = new Map<string, JobDefinition>();
  private readonly runner: JobRunner;

  constructor(
    private readonly database: Database,
    log: Logger,
    private readonly timing = TIMING,
  ) {
    this.runner = new JobRunner(database, log, timing);
  }

  /** Before `start`; a schedule counts from the first start that knows it, and a missed run is made up for. */
  define(definition: JobDefinition): void {
    this.definitions.set(definition.name, definition);
    this.runner.define(definition);
  }

  /** Called with each run that ends on this server. */
  onFinish(listener: (run: FinishedRun) => void): void {
    this.runner.onFinish(listener);
  }

  async start(): Promise<void> {
    for (const definition of this.definitions.values()) {
      await this.ensureRow(this.database.manager, definition);
    }
    await this.runner.start();
  }

  /** Asks runs under way to stop, waits for them that long, in milliseconds, and leaves the rest to other servers. */
  async stop(patience: number): Promise<void> {
    await this.runner.stop(patience);
  }

  /** Has a job run as soon as a server is free; not inside a transaction. With data: one run more, for this data. */
  async soon(name: string, data?: JobResult): Promise<void> {
    await this.schedule(name, now(), data);
  }

  /** Likewise, not before that time (milliseconds). Without data it brings the regular run forward. */
  async schedule(name: string, at: number, data?: JobResult): Promise<void> {
    const definition = this.definition(name);
    const { manager } = this.database;
    if (data !== undefined) {
      await this.runner.schedule(name, at, data);
      return;
    }
    await this.bringForward(manager, definition, at);
    await this.runner.announce(name, at);
  }

  /** Has a job run as soon as a server is free, as `transact` decides in its transaction. Throws NOT_FOUND. */
  async runNow(
    name: string,
    transact: (bringForward: (tx: EntityManager) => Promise<void>) => Promise<void>,
  ): Promise<JobState> {
    const definition = this.definition(name);
    await transact((tx) => this.bringForward(tx, definition, now()));
    await this.runner.announce(name, now());
    const [state] = await this.states([definition]);
    if (!state) throw noSuchJob();
    return state;
  }

  /** All that are defined, by name. */
  async list(): Promise<JobState[]> {
    return this.states([...this.definitions.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  }

  /** Runs with data that failed for good, kept for a while to be looked at. */
  sweepFailed(): Sweep {
    const where = {
      nextRunAt: IsNull(),
      lockedAt: IsNull(),
      singleName: IsNull(),
      lastFinishedAt: LessThanOrEqual(now() - FAILURES_KEPT),
    };
    return sweepRows(this.database, JobRow, { key: 'id', by: 'id', where });
  }

  private async states(definitions: JobDefinition[]): Promise<JobState[]> {
    const { manager } = this.database;
    const queued = await manager
      .createQueryBuilder(JobRow, 'job')
      .select('job.name', 'name')
      .addSelect('MIN(job.nextRunAt)', 'nextRunAt')
      .addSelect('MAX(job.lockedAt)', 'lockedAt')
      .groupBy('job.name')
      .getRawMany<{ name: string; nextRunAt: number | string | null; lockedAt: number | string | null }>();
    const queue = new Map(queued.map((row) => [row.name, row]));
    const outcomes = new Map((await manager.find(JobOutcome)).map((outcome) => [outcome.name, outcome]));
    return definitions.map(({ name, schedule, timeZone }) => {
      const { nextRunAt = null, lockedAt = null } = queue.get(name) ?? {};
      const outcome = outcomes.get(name);
      return {
        name,
        schedule: schedule ?? null,
        timeZone: schedule === undefined ? null : (timeZone ?? 'UTC'),
        running: lockedAt !== null && Number(lockedAt) > now() - this.timing.lockLasts,
        nextRunAt: nextRunAt === null ? null : Number(nextRunAt),
        lastRunAt: outcome?.lastRunAt ?? null,
        lastFinishedAt: outcome?.lastFinishedAt ?? null,
        durationMs: outcome?.durationMs ?? null,
        failReason: outcome?.failReason ?? null,
        result: outcome?.result ?? null,
      };
    });
  }

  private definition(name: string): JobDefinition {
    const definition = this.definitions.get(name);
    if (!definition) throw noSuchJob();
    return definition;
  }

  /** The one row of a job's regular runs. A schedule that is unchanged keeps its next run, even one that was missed. */
  private async ensureRow(manager: EntityManager, definition: JobDefinition): Promise<void> {
    const job = this.runner.create(definition.name);
    job.attrs.type = 'single';
    job.attrs.nextRunAt = null;
    if (definition.schedule !== undefined) {
      job.repeatEvery(definition.schedule, { timezone: definition.timeZone ?? 'UTC' });
    }
    const columns = toScheduledColumns(job.attrs);
    const { repeatInterval, repeatTimezone, nextRunAt } = columns;
    const row = await manager.findOneBy(JobRow, { singleName: definition.name });
    if (!row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(JobRow)
        .values({
          id: newId(now()),
          ...toStateColumns(job.attrs),
          ...columns,
          uniqueKey: null,
          lastModifiedBy: null,
        })
        .orIgnore()
        .execute();
    } else if (row.repeatInterval !== repeatInterval || row.repeatTimezone !== repeatTimezone) {
      await manager.update(JobRow, { id: row.id }, { repeatInterval, repeatTimezone, nextRunAt });
    }
  }

  private async bringForward(manager: EntityManager, definition: JobDefinition, at: number): Promise<void> {
    await this.ensureRow(manager, definition);
    await manager
      .createQueryBuilder()
      .update(JobRow)
      .set({ nextRunAt: at })
      .where('singleName = :name AND (nextRunAt IS NULL OR nextRunAt > :at)', { name: definition.name, at })
      .execute();
  }
}

const noSuchJob = (): Refusal => new Refusal('NOT_FOUND', 'No such job.');
