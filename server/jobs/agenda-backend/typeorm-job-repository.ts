import {
  computeJobState,
  type JobId,
  type JobParameters,
  type JobRepository,
  type JobRepositoryOptions,
  type JobsOverview,
  type JobsQueryOptions,
  type JobsResult,
  type JobState,
  type RemoveJobsOptions,
} from 'agenda';
import {
  Brackets,
  type DataSource,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Not,
  type Repository,
  type SelectQueryBuilder,
} from 'typeorm';
import { v7 } from 'uuid';
import {
  claimOf,
  type ScheduledColumns,
  setClaim,
  toJob,
  toScheduledColumns,
  toStateColumns,
} from './job-mapping.js';
import { JobRow } from './job-row.entity.js';
import { contains } from './json-match.js';
import { isDuplicate, retryingLockConflicts } from './sql-errors.js';
import { saveUnique } from './unique-jobs.js';

const CANDIDATES = 5;
const MOST_TRIES = 10;

const STATE = `CASE
  WHEN job.lockedAt IS NOT NULL THEN 'running'
  WHEN job.failedAt IS NOT NULL AND (job.lastFinishedAt IS NULL OR job.failedAt >= job.lastFinishedAt) THEN 'failed'
  WHEN job.repeatInterval IS NOT NULL THEN 'repeating'
  WHEN job.nextRunAt > :now THEN 'scheduled'
  WHEN job.nextRunAt <= :now THEN 'queued'
  ELSE 'completed' END`;

/** What may be sorted by, and how it is stored. */
const SORTED = {
  nextRunAt: 'nextRunAt',
  lastRunAt: 'lastRunAt',
  lastFinishedAt: 'lastFinishedAt',
  priority: 'precedence',
  name: 'name',
  data: 'data',
} as const;

/** The job was removed, or its lock expired and another process has taken it over. */
export class JobLostError extends Error {}

/**
 * Agenda's jobs in one table of MySQL, MariaDB or SQLite. A job is claimed, and its state written, by one conditional
 * UPDATE whose count of rows decides: no row is locked while a job runs, and who lost a job can no longer write to it.
 */
export class TypeOrmJobRepository implements JobRepository {
  private isClaiming = true;
  private readonly pending = new Set<Promise<unknown>>();

  constructor(
    private readonly dataSource: DataSource,
    /** Milliseconds since the Unix epoch. Agenda itself goes by the system's time, so this must too. */
    private readonly now: () => number,
  ) {}

  /** Nothing to do: the data source is connected by who made it. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Claims no more jobs, and waits for what is being written. To be called before `agenda.stop()`, which would
   * otherwise leave a job locked that it was just about to get.
   */
  async stopClaiming(): Promise<void> {
    this.isClaiming = false;
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
  }

  async getJobById(id: string): Promise<JobParameters | null> {
    const row = await this.rows.findOneBy({ id });
    return row && toJob(row);
  }

  async queryJobs(options: JobsQueryOptions = {}): Promise<JobsResult> {
    const { skip = 0, limit = 0, data } = options;
    const query = this.matching(options);
    for (const [column, direction] of Object.entries(
      options.sort ?? { nextRunAt: 'desc', lastRunAt: 'desc' },
    )) {
      const stored = SORTED[column as keyof typeof SORTED];
      // Without a value comes last, whichever the direction; and the column is the priority negated.
      if (stored !== 'precedence') query.addOrderBy(`CASE WHEN job.${stored} IS NULL THEN 1 ELSE 0 END`);
      query.addOrderBy(`job.${stored}`, (direction === 'asc') === (stored !== 'precedence') ? 'ASC' : 'DESC');
    }
    query.addOrderBy('job.id');
    const now = new Date(this.now());
    const withState = (row: JobRow) => {
      const job = toJob(row);
      return { ...job, state: computeJobState(job, now) };
    };
    if (data !== undefined) {
      const found = (await query.getMany()).map(withState).filter((job) => contains(job.data, data));
      return { jobs: found.slice(skip, limit > 0 ? skip + limit : undefined), total: found.length };
    }
    const total = await query.clone().orderBy().getCount();
    // MySQL knows no OFFSET without a LIMIT.
    if (limit > 0 || skip > 0) query.offset(skip).limit(limit > 0 ? limit : Math.max(total, 1));
    const rows = await query.getMany();
    return { jobs: rows.map(withState), total };
  }

  async getJobsOverview(): Promise<JobsOverview[]> {
    const counted = await this.rows
      .createQueryBuilder('job')
      .select('job.name', 'name')
      .addSelect(STATE, 'state')
      .addSelect('job.disabled', 'disabled')
      .addSelect('COUNT(*)', 'n')
      .groupBy('job.name, state, job.disabled')
      .orderBy('job.name')
      .setParameters({ now: this.now() })
      .getRawMany<{ name: string; state: JobState; disabled: number; n: number | string }>();
    const overviews = new Map<string, JobsOverview>();
    for (const { name, state, disabled, n } of counted) {
      const overview = overviews.get(name) ?? emptyOverview(name);
      overviews.set(name, overview);
      overview.total += Number(n);
      overview[state] += Number(n);
      if (disabled) overview.paused += Number(n);
    }
    return [...overviews.values()];
  }

