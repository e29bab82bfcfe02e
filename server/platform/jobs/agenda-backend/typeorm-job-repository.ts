import { setImmediate } from 'node:timers/promises';
import {
  type JobId,
  type JobParameters,
  type JobRepository,
  type JobRepositoryOptions,
  type JobsOverview,
  type JobsQueryOptions,
  type JobsResult,
  type RemoveJobsOptions,
} from 'agenda';
import { type DataSource, In, IsNull, LessThan, Not, type Repository } from 'typeorm';
import { v7 } from 'uuid';
import { JobClaims } from './job-claims.js';
import {
  claimOf,
  type ScheduledColumns,
  setClaim,
  toJob,
  toScheduledColumns,
  toStateColumns,
} from './job-mapping.js';
import { JobQueries } from './job-queries.js';
import { JobRow } from './job-row.entity.js';
import { isDuplicate, retryingLockConflicts } from './sql-errors.js';
import { saveUnique } from './unique-jobs.js';

const MOST_TRIES = 10;

/** The job was removed, or its lock expired and another process has taken it over. */
export class JobLostError extends Error {}

/**
 * Agenda's jobs in one table of MySQL, MariaDB or SQLite. A job is claimed, and its state written, by one conditional
 * UPDATE whose count of rows decides: no row is locked while a job runs, and who lost a job can no longer write to it.
 */
export class TypeOrmJobRepository implements JobRepository {
  private isClaiming = true;
  private readonly pending = new Set<Promise<unknown>>();
  private readonly queries: JobQueries;
  private readonly claims: JobClaims;

  constructor(
    private readonly dataSource: DataSource,
    /** Milliseconds since the Unix epoch. Agenda itself goes by the system's time, so this must too. */
    private readonly now: () => number,
  ) {
    this.queries = new JobQueries(dataSource, now);
    this.claims = new JobClaims(dataSource, now);
  }

  /** Nothing to do: the data source is connected by who made it. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Claims no more jobs, waits for what is being written, and lets Agenda take note of it. To be called before
   * `agenda.stop()`, which would otherwise leave a job locked that it was just about to get.
   */
  async stopClaiming(): Promise<void> {
    this.isClaiming = false;
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
    await setImmediate();
  }

  async getJobById(id: string): Promise<JobParameters | null> {
    const row = await this.rows.findOneBy({ id });
    return row && toJob(row);
  }

  queryJobs(options: JobsQueryOptions = {}): Promise<JobsResult> {
    return this.queries.jobs(options);
  }

  getJobsOverview(): Promise<JobsOverview[]> {
    return this.queries.overview();
  }

  getDistinctJobNames(): Promise<string[]> {
    return this.queries.names();
  }

  async getQueueSize(): Promise<number> {
    return this.rows.countBy({ nextRunAt: LessThan(this.now()) });
  }

