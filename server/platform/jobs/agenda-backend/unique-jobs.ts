import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DebounceOptions, JobParameters } from 'agenda';
import type { Repository } from 'typeorm';
import { type ScheduledColumns, toScheduledColumns } from './job-mapping.js';
import type { JobRow } from './job-row.entity.js';
import { valueAt } from './json-match.js';
import { isDuplicate } from './sql-errors.js';

const DATA = 'data.';
const MOST_TRIES = 10;

type Columns = ScheduledColumns & { lastModifiedBy: string | null };
type Timing = Pick<JobRow, 'nextRunAt' | 'debounceStartedAt'>;

/**
 * Saves a job that may be there once only: changes the one that its `unique` query finds, or else inserts it. The
 * unique index on the query's digest lets one of several processes insert; the others then find what it inserted.
 */
export async function saveUnique(
  rows: Repository<JobRow>,
  job: JobParameters,
  columns: Columns,
  insert: (columns: Columns & { uniqueKey: string }) => Promise<JobRow>,
  now: number,
): Promise<JobRow> {
  const { unique = {}, uniqueOpts } = job;
  const debounce = uniqueOpts?.debounce;
  const uniqueKey = digest(job.name, unique);
  for (let tries = 1; ; tries++) {
    const found = await find(rows, job.name, unique);
    if (found) {
      if (uniqueOpts?.insertOnly && !debounce) return found;
      const change = { ...columns, ...(debounce && debounced(debounce, columns, found, now)) };
      const { affected } = await rows.update({ id: found.id }, change);
      if (affected === 1) return { ...found, ...change };
    } else {
      try {
        return await insert({
          ...columns,
          ...(debounce && debounced(debounce, columns, null, now)),
          uniqueKey,
        });
      } catch (error) {
        if (!isDuplicate(error) || tries === MOST_TRIES) throw error;
        // Either another process was faster, or a job has the key that the query does not find any more.
        const holder = await rows.findOneBy({ uniqueKey });
        if (holder && !(await find(rows, job.name, unique))) {
          await rows.update({ id: holder.id }, { uniqueKey: null });
        }
      }
    }
  }
}

/** When a job runs that is saved in bursts and should run once for each. */
function debounced(
  { delay, maxWait, strategy }: DebounceOptions,
  columns: Columns,
  found: JobRow | null,
  now: number,
): Timing {
  const startedAt = found?.debounceStartedAt ?? null;
  if (strategy === 'leading') {
    const isWithin = found && startedAt !== null && (found.nextRunAt !== null || now < startedAt + delay);
    return isWithin
      ? { nextRunAt: found.nextRunAt, debounceStartedAt: startedAt }
      : { nextRunAt: columns.nextRunAt, debounceStartedAt: now };
  }
  // What has run is no longer waited for: a new burst begins.
  const beganAt = found?.nextRunAt != null && startedAt !== null ? startedAt : now;
  return maxWait !== undefined && now - beganAt >= maxWait
    ? { nextRunAt: now, debounceStartedAt: null }
    : { nextRunAt: now + delay, debounceStartedAt: beganAt };
}

async function find(
  rows: Repository<JobRow>,
  name: string,
  unique: Record<string, unknown>,
): Promise<JobRow | undefined> {
  const isMysql = rows.manager.dataSource.options.type !== 'better-sqlite3';
  const query = rows.createQueryBuilder('job').where({ name });
  const paths: [string[], unknown][] = [];
  for (const [key, value] of Object.entries(unique)) {
    if (!key.startsWith(DATA)) {
      query.andWhere(columnsOf(key, value));
      continue;
    }
    const path = key.slice(DATA.length).split('.');
    paths.push([path, value]);
    // SQL narrows down by what both databases print alike; what was found is then compared exactly.
    if (typeof value === 'string' || Number.isSafeInteger(value)) {
      const n = paths.length;
      const text = isMysql
        ? `JSON_UNQUOTE(JSON_EXTRACT(job.data, :path${n}))`
        : `CAST(JSON_EXTRACT(job.data, :path${n}) AS TEXT)`;
      query.andWhere(`${text} = :value${n}`, {
        [`path${n}`]: `$${path.map((part) => `.${JSON.stringify(part)}`).join('')}`,
        [`value${n}`]: String(value),
      });
    }
  }
  const found = await query.orderBy('job.id').getMany();
  return found.find(({ data }) => {
    const parsed: unknown = data === null ? undefined : JSON.parse(data);
    return paths.every(([path, value]) => isDeepStrictEqual(valueAt(parsed, path), value));
  });
}

/** A field of a job as it is stored. */
function columnsOf(key: string, value: unknown): Partial<JobRow> {
  const job = { name: '', priority: 0, nextRunAt: null, type: 'normal', data: undefined, [key]: value };
  const columns: Partial<JobRow> = toScheduledColumns(job as JobParameters);
  const stored = key === 'priority' ? 'precedence' : key;
  if (!(stored in columns)) throw new Error(`A job cannot be unique by ${key}.`);
  return { [stored]: columns[stored as keyof JobRow] };
}

const digest = (name: string, unique: Record<string, unknown>): string =>
  createHash('sha256')
    .update(JSON.stringify([name, Object.entries(unique).toSorted(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('hex');
