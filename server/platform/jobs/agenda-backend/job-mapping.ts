import { type JobId, type JobParameters, toJobId } from 'agenda';
import type { JobRow } from './job-row.entity.js';

/** Under which lock a copy of a job was claimed, and which next run was then stored. */
export interface Claim {
  lockedAt: number;
  nextRunAt: number | null;
}

const CLAIM = Symbol('claim');

/** Agenda copies jobs by spreading them, which takes a symbol along, and saves them by their keys, which does not. */
type Claimed = JobParameters & { [CLAIM]?: Claim | undefined };

export const claimOf = (job: JobParameters): Claim | undefined => (job as Claimed)[CLAIM];

export function setClaim(job: JobParameters, claim: Claim | undefined): void {
  (job as Claimed)[CLAIM] = claim;
}

const toDate = (time: number | null): Date | undefined => (time === null ? undefined : new Date(time));
const toTime = (date: Date | null | undefined): number | null => date?.getTime() ?? null;
const toJson = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
const fromJson = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));

export function toJob<DATA = unknown>(row: JobRow): JobParameters<DATA> & { _id: JobId } {
  const optional = {
    lockedAt: toDate(row.lockedAt),
    lastRunAt: toDate(row.lastRunAt),
    lastFinishedAt: toDate(row.lastFinishedAt),
    failedAt: toDate(row.failedAt),
    failCount: row.failCount ?? undefined,
    failReason: row.failReason ?? undefined,
    repeatInterval: fromJson(row.repeatInterval) as string | number | undefined,
    repeatTimezone: row.repeatTimezone ?? undefined,
    repeatAt: row.repeatAt ?? undefined,
    startDate: toDate(row.startDate),
    endDate: toDate(row.endDate),
    skipDays: fromJson(row.skipDays) as number[] | undefined,
    progress: row.progress ?? undefined,
    debounceStartedAt: toDate(row.debounceStartedAt),
    lastModifiedBy: row.lastModifiedBy ?? undefined,
  };
  return {
    _id: toJobId(row.id),
    name: row.name,
    type: row.singleName === null ? 'normal' : 'single',
    priority: 0 - row.precedence,
    nextRunAt: toDate(row.nextRunAt) ?? null,
    data: fromJson(row.data) as DATA,
    disabled: row.disabled,
    fork: row.fork,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<
      JobParameters<DATA>
    >),
  };
}

/** What the one who schedules a job decides. Locks, results and failures are the processor's alone. */
export const toScheduledColumns = (job: JobParameters) => ({
  name: job.name,
  singleName: job.type === 'single' ? job.name : null,
  precedence: 0 - job.priority,
  nextRunAt: toTime(job.nextRunAt),
  repeatInterval: toJson(job.repeatInterval ?? undefined),
  repeatTimezone: job.repeatTimezone ?? null,
  repeatAt: job.repeatAt ?? null,
  startDate: toTime(job.startDate),
  endDate: toTime(job.endDate),
  skipDays: toJson(job.skipDays),
  data: toJson(job.data),
  disabled: job.disabled ?? false,
  fork: job.fork ?? false,
  debounceStartedAt: toTime(job.debounceStartedAt),
});

export type ScheduledColumns = ReturnType<typeof toScheduledColumns>;

export const toStateColumns = (job: JobParameters) => ({
  lockedAt: toTime(job.lockedAt),
  lastRunAt: toTime(job.lastRunAt),
  lastFinishedAt: toTime(job.lastFinishedAt),
  failedAt: toTime(job.failedAt),
  failCount: job.failCount ?? null,
  failReason: job.failReason ?? null,
  progress: job.progress ?? null,
});
