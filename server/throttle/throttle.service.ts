import {
  type EntityManager,
  In,
  LessThanOrEqual,
  MoreThan,
  MoreThanOrEqual,
  type ObjectLiteral,
  type SelectQueryBuilder,
} from 'typeorm';
import type { Actor, AuditService } from '../audit/audit.service.js';
import { type Clock, SECOND } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { sha256 } from '../database/secrets.js';
import { type Sweep, sweepRows } from '../database/sweep.js';
import { attemptRefused } from '../diagnostics.js';
import { Refusal } from '../refusal.js';
import {
  addressBucket,
  backendBucket,
  type Bucket,
  codeBuckets,
  type CodeKind,
  doublingsTo,
  FIRST_DELAY,
  LOCKOUT,
  passwordBucket,
  STOP_AT,
  type ThrottleKind,
} from './buckets.js';
import { ThrottleCounter } from './throttle-counter.entity.js';

/** Stands for "no end": the last moment of the year 9999. */
export const NEVER = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Attempts, counted in the shared database before the check they guard. */
export class ThrottleService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly limits: { accountAttempts: number; addressAttempts: number },
  ) {}

  /** Attempts on the password of a login, whether anyone has it or not. */
  password(login: string, accountId: string | null, deviceId: string | null): Bucket {
    return passwordBucket(login, accountId, deviceId, this.limits.accountAttempts);
  }

  /** The same at backends. */
  backend(login: string, accountId: string | null): Bucket {
    return backendBucket(login, accountId, this.limits.accountAttempts);
  }

  /** Attempts on the codes of one of an account's authenticators. */
  codes(kind: CodeKind, accountId: string, deviceId: string | null): Bucket[] {
    return codeBuckets(kind, accountId, deviceId, this.limits.accountAttempts);
  }

  address(ipAddress: string | null): Bucket {
    return addressBucket(ipAddress, this.limits.addressAttempts);
  }

  /**
   * Counts one attempt in each bucket, or in none: throws TOO_MANY_ATTEMPTS. Committed when it returns. The address
   * stands last: all who share it wait until who holds its row has committed.
   */
  async count(buckets: readonly Bucket[]): Promise<void> {
    await this.database.transaction((tx) => this.countIn(tx, buckets));
  }

  /** The same within a transaction, which must commit before anybody learns how the check comes out. */
  async countIn(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    const now = this.clock.now();
    for (const [index, bucket] of buckets.entries()) {
      if (await this.tryCount(tx, bucket, now)) continue;
      const uncounted = buckets.slice(index);
      await this.failuresIn(tx, uncounted, now);
      // No row yet, or one that somebody else has begun since: once we hold it, it counts or it refuses.
      await this.begin(tx, uncounted);
      if (!(await this.tryCount(tx, bucket, now))) await this.failuresIn(tx, uncounted, now);
    }
  }

  /**
   * For a check within one transaction that holds a lock, so that such checks take turns, and counts only a failure
   * (countFailure): spares a success the counting and clearing. Throws TOO_MANY_ATTEMPTS; returns whether there is
   * anything to clear.
   */
  async refuseBlocked(tx: EntityManager, buckets: readonly Bucket[]): Promise<boolean> {
    return (await this.failuresIn(tx, buckets, this.clock.now())) > 0;
  }

  /** Counts a check that has failed, even where another attempt has brought about a delay since: it has been made. */
  async countFailure(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    await this.begin(tx, buckets);
    for (const bucket of buckets) await this.raise(tx, bucket, this.clock.now(), 'TRUE');
  }

  /** Counts an attempt and checks it; one that could not be checked (SERVICE_UNAVAILABLE) has told nothing and is taken back. */
  async counted<T>(buckets: readonly Bucket[], check: () => Promise<T>): Promise<T> {
    await this.count(buckets);
    try {
      return await check();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'SERVICE_UNAVAILABLE') await this.takeBack(buckets);
      throw error;
    }
  }

  /** Forgets the attempts of these buckets, after a success. The rows stay for the next attempt, or the clean-up. */
  async clear(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    const names = In(buckets.map(({ name }) => sha256(name)));
    await tx.update(
      ThrottleCounter,
      { bucket: names },
      { attempts: 0, blockedUntil: 0, forgottenAt: this.clock.now() },
    );
  }

  /** Forgets all attempts of some kinds on an account: what was guessed at is another now. */
  async clearKinds(tx: EntityManager, accountId: string, kinds: readonly ThrottleKind[]): Promise<void> {
    await tx.delete(ThrottleCounter, { accountId, kind: In(kinds) });
  }

  /** Forgets all attempts on an account, also those counted before there was one of that login. */
  async clearAccount(tx: EntityManager, { id, loginKey }: { id: string; loginKey: string }): Promise<void> {
    await tx.delete(ThrottleCounter, { accountId: id });
    await this.clear(tx, [this.password(loginKey, id, null), this.backend(loginKey, id)]);
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

  /** With the delay it brought about: there was none before, or it would not have been let through. */
  private async takeBack(buckets: readonly Bucket[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const bucket of buckets) {
        await this.refund(tx, bucket);
        await tx.update(ThrottleCounter, { bucket: sha256(bucket.name) }, { blockedUntil: 0 });
      }
    });
  }

  /** Records the lockout of an account that the attempt just found wrong has brought about, if it has. */
  async failed(tx: EntityManager, buckets: readonly Bucket[], subject: Actor): Promise<void> {
    const counters = await tx.findBy(ThrottleCounter, {
      bucket: In(buckets.map(({ name }) => sha256(name))),
    });
    // Looked up for unknown logins too, so that these cost as much.
    if (subject.id === null) return;
    // One attempt may lock several buckets: told once, by the one that lasts.
    const [longest] = counters
      .filter(({ blockedUntil }) => blockedUntil > this.clock.now())
      .filter(({ attempts }) => [this.lockAt, STOP_AT].includes(attempts))
      .toSorted((one, other) => other.blockedUntil - one.blockedUntil);
    if (!longest) return;
    const { kind, blockedUntil } = longest;
    await this.audit.record(tx, {
      action: 'account.locked',
      actor: { id: null, login: null, ipAddress: subject.ipAddress },
      account: subject,
      details: { kind, until: blockedUntil === NEVER ? null : new Date(blockedUntil).toISOString() },
    });
  }

  /** Until when accounts are locked; those that are not are left out. */
  async lockedUntil(accountIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.manager.find(ThrottleCounter, {
      where: { accountId: In(accountIds), ...this.locked() },
      order: { blockedUntil: 'ASC' },
    });
    return new Map(rows.map(({ accountId, blockedUntil }) => [String(accountId), blockedUntil]));
  }

  /** Narrows a query to those whose account is locked, or is not. */
  whereLocked<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    accountId: string,
    locked: boolean,
  ): void {
    const sub = query
      .subQuery()
      .select('counter.accountId')
      .from(ThrottleCounter, 'counter')
      .where('counter.blockedUntil > :now AND counter.attempts >= :lockAt AND counter.accountId IS NOT NULL')
      .getQuery();
    query.andWhere(`${accountId} ${locked ? 'IN' : 'NOT IN'} ${sub}`, {
      now: this.clock.now(),
      lockAt: this.lockAt,
    });
  }

  sweepForgotten(): Sweep {
    const where = { forgottenAt: LessThanOrEqual(this.clock.now()) };
    return sweepRows(this.database, ThrottleCounter, { key: 'bucket', by: 'forgottenAt', where });
  }

  /** How many attempts lead to a delay that is a lockout. */
  private get lockAt(): number {
    return Math.min(this.limits.accountAttempts + doublingsTo(LOCKOUT), STOP_AT);
  }

  private locked() {
    return { blockedUntil: MoreThan(this.clock.now()), attempts: MoreThanOrEqual(this.lockAt) };
  }

  /** Leaves rows that are there as they are, but locks them: with a lock that others share, all would wait for all. */
  private async begin(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    const empty = { attempts: 0, blockedUntil: 0, forgottenAt: 0 };
    await tx
      .createQueryBuilder()
      .insert()
      .into(ThrottleCounter)
      .values(
        buckets.map(({ name, kind, accountId }) => ({ bucket: sha256(name), kind, accountId, ...empty })),
      )
      .orUpdate(['bucket'], ['bucket'])
      .execute();
  }

  /** How many there are, unless one of the buckets refuses. */
  private async failuresIn(tx: EntityManager, buckets: readonly Bucket[], now: number): Promise<number> {
    const counters = await tx.findBy(ThrottleCounter, {
      bucket: In(buckets.map(({ name }) => sha256(name))),
    });
    for (const counter of counters) refuseIfBlocking(counter, now);
    return counters.reduce((sum, { attempts }) => sum + attempts, 0);
  }

  /** One conditional UPDATE: counts, unless a delay is running. */
  private tryCount(tx: EntityManager, counted: Bucket, now: number): Promise<boolean> {
    return this.raise(tx, counted, now, '(blockedUntil <= :now OR forgottenAt <= :now)');
  }

  /** Counts and sets the next delay, on a condition. */
  private async raise(tx: EntityManager, counted: Bucket, now: number, condition: string): Promise<boolean> {
    const { free, longest, stopAt, keptFor } = counted;
    const result = await tx
      .createQueryBuilder()
      .update(ThrottleCounter)
      // MySQL assigns from left to right, seeing new values: what reads `attempts` and `forgottenAt` stands first.
      .set({
        blockedUntil: () => `CASE
          WHEN forgottenAt <= :now THEN 0
          WHEN attempts + 1 >= :stopAt THEN :forgottenAt
          WHEN attempts + 1 < :free THEN 0
          WHEN attempts + 1 - :free >= :mostDoublings THEN :now + :longest
          ELSE :now + :first * (1 << (attempts + 1 - :free)) END`,
        attempts: () => 'CASE WHEN forgottenAt <= :now THEN 1 ELSE attempts + 1 END',
        forgottenAt: () => ':forgottenAt',
        accountId: counted.accountId,
      })
      .where(`bucket = :bucket AND ${condition}`)
      .setParameters({
        bucket: sha256(counted.name),
        free,
        stopAt,
        now,
        forgottenAt: keptFor === null ? NEVER : now + keptFor,
        first: FIRST_DELAY,
        longest,
        mostDoublings: doublingsTo(longest),
      })
      .execute();
    return result.affected === 1;
  }
}

function refuseIfBlocking({ kind, blockedUntil: until, forgottenAt }: ThrottleCounter, now: number): void {
  if (until <= now || forgottenAt <= now) return;
  attemptRefused.publish({ kind });
  if (until === NEVER) {
    const message = 'Locked after too many attempts: an administrator can unlock it, or set it up anew.';
    throw new Refusal('TOO_MANY_ATTEMPTS', message);
  }
  const retryAfter = Math.max(1, Math.ceil((until - now) / SECOND));
  throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts. Try again in ${retryAfter} s.`, { retryAfter });
}