  async getDistinctJobNames(): Promise<string[]> {
    const rows = await this.rows
      .createQueryBuilder('job')
      .select('DISTINCT job.name', 'name')
      .orderBy('job.name')
      .getRawMany<{ name: string }>();
    return rows.map(({ name }) => name);
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
        // A run that was asked for while this one goes on is kept.
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
    return this.tracked(this.claimNext(jobName, nextScanAt, lockDeadline, now, options));
  }

  private async claimNext(
    jobName: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const candidates = await this.candidates(jobName, nextScanAt.getTime(), lockDeadline.getTime());
      for (const row of candidates) {
        // Asked anew: what this process has just let go of is for others.
        if (!this.isClaiming) return undefined;
        const claimed = await this.claim(row, now?.getTime() ?? this.now(), options);
        if (claimed) return claimed;
      }
      if (candidates.length < CANDIDATES) return undefined;
    }
    return undefined;
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
    return row ? this.claim(row, this.now(), options) : undefined;
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
    const ids = await this.chosen(options);
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

  /** One job of a name, even when many processes save it at once: the unique index decides who inserts. */
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

  /** What was left behind by a process that died comes first, so that a long queue does not keep it waiting. */
  private async candidates(name: string, nextScanAt: number, lockDeadline: number): Promise<JobRow[]> {
    const left = await this.rows.find({
      where: { name, disabled: false, lockedAt: LessThanOrEqual(lockDeadline) },
      order: { lockedAt: 'ASC' },
      take: CANDIDATES,
    });
    if (left.length > 0) return left;
    return this.rows.find({
      where: { name, disabled: false, lockedAt: IsNull(), nextRunAt: LessThanOrEqual(nextScanAt) },
      order: { nextRunAt: 'ASC', precedence: 'ASC' },
      take: CANDIDATES,
    });
  }

  private async claim(
    row: JobRow,
    lockedAt: number,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    // It began and did not end: it is due at once. Agenda would let a repeating one go until its next regular run.
    const isInterrupted =
      row.lockedAt !== null && row.lastRunAt !== null && row.lastRunAt > (row.lastFinishedAt ?? 0);
    const change = {
      lockedAt,
      lastModifiedBy: options?.lastModifiedBy ?? null,
      nextRunAt: isInterrupted ? lockedAt : row.nextRunAt,
    };
    const { affected } = await this.update(
      {
        id: row.id,
        disabled: false,
        lockedAt: row.lockedAt ?? IsNull(),
        nextRunAt: row.nextRunAt ?? IsNull(),
      },
      change,
    );
    if (affected !== 1) return undefined;
    const job = toJob({ ...row, ...change });
    setClaim(job, { lockedAt, nextRunAt: change.nextRunAt });
    return job;
  }

  private matching(options: JobsQueryOptions): SelectQueryBuilder<JobRow> {
    const query = this.rows.createQueryBuilder('job');
    if (options.name) query.andWhere({ name: options.name });
    else if (options.names?.length) query.andWhere({ name: In(options.names) });
    if (options.id) query.andWhere({ id: options.id });
    else if (options.ids?.length) query.andWhere({ id: In(options.ids) });
    if (options.search) {
      query.andWhere('INSTR(LOWER(job.name), :search) > 0', { search: options.search.toLowerCase() });
    }
    if (options.includeDisabled === false) query.andWhere({ disabled: false });
    if (options.state === 'paused') query.andWhere({ disabled: true });
    else if (options.state) {
      query.andWhere(`${STATE} = :state`, { state: options.state, now: this.now() });
    }
    return query;
  }

  /** Ids of the jobs that all that is given applies to; none when nothing is given. */
  private async chosen(options: RemoveJobsOptions): Promise<string[]> {
    const { id, ids, name, names, notNames, data } = options;
    const query = this.rows.createQueryBuilder('job').select(['job.id', 'job.data']);
    const conditions = [
      id ? { id: String(id) } : ids?.length ? { id: In(ids.map(String)) } : undefined,
      name
        ? { name }
        : names?.length
          ? { name: In(names) }
          : notNames?.length
            ? { name: Not(In(notNames)) }
            : undefined,
    ].filter((condition) => condition !== undefined);
    if (conditions.length === 0 && data === undefined) return [];
    for (const condition of conditions) query.andWhere(new Brackets((where) => where.where(condition)));
    const rows = await query.getMany();
    return rows
      .filter(
        (row) => data === undefined || contains(row.data === null ? undefined : JSON.parse(row.data), data),
      )
      .map((row) => row.id);
  }

  private async setDisabled(options: RemoveJobsOptions, disabled: boolean): Promise<number> {
    const ids = await this.chosen(options);
    return this.forEach(ids, (chunk) => this.rows.update({ id: In(chunk) }, { disabled }));
  }

  /** By primary key and in parts: a statement by name would lock every row of the name at once. */
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

const emptyOverview = (name: string) => ({
  name,
  total: 0,
  running: 0,
  scheduled: 0,
  queued: 0,
  completed: 0,
  failed: 0,
  repeating: 0,
  paused: 0,
});