  async saveJob<DATA = unknown>(
    job: JobParameters<DATA>,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters<DATA>> {
    const columns = { ...toScheduledColumns(job), lastModifiedBy: options?.lastModifiedBy ?? null };
    if (job._id) {
      const { affected } = await this.update({ id: job._id, name: job.name }, columns);
      // It was cancelled meanwhile, and saving does not bring it back.
      return affected === 0 ? job : toJob<DATA>(await this.rows.findOneByOrFail({ id: job._id }));
    }
    if (job.type === 'single') return toJob<DATA>(await this.saveSingle(job, columns));
    if (job.unique) {
      const saved = await retryingLockConflicts(() =>
        saveUnique(this.rows, job, columns, (row) => this.insert(job, row), this.now()),
      );
      return toJob<DATA>(saved);
    }
    return toJob<DATA>(await this.insert(job, columns));
  }

  saveJobState(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<void> {
    return this.tracked(this.writeState(job, options));
  }

  private async writeState(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<void> {
    const claim = claimOf(job);
    const next = job.nextRunAt?.getTime() ?? null;
    const columns = { ...toStateColumns(job), lastModifiedBy: options?.lastModifiedBy ?? null };
    const query = this.rows
      .createQueryBuilder()
      .update()
      .set({
        ...columns,
        // A run that was requested during this one is kept.
        nextRunAt: claim
          ? () =>
              `CASE WHEN nextRunAt = :known OR (nextRunAt IS NULL AND :known IS NULL) THEN :next ELSE nextRunAt END`
          : next,
      })
      .where('id = :id AND name = :name', { id: job._id, name: job.name });
    if (claim) {
      query
        .andWhere('lockedAt = :held')
        .setParameters({ known: claim.nextRunAt, next, held: claim.lockedAt });
    }
    const { affected } = await retryingLockConflicts(() => query.execute());
    if (affected !== 1) {
      throw new JobLostError(
        `Job ${String(job._id)} (${job.name}) is gone, or another process has taken it over.`,
      );
    }
    setClaim(
      job,
      claim && columns.lockedAt !== null ? { lockedAt: columns.lockedAt, nextRunAt: next } : undefined,
    );
  }

  getNextJobToRun(
    jobName: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    if (!this.isClaiming) return Promise.resolve(undefined);
    return this.tracked(
      this.claims.next(jobName, { nextScanAt, lockDeadline, now }, options, () => this.isClaiming),
    );
  }

  async lockJob(
    job: JobParameters,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    const row = await this.rows.findOneBy({
      id: String(job._id),
      name: job.name,
      lockedAt: IsNull(),
      nextRunAt: job.nextRunAt?.getTime() ?? IsNull(),
      disabled: false,
    });
    return row ? this.claims.claim(row, this.now(), options) : undefined;
  }

  async unlockJob(job: JobParameters): Promise<void> {
    const claim = claimOf(job);
    await this.update(
      { id: String(job._id), nextRunAt: Not(IsNull()), ...(claim && { lockedAt: claim.lockedAt }) },
      { lockedAt: null },
    );
  }

  async unlockJobs(jobIds: (JobId | string)[]): Promise<void> {
    if (jobIds.length > 0) await this.update({ id: In(jobIds) }, { lockedAt: null });
  }

  async removeJobs(options: RemoveJobsOptions): Promise<number> {
    const ids = await this.queries.chosen(options);
    return this.forEach(ids, (chunk) => this.rows.delete({ id: In(chunk) }));
  }

  async disableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.setDisabled(options, true);
  }

  async enableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.setDisabled(options, false);
  }

  async purgeAllJobs(): Promise<number> {
    const { affected } = await this.rows.createQueryBuilder().delete().execute();
    return affected ?? 0;
  }

  private tracked<T>(work: Promise<T>): Promise<T> {
    const done = work.finally(() => this.pending.delete(done));
    this.pending.add(done);
    return done;
  }

  private get rows(): Repository<JobRow> {
    return this.dataSource.getRepository(JobRow);
  }

  private update(where: Parameters<Repository<JobRow>['update']>[0], columns: Partial<JobRow>) {
    return retryingLockConflicts(() => this.rows.update(where, columns));
  }

  private async insert(
    job: JobParameters,
    columns: ScheduledColumns & { uniqueKey?: string; lastModifiedBy: string | null },
  ): Promise<JobRow> {
    const row: JobRow = {
      id: v7({ msecs: this.now() }),
      uniqueKey: null,
      ...toStateColumns(job),
      ...columns,
    };
    await this.rows.insert(row);
    return row;
  }

  /** One job of a name, even if many processes save it at the same time: the unique index decides who inserts. */
  private async saveSingle(
    job: JobParameters,
    columns: ScheduledColumns & { lastModifiedBy: string | null },
  ): Promise<JobRow> {
    const { nextRunAt, ...others } = columns;
    // A time that has come is no reason to move a run that is due later, or to run what is due earlier twice.
    const keepsTime = nextRunAt !== null && nextRunAt <= this.now();
    const change = {
      ...others,
      nextRunAt: keepsTime ? () => `COALESCE(nextRunAt, ${nextRunAt})` : nextRunAt,
    };
    for (let tries = 1; ; tries++) {
      const { affected } = await retryingLockConflicts(() =>
        this.rows.createQueryBuilder().update().set(change).where({ singleName: job.name }).execute(),
      );
      if (affected === 1) {
        const row = await this.rows.findOneBy({ singleName: job.name });
        if (row) return row;
      } else {
        try {
          return await this.insert(job, columns);
        } catch (error) {
          if (!isDuplicate(error) || tries === MOST_TRIES) throw error;
        }
      }
    }
  }

  private async setDisabled(options: RemoveJobsOptions, disabled: boolean): Promise<number> {
    const ids = await this.queries.chosen(options);
    return this.forEach(ids, (chunk) => this.rows.update({ id: In(chunk) }, { disabled }));
  }

  /** By primary key and in parts: a statement by name would lock every row of that name together. */
  private async forEach(
    ids: string[],
    change: (chunk: string[]) => Promise<{ affected?: number | null }>,
  ): Promise<number> {
    let changed = 0;
    for (let from = 0; from < ids.length; from += 500) {
      const { affected } = await retryingLockConflicts(() => change(ids.slice(from, from + 500)));
      changed += affected ?? 0;
    }
    return changed;
  }
}
