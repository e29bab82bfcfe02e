import { type EntityManager, In, LessThanOrEqual, MoreThan } from 'typeorm';
import { DAY, SECOND } from '../../platform/clock.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { attemptRefused } from '../../platform/telemetry/diagnostics.js';
import { Refusal } from '../../platform/refusal.js';
import {
  addressBuckets,
  type AskedMail,
  attemptsToLockout,
  backendBucket,
  begunBuckets,
  type Bucket,
  codeBuckets,
  type CodeKind,
  type Counted,
  mailBuckets,
  NEVER,
  passwordBucket,
  STOP_AT,
  type ThrottleLimits,
  type ThrottleKind,
} from './buckets.js';
import type { Attempt, WrongPassword } from './attempt.js';
import { begin, raise, takeBack } from './counting.js';
import { networksOf } from './networks.js';
import { ThrottleCounter } from './throttle-counter.entity.js';
import { type Actor, unproven } from '../../platform/acting/actor.js';
import type { Ground } from '../ground.js';

const WRONG_KNOWN_FOR = DAY;

/** Attempts, counted in the shared database before the check they guard. */
export class ThrottleService {
  constructor(
    private readonly needs: Ground & {
      keys: KeyRing;
      limits: ThrottleLimits;
    },
  ) {}

  /** Attempts on the password of a login, whether anyone has it or not. */
  password(login: string, accountId: string | null, deviceId: string | null): Bucket {
    return passwordBucket(login, accountId, deviceId, this.needs.limits.accountAttempts);
  }

  /** The same at backends. */
  backend(login: string, accountId: string | null): Bucket {
    return backendBucket(login, accountId, this.needs.limits.accountAttempts);
  }

  /** Attempts on the codes of one of an account's authenticators. */
  codes(kind: CodeKind, accountId: string, deviceId: string | null): Bucket[] {
    return codeBuckets(kind, accountId, deviceId, this.needs.limits.accountAttempts);
  }

  /** Anything from an address, and from the networks around it. */
  addresses(ipAddress: string | null): Bucket[] {
    return addressBuckets(ipAddress, this.needs.limits.addressAttempts);
  }

