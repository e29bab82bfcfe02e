import type { EntityManager } from 'typeorm';
import { type Clock, DAY, MINUTE, SECOND } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { sha256 } from '../database/secrets.js';
import { Refusal } from '../refusal.js';
import { ThrottleCounter } from './throttle-counter.entity.js';

/** What is counted, and how many attempts pass before delays begin. */
export interface Bucket {
  name: string;
  free: number;
}

const FIRST_DELAY = SECOND;
const LONGEST_DELAY = 15 * MINUTE;
// 1 s doubled ten times is past the longest delay; further doubling would only overflow.
const MOST_DOUBLINGS = 10;
const FORGOTTEN_AFTER = DAY;

/** Attempts, counted in the shared database before the check they guard. */
export class ThrottleService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly limits: { accountAttempts: number; addressAttempts: number },
  ) {}

  /** Failures of one account's password, second factor, or password at backends; a proven device is counted apart, so that strangers cannot lock it out. */
  accountBucket(kind: 'password' | 'factor' | 'backend', account: string, deviceId?: string): Bucket {
    return { name: `${kind}:${account}:${deviceId ?? ''}`, free: this.limits.accountAttempts };
  }

  addressBucket(ipAddress: string | null): Bucket {
    return { name: `address:${ipAddress ?? 'unknown'}`, free: this.limits.addressAttempts };
  }

  /** Counts one attempt in each bucket, or in none. Throws TOO_MANY_ATTEMPTS. */
  async count(buckets: readonly Bucket[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const bucket of buckets) await this.countOne(tx, bucket);
    });
  }

  /** Forgets the attempts of a bucket, after a success. */
  async clear(tx: EntityManager, bucket: Bucket): Promise<void> {
    await tx.delete(ThrottleCounter, { bucket: sha256(bucket.name) });
  }

  /** Takes back one attempt of a bucket shared by many, after a success: it pardons nobody else's failures. */
  async refund(tx: EntityManager, bucket: Bucket): Promise<void> {
    await tx
      .createQueryBuilder()
      .update(ThrottleCounter)
      .set({ attempts: () => 'attempts - 1' })
      .where('bucket = :bucket AND attempts > 0', { bucket: sha256(bucket.name) })
      .execute();
  }

  private async countOne(tx: EntityManager, { name, free }: Bucket): Promise<void> {
    const bucket = sha256(name);
    if (await this.tryCount(tx, bucket, free)) return;
    await tx
      .createQueryBuilder()
      .insert()
      .into(ThrottleCounter)
      .values({ bucket, attempts: 0, blockedUntil: 0, countedAt: this.clock.now() })
      .orIgnore()
      .execute();
    if (await this.tryCount(tx, bucket, free)) return;
    const counter = await tx.findOneByOrFail(ThrottleCounter, { bucket });
    const wait = Math.max(1, Math.ceil((counter.blockedUntil - this.clock.now()) / SECOND));
    throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts. Try again in ${wait} s.`, {
      retryAfter: wait,
    });
  }

  /** One conditional UPDATE: counts and sets the next delay, unless a delay is running. */
  private async tryCount(tx: EntityManager, bucket: string, free: number): Promise<boolean> {
    const now = this.clock.now();
    const result = await tx
      .createQueryBuilder()
      .update(ThrottleCounter)
      // MySQL assigns from left to right, seeing new values: what reads `attempts` and `countedAt` stands first.
      .set({
        blockedUntil: () => `CASE
          WHEN countedAt <= :forgotten OR attempts + 1 < :free THEN 0
          WHEN attempts + 1 - :free >= :mostDoublings THEN :now + :longest
          ELSE :now + :first * (1 << (attempts + 1 - :free)) END`,
        attempts: () => 'CASE WHEN countedAt <= :forgotten THEN 1 ELSE attempts + 1 END',
        countedAt: () => ':now',
      })
      .where('bucket = :bucket AND blockedUntil <= :now')
      .setParameters({
        bucket,
        free,
        now,
        forgotten: now - FORGOTTEN_AFTER,
        first: FIRST_DELAY,
        longest: LONGEST_DELAY,
        mostDoublings: MOST_DOUBLINGS,
      })
      .execute();
    return result.affected === 1;
  }
}
