import type { EntityManager } from 'typeorm';
import { sha256 } from '../../platform/encryption/secrets.js';
import { type Counted, doublingsTo, FIRST_DELAY, NEVER } from './buckets.js';
import { ThrottleCounter } from './throttle-counter.entity.js';

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
    .execute();
}

/** Counts and sets the next delay, on a condition. */
export async function raise(
  tx: EntityManager,
  counted: Counted,
  now: number,
  condition: string,
): Promise<boolean> {
  const { free, longest, stopAt, leaksIn } = counted;
  // What has not leaked away: `forgottenAt` is when the last of it will have. SQLite divides integers without the rest.
  const left = leaksIn === null ? 'attempts' : 'CEIL((forgottenAt - :now) * 1.0 / :leaksIn)';
  const attempts = `(CASE WHEN forgottenAt <= :now THEN 1 ELSE ${left} + 1 END)`;
  const forgottenAt =
    leaksIn === null
      ? ':never'
      : '(CASE WHEN forgottenAt <= :now THEN :now + :leaksIn ELSE forgottenAt + :leaksIn END)';
  const result = await tx
    .createQueryBuilder()
    .update(ThrottleCounter)
    // MySQL assigns from left to right, seeing new values: what reads `attempts` and `forgottenAt` stands first.
    .set({
      blockedUntil: () => `CASE
        WHEN forgottenAt <= :now THEN 0
        WHEN ${attempts} >= :stopAt THEN ${forgottenAt}
        WHEN ${attempts} < :free THEN 0
        WHEN ${attempts} - :free >= :mostDoublings THEN :now + :longest
        ELSE :now + :first * (1 << (${attempts} - :free)) END`,
      attempts: () => attempts,
      forgottenAt: () => forgottenAt,
      countedAt: now,
      accountId: counted.accountId,
    })
    .where(`bucket = :bucket AND ${condition}`)
    .setParameters({
      bucket: sha256(counted.name),
      free,
      stopAt,
      now,
      leaksIn,
      never: NEVER,
      first: FIRST_DELAY,
      longest,
      mostDoublings: doublingsTo(longest),
    })
    .execute();
  return result.affected === 1;
}

/** Takes back one attempt, and the delay that it has brought about unless another was counted since. */
export async function takeBack(
  tx: EntityManager,
  { name, leaksIn }: Counted,
  countedAt: number,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(ThrottleCounter)
    .set({
      blockedUntil: () => 'CASE WHEN countedAt = :countedAt THEN 0 ELSE blockedUntil END',
      attempts: () => 'attempts - 1',
      forgottenAt: () => 'forgottenAt - :leaksIn',
    })
    .where('bucket = :bucket AND attempts > 0')
    .setParameters({ bucket: sha256(name), countedAt, leaksIn: leaksIn ?? 0 })
    .execute();
}
