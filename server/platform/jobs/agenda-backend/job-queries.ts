import {
  computeJobState,
  type JobsOverview,
  type JobsQueryOptions,
  type JobsResult,
  type JobState,
  type RemoveJobsOptions,
} from 'agenda';
import { Brackets, type DataSource, In, Not, type Repository, type SelectQueryBuilder } from 'typeorm';
import { toJob } from './job-mapping.js';
import { JobRow } from './job-row.entity.js';
import { contains } from './json-match.js';

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

/** What Agenda may ask of its jobs. */
export class JobQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => number,
  ) {}

  async jobs(options: JobsQueryOptions): Promise<JobsResult> {
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

  async overview(): Promise<JobsOverview[]> {
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

  async names(): Promise<string[]> {
    const rows = await this.rows
      .createQueryBuilder('job')
      .select('DISTINCT job.name', 'name')
      .orderBy('job.name')
      .getRawMany<{ name: string }>();
    return rows.map(({ name }) => name);
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
  async chosen(options: RemoveJobsOptions): Promise<string[]> {
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

  private get rows(): Repository<JobRow> {
    return this.dataSource.getRepository(JobRow);
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