  /**
   * The one way in which a guess is made. It is counted in each bucket, and that is committed before the check, or it
   * is refused unchecked: TOO_MANY_ATTEMPTS. One that could not be checked (SERVICE_UNAVAILABLE) has told nothing and is
   * taken back. Addresses stand last among the buckets: all who share them wait until who holds the row has committed.
   * `alongside` is what else an attempt spends, in the transaction that counts it.
   */
  async attempt<Outcome>(
    buckets: readonly Bucket[],
    check: () => Promise<Outcome>,
    alongside?: (tx: EntityManager) => Promise<void>,
  ): Promise<Attempt<Outcome>> {
    const countedAt = await this.needs.database.transaction(async (tx) => {
      await alongside?.(tx);
      return this.count(tx, buckets);
    });
    const refund = async (tx: EntityManager, some: readonly Bucket[]): Promise<void> => {
      for (const bucket of some) await takeBack(tx, bucket, countedAt);
    };
    let outcome: Outcome;
    try {
      outcome = await check();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'SERVICE_UNAVAILABLE') {
        await this.needs.database.transaction((tx) => refund(tx, buckets));
      }
      throw error;
    }
    return {
      outcome,
      succeeded: async (tx) => {
        await this.clear(
          tx,
          buckets.filter(({ isShared }) => !isShared),
        );
        await refund(
          tx,
          buckets.filter(({ isShared }) => isShared),
        );
      },
      failed: async (tx, subject, wrong) => {
        await this.recordLockout(tx, buckets, subject);
        const once = buckets.filter(({ countsRepeatsOnce }) => countsRepeatsOnce);
        if (wrong && once.length > 0 && !(await this.noteWrong(tx, wrong))) await refund(tx, once);
      },
    };
  }

  /**
   * The same for a check that runs wholly within one transaction, whose lock lets such checks take turns. It is refused
   * as above, but only a failure is counted: that spares a success the counting, and where nothing had failed the
   * clearing. Nobody learns anything by an attempt that a crash keeps from being counted, for it is one commit.
   */
  async attemptUnderLock(
    tx: EntityManager,
    buckets: readonly Bucket[],
    check: () => Promise<boolean>,
  ): Promise<Attempt<boolean>> {
    const failures = await this.failuresIn(tx, buckets, this.needs.clock.now());
    const outcome = await check();
    if (!outcome) await this.countFailure(tx, buckets);
    return {
      outcome,
      succeeded: async (tx) => {
        if (failures > 0) await this.clear(tx, buckets);
      },
      failed: (tx, subject) => this.recordLockout(tx, buckets, subject),
    };
  }

  /**
   * Counts a mail that somebody asks for and another receives, which is no guess: a plain rate. Without an account, it
   * is about one that there is not yet. Throws TOO_MANY_ATTEMPTS.
   */
  async countMail(kind: AskedMail, address: string, accountId?: string): Promise<void> {
    await this.needs.database.transaction((tx) => this.count(tx, mailBuckets(kind, address, accountId)));
  }

  /**
   * Counts a sign-in to an application that is begun by somebody who is not signed in, which is no guess either: it has
   * to be remembered until they are. Throws TOO_MANY_ATTEMPTS.
   */
  async countBegun(ipAddress: string | null): Promise<void> {
    const buckets = begunBuckets(ipAddress, this.needs.limits.addressAttempts);
    await this.needs.database.transaction((tx) => this.count(tx, buckets));
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

  /** Whether this very password was found wrong a short while ago, so that it need not be checked again. */
  async isKnownWrong(wrong: WrongPassword): Promise<boolean> {
    return this.needs.database.manager.existsBy(ThrottleCounter, {
      bucket: sha256(this.wrong(wrong).name),
      forgottenAt: MoreThan(this.needs.clock.now()),
    });
  }

  sweepForgotten(): Sweep {
    const where = { forgottenAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, ThrottleCounter, { key: 'bucket', by: 'forgottenAt', where });
  }

  /** Counts one attempt in each bucket, or in none: throws TOO_MANY_ATTEMPTS. Returns when. */
  private async count(tx: EntityManager, buckets: readonly Counted[]): Promise<number> {
    const now = this.needs.clock.now();
    for (const [index, bucket] of buckets.entries()) {
      if (await this.tryCount(tx, bucket, now)) continue;
      const uncounted = buckets.slice(index);
      await this.failuresIn(tx, uncounted, now);
      // No row yet, or one that somebody else has begun since: once we hold it, it counts or it refuses.
      await begin(tx, uncounted);
      if (!(await this.tryCount(tx, bucket, now))) await this.failuresIn(tx, uncounted, now);
    }
    return now;
  }

  /** Counts a check that has failed, even where another attempt has brought about a delay since: it has been made. */
  private async countFailure(tx: EntityManager, buckets: readonly Counted[]): Promise<void> {
    await begin(tx, buckets);
    for (const bucket of buckets) await raise(tx, bucket, this.needs.clock.now(), 'TRUE');
  }

  /** Forgets the attempts of these buckets. The rows stay for the next attempt, or the clean-up. */
  private async clear(tx: EntityManager, buckets: readonly Counted[]): Promise<void> {
    if (buckets.length === 0) return;
    const names = In(buckets.map(({ name }) => sha256(name)));
    await tx.update(
      ThrottleCounter,
      { bucket: names },
      { attempts: 0, blockedUntil: 0, forgottenAt: this.needs.clock.now() },
    );
  }

  /** Records the lockout of an account that the attempt just found wrong has brought about, if it has. */
  private async recordLockout(tx: EntityManager, buckets: readonly Bucket[], subject: Actor): Promise<void> {
    const own = buckets.filter(({ locksSignIn }) => locksSignIn);
    if (own.length === 0) return;
    const counters = await tx.findBy(ThrottleCounter, { bucket: In(own.map(({ name }) => sha256(name))) });
    // Looked up for unknown logins too, so that these cost as much.
    if (subject.id === null) return;
    // One attempt may lock several buckets: told once, by the one that lasts.
    const [longest] = counters
      .filter(({ blockedUntil }) => blockedUntil > this.needs.clock.now())
      .filter(({ attempts }) =>
        [attemptsToLockout(this.needs.limits.accountAttempts), STOP_AT].includes(attempts),
      )
      .toSorted((one, other) => other.blockedUntil - one.blockedUntil);
    if (!longest) return;
    const { kind, blockedUntil } = longest;
    await this.needs.audit.record(tx, {
      action: 'account.locked',
      actor: unproven(subject),
      account: subject,
      details: { kind, until: blockedUntil === NEVER ? null : new Date(blockedUntil).toISOString() },
    });
  }

  /** False when the same password was wrong for the same login from the same address within a day. */
  private async noteWrong(tx: EntityManager, wrong: WrongPassword): Promise<boolean> {
    const bucket = this.wrong(wrong);
    const now = this.needs.clock.now();
    await begin(tx, [bucket]);
    const { affected } = await tx.update(
      ThrottleCounter,
      { bucket: sha256(bucket.name), forgottenAt: LessThanOrEqual(now) },
      { attempts: 1, countedAt: now, forgottenAt: now + WRONG_KNOWN_FOR },
    );
    return affected === 1;
  }

  /** How many there are, unless one of the buckets refuses. */
  private async failuresIn(tx: EntityManager, buckets: readonly Counted[], now: number): Promise<number> {
    const counters = await tx.findBy(ThrottleCounter, {
      bucket: In(buckets.map(({ name }) => sha256(name))),
    });
    for (const counter of counters) refuseIfBlocking(counter, now);
    return counters.reduce((sum, { attempts }) => sum + attempts, 0);
  }

  /** One conditional UPDATE: counts, unless a delay is running. */
  private tryCount(tx: EntityManager, counted: Counted, now: number): Promise<boolean> {
    return raise(tx, counted, now, '(blockedUntil <= :now OR forgottenAt <= :now)');
  }

  /** By the password and all that makes it right or wrong: only a keyed hash of it is kept, and hashed once more. */
  private wrong({ login, password, account, ipAddress }: WrongPassword) {
    const [network] = networksOf(ipAddress);
    const version = account && [account.id, account.credentialVersion, account.mayUseIt];
    const [{ hash }] = this.needs.keys.digests(JSON.stringify(['wrong password', login, password, version]));
    return { name: `wrong:${network.name}:${hash}`, kind: 'wrong' as const, accountId: null };
  }
}

function refuseIfBlocking({ kind, blockedUntil: until, forgottenAt }: ThrottleCounter, now: number): void {
  if (until <= now || forgottenAt <= now) return;
  attemptRefused.publish({ kind });
  if (until === NEVER) {
    const message = 'Locked after too many attempts. An administrator can unlock it.';
    throw new Refusal('TOO_MANY_ATTEMPTS', message);
  }
  const retryAfter = Math.max(1, Math.ceil((until - now) / SECOND));
  throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts. Try again in ${retryAfter} s.`, { retryAfter });
}
