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
  forgottenBuckets,
  mailBuckets,
  NEVER,
  passwordBucket,
  STOP_AT,
  type ThrottleLimits,
  type ThrottleKind,
} from './buckets.js';
import type { Attempt, WrongPassword } from './attempt.js';
import { begin, type Counter, countersOf, countFailureIn, countIn, forgetIn } from './counting.js';
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
    const countedAt = await this.count(buckets, alongside);
    const refund = (
      tx: EntityManager,
      takenBack: readonly Bucket[],
      cleared: readonly Bucket[] = [],
    ): Promise<void> => forgetIn(tx, { cleared, takenBack }, { now: this.needs.clock.now(), countedAt });
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
      succeeded: (tx) =>
        refund(
          tx,
          buckets.filter(({ isShared }) => isShared),
          buckets.filter(({ isShared }) => !isShared),
        ),
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
    const failures = await this.failuresIn(buckets, this.needs.clock.now(), tx);
    const outcome = await check();
    if (!outcome) await countFailureIn(tx, buckets, this.needs.clock.now());
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
    await this.count(mailBuckets(kind, address, accountId));
  }

  /**
   * Counts a sign-in to an application that is begun by somebody who is not signed in, which is no guess either: it has
   * to be remembered until they are. Throws TOO_MANY_ATTEMPTS.
   */
  async countBegun(ipAddress: string | null): Promise<void> {
    await this.count(begunBuckets(ipAddress, this.needs.limits.addressAttempts));
  }

  /** Counts a forgotten password that is asked for, whether anyone has the login or not. Throws TOO_MANY_ATTEMPTS. */
  async countForgotten(ipAddress: string | null): Promise<void> {
    await this.count(forgottenBuckets(ipAddress, this.needs.limits.addressAttempts));
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
  private async count(
    buckets: readonly Counted[],
    alongside?: (tx: EntityManager) => Promise<void>,
  ): Promise<number> {
    const now = this.needs.clock.now();
    const countAfter = (first: (tx: EntityManager) => Promise<unknown>): Promise<void> =>
      this.needs.database.transaction(async (tx) => {
        await alongside?.(tx);
        await first(tx);
        if ((await countIn(tx, buckets, now)) !== buckets.length) throw new NotInAll();
      });
    try {
      await countAfter(() => Promise.resolve());
    } catch (error) {
      if (!(error instanceof NotInAll)) throw error;
      await this.failuresIn(buckets, now);
      // No row yet, or one that somebody else has begun since: once we hold them all, they count or refuse.
      await countAfter(async (tx) => {
        await begin(tx, buckets);
        await this.failuresIn(buckets, now, tx);
      });
    }
    return now;
  }

  /** Forgets the attempts of these buckets. */
  private clear(tx: EntityManager, cleared: readonly Counted[]): Promise<void> {
    return forgetIn(tx, { cleared }, { now: this.needs.clock.now() });
  }

  /** Records the lockout of an account that the attempt just found wrong has brought about, if it has. */
  private async recordLockout(tx: EntityManager, buckets: readonly Bucket[], subject: Actor): Promise<void> {
    const own = buckets.filter(({ locksSignIn }) => locksSignIn);
    if (own.length === 0) return;
    const counters = await countersOf(this.needs.database, own, tx);
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
  private async failuresIn(buckets: readonly Counted[], now: number, tx?: EntityManager): Promise<number> {
    const counters = await countersOf(this.needs.database, buckets, tx);
    for (const counter of counters) refuseIfBlocking(counter, now);
    return counters.reduce((sum, { attempts }) => sum + attempts, 0);
  }

  /** By the password and all that makes it right or wrong: only a keyed hash of it is kept, and hashed once more. */
  private wrong({ login, password, account, ipAddress }: WrongPassword) {
    const [network] = networksOf(ipAddress);
    const version = account && [account.id, account.credentialVersion, account.mayUseIt];
    const [{ hash }] = this.needs.keys.digests(JSON.stringify(['wrong password', login, password, version]));
    return { name: `wrong:${network.name}:${hash}`, kind: 'wrong' as const, accountId: null };
  }
}

/** One of the buckets refuses, or has no row yet. */
class NotInAll extends Error {}

function refuseIfBlocking({ kind, blockedUntil: until, forgottenAt }: Counter, now: number): void {
  if (until <= now || forgottenAt <= now) return;
  attemptRefused.publish({ kind });
  if (until === NEVER) {
    const message = 'Locked after too many attempts. An administrator can unlock it.';
    throw new Refusal('TOO_MANY_ATTEMPTS', message);
  }
  const retryAfter = Math.max(1, Math.ceil((until - now) / SECOND));
  throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts. Try again in ${retryAfter} s.`, { retryAfter });
}
