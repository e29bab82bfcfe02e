import type { JobParameters, JobRepositoryOptions } from 'agenda';
import { type DataSource, IsNull, LessThanOrEqual, type Repository } from 'typeorm';
import { setClaim, toJob } from './job-mapping.js';
import { JobRow } from './job-row.entity.js';
import { retryingLockConflicts } from './sql-errors.js';

const CANDIDATES = 5;
const MOST_TRIES = 10;

/** Who gets a job: one conditional UPDATE decides. */
export class JobClaims {
  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => number,
  ) {}

  /** The next job of a name, for as long as this process wants any. */
  async next(
    jobName: string,
    { nextScanAt, lockDeadline, now }: { nextScanAt: Date; lockDeadline: Date; now: Date | undefined },
    options: JobRepositoryOptions | undefined,
    isClaiming: () => boolean,
  ): Promise<JobParameters | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const candidates = await this.candidates(jobName, nextScanAt.getTime(), lockDeadline.getTime());
      for (const row of candidates) {
        // Asked anew: what this process has just let go of is for others.
        if (!isClaiming()) return undefined;
        const claimed = await this.claim(row, now?.getTime() ?? this.now(), options);
        if (claimed) return claimed;
      }
      if (candidates.length < CANDIDATES) return undefined;
    }
    return undefined;
  }

  /** Undefined when another process was faster. */
  async claim(
    row: JobRow,
    lockedAt: number,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    // It began and did not end: it is due immediately. Agenda would let a repeating one go until its next regular run.
    const isInterrupted =
      row.lockedAt !== null && row.lastRunAt !== null && row.lastRunAt > (row.lastFinishedAt ?? 0);
    const change = {
      lockedAt,
      lastModifiedBy: options?.lastModifiedBy ?? null,
      nextRunAt: isInterrupted ? lockedAt : row.nextRunAt,
    };
    const { affected } = await retryingLockConflicts(() =>
      this.rows.update(
        {
          id: row.id,
          disabled: false,
          lockedAt: row.lockedAt ?? IsNull(),
          nextRunAt: row.nextRunAt ?? IsNull(),
        },
        change,
      ),
    );
    if (affected !== 1) return undefined;
    const job = toJob({ ...row, ...change });
    setClaim(job, { lockedAt, nextRunAt: change.nextRunAt });
    return job;
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

  private get rows(): Repository<JobRow> {
    return this.dataSource.getRepository(JobRow);
  }
}
