import type { EntityManager } from 'typeorm';
import type { Database } from '../../platform/database/database.js';
import { changed, marks, Named, type Value } from '../../platform/database/prepared.js';
import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { type Counted, doublingsTo, FIRST_DELAY, NEVER, type ThrottleKind } from './buckets.js';
import { ThrottleCounter } from './throttle-counter.entity.js';

/** Of a bucket in which the next attempt may be counted. */
const UNBLOCKED = new Named<'now'>('AND (blockedUntil <= :now OR forgottenAt <= :now)');

type Columns<Name extends string> = Record<string, Named<Name>>;

type Counting =
  'now' | 'free' | 'stopAt' | 'leaksIn' | 'never' | 'first' | 'longest' | 'mostDoublings' | 'accountId';

/** What counting one attempt makes of a counter, with the delay that it brings about. */
function counting(left: string, forgottenAt: string): Columns<Counting> {
  const attempts = `(CASE WHEN forgottenAt <= :now THEN 1 ELSE ${left} + 1 END)`;
  // MySQL assigns from left to right, seeing new values: what reads `attempts` and `forgottenAt` stands first.
  return {
    blockedUntil: new Named(`CASE
      WHEN forgottenAt <= :now THEN 0
      WHEN ${attempts} >= :stopAt THEN ${forgottenAt}
      WHEN ${attempts} < :free THEN 0
      WHEN ${attempts} - :free >= :mostDoublings THEN :now + :longest
      ELSE :now + :first * (1 << (${attempts} - :free)) END`),
    attempts: new Named(attempts),
    forgottenAt: new Named(forgottenAt),
    countedAt: new Named(':now'),
    accountId: new Named(':accountId'),
  };
}

const FOR_EVER = counting('attempts', ':never');
// What has not leaked away: `forgottenAt` is when the last of it will have.
const LEAKING = counting(
  'CEIL((forgottenAt - :now) * 1.0 / :leaksIn)',
  '(CASE WHEN forgottenAt <= :now THEN :now + :leaksIn ELSE forgottenAt + :leaksIn END)',
);

type Forgetting = 'now' | 'countedAt' | 'leaksIn';

const CLEARED: Columns<Forgetting> = {
  blockedUntil: new Named('0'),
  attempts: new Named('0'),
  forgottenAt: new Named(':now'),
};
/** One attempt, and the delay that it has brought about unless another was counted since. */
const TAKEN_BACK: Columns<Forgetting> = {
  blockedUntil: new Named('CASE WHEN countedAt = :countedAt THEN 0 ELSE blockedUntil END'),
  attempts: new Named('attempts - 1'),
  forgottenAt: new Named('forgottenAt - :leaksIn'),
};

/** What becomes of the row of one bucket. */
interface Change<Name extends string> {
  bucket: string;
  columns: Columns<Name>;
  values: Readonly<Record<Name, Value>>;
}

/**
 * Changes the rows of several buckets by one statement, which locks them in the order of the index, whichever order they
 * are in here: of two that share some, none waits for the other. Returns how many there were.
 */
async function change<Name extends string>(
  tx: EntityManager,
  changes: readonly Change<Name>[],
  condition: { sql: string; values: readonly Value[] },
): Promise<number> {
  const [first] = changes;
  if (!first) return 0;
  const values: Value[] = [];
  const columns = Object.keys(first.columns).map((name) => {
    const cases = changes.map((one) => {
      const column = one.columns[name];
      if (!column) throw new Error(`Nothing is said of ${name}`);
      values.push(one.bucket, ...column.valuesOf(one.values));
      return `WHEN ? THEN ${column.sql}`;
    });
    return `${name} = CASE bucket ${cases.join(' ')} END`;
  });
  const buckets = changes.map(({ bucket }) => bucket);
  return changed(
    tx,
    `UPDATE throttle_counters SET ${columns.join(', ')} WHERE bucket IN ${marks(buckets)} ${condition.sql}`,
    [...values, ...buckets, ...condition.values],
  );
}

/** Counts one attempt in each of these where no delay is running; returns in how many. */
export const countIn = (tx: EntityManager, buckets: readonly Counted[], now: number): Promise<number> =>
  raise(tx, buckets, now, { sql: UNBLOCKED.sql, values: UNBLOCKED.valuesOf({ now }) });

/** Counts a check that has failed, even where another attempt has brought about a delay since: it has been made. */
export async function countFailureIn(
  tx: EntityManager,
  buckets: readonly Counted[],
  now: number,
): Promise<void> {
  await begin(tx, buckets);
  await raise(tx, buckets, now, { sql: '', values: [] });
}

const raise = (
  tx: EntityManager,
  buckets: readonly Counted[],
  now: number,
  condition: { sql: string; values: readonly Value[] },
): Promise<number> =>
  change(
    tx,
    buckets.map(({ name, accountId, free, longest, stopAt, leaksIn }) => ({
      bucket: sha256(name),
      columns: leaksIn === null ? FOR_EVER : LEAKING,
      values: {
        now,
        accountId,
        free,
        stopAt,
        leaksIn,
        longest,
        never: NEVER,
        first: FIRST_DELAY,
        mostDoublings: doublingsTo(longest),
      },
    })),
    condition,
  );

/** Forgets all attempts of some, and of others takes one back. The rows stay for the next attempt, or the clean-up. */
export async function forgetIn(
  tx: EntityManager,
  { cleared, takenBack = [] }: { cleared: readonly Counted[]; takenBack?: readonly Counted[] },
  { now, countedAt = now }: { now: number; countedAt?: number },
): Promise<void> {
  const changeTo =
    (columns: Columns<Forgetting>) =>
    (counted: Counted): Change<Forgetting> => ({
      bucket: sha256(counted.name),
      columns,
      values: { now, countedAt, leaksIn: counted.leaksIn ?? 0 },
    });
  const changes = [...cleared.map(changeTo(CLEARED)), ...takenBack.map(changeTo(TAKEN_BACK))];
  await change(tx, changes, { sql: 'AND attempts > 0', values: [] });
}

export interface Counter {
  kind: ThrottleKind;
  attempts: number;
  blockedUntil: number;
  forgottenAt: number;
}

const COUNTER = new PackedColumns<Counter>({
  kind: 'kind',
  attempts: 'attempts',
  blockedUntil: 'blockedUntil',
  forgottenAt: 'forgottenAt',
});

/** What has been counted in these. */
export async function countersOf(
  database: Database,
  buckets: readonly Pick<Counted, 'name'>[],
  tx?: EntityManager,
): Promise<readonly Counter[]> {
  const sql = `SELECT ${COUNTER.sql} AS found FROM throttle_counters WHERE bucket IN ${marks(buckets)}`;
  const hashes = buckets.map(({ name }) => sha256(name));
  const found = await database.rows<{ found: Packed }>(sql, hashes, tx);
  return found.map((row) => COUNTER.read(row.found));
}

/** Leaves rows that are there as they are, but locks them: with a lock that others share, all would wait for all. */
export async function begin(
  tx: EntityManager,
  buckets: readonly Pick<Counted, 'name' | 'kind' | 'accountId'>[],
): Promise<void> {
  const empty = { attempts: 0, countedAt: 0, blockedUntil: 0, forgottenAt: 0 };
  await tx
    .createQueryBuilder()
    .insert()
    .into(ThrottleCounter)
    .values(buckets.map(({ name, kind, accountId }) => ({ bucket: sha256(name), kind, accountId, ...empty })))
    .orUpdate(['bucket'], ['bucket'])
    .updateEntity(false)
    .execute();
}
