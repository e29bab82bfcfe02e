import {
  type EntityManager,
  In,
  LessThanOrEqual,
  MoreThan,
  MoreThanOrEqual,
  type ObjectLiteral,
  type SelectQueryBuilder,
} from 'typeorm';
import { DAY, SECOND } from '../../platform/clock.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { attemptRefused } from '../../platform/telemetry/diagnostics.js';
import { Refusal } from '../../platform/refusal.js';
import {
  addressBuckets,
  type AskedMail,
  backendBucket,
  type Bucket,
  codeBuckets,
  type CodeKind,
  doublingsTo,
  LOCKOUT,
  mailBuckets,
  passwordBucket,
  STOP_AT,
  type ThrottleKind,
} from './buckets.js';
import { begin, NEVER, raise, takeBack } from './counting.js';
import { networksOf } from './networks.js';
import { ThrottleCounter } from './throttle-counter.entity.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Ground } from '../ground.js';

const WRONG_KNOWN_FOR = DAY;

/** What somebody has presented, and what was known of the account when it was found wrong. */
export interface WrongPassword {
  login: string;
  password: string;
  account: { id: string; credentialVersion: number; mayUseIt?: boolean } | null;
  ipAddress: string | null;
}

/** How many wrong attempts there may be before each waits: at an account, and from an address. */
export interface ThrottleLimits {
  accountAttempts: number;
  addressAttempts: number;
}

/** Attempts, counted in the shared database before the check they guard. */
export class ThrottleService {
  /** When an attempt was counted by a bucket, which each request makes anew: for taking it back. */
  private readonly countedAt = new WeakMap<Bucket, number>();

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

  /** Mails that somebody asks for and another receives; without an account, of one that there is not yet. */
  mails(kind: AskedMail, address: string, accountId?: string): Bucket[] {
    return mailBuckets(kind, address, accountId);
  }

  /**
   * Counts one attempt in each bucket, or in none: throws TOO_MANY_ATTEMPTS. Committed when it returns. Addresses
   * stand last: all who share them wait until who holds the row has committed.
   */
  async count(buckets: readonly Bucket[]): Promise<void> {
    await this.needs.database.transaction((tx) => this.countIn(tx, buckets));
  }

  /** The same within a transaction, which must commit before anybody learns how the check comes out. */
  async countIn(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    const now = this.needs.clock.now();
    for (const [index, bucket] of buckets.entries()) {
      this.countedAt.set(bucket, now);
      if (await this.tryCount(tx, bucket, now)) continue;
      const uncounted = buckets.slice(index);
      await this.failuresIn(tx, uncounted, now);
      // No row yet, or one that somebody else has begun since: once we hold it, it counts or it refuses.
      await begin(tx, uncounted);
      if (!(await this.tryCount(tx, bucket, now))) await this.failuresIn(tx, uncounted, now);
    }
  }

  /**
   * For a check within one transaction that holds a lock, so that such checks take turns, and counts only a failure
   * (countFailure): spares a success the counting and clearing. Throws TOO_MANY_ATTEMPTS; returns whether there is
   * anything to clear.
   */
  async refuseBlocked(tx: EntityManager, buckets: readonly Bucket[]): Promise<boolean> {
    return (await this.failuresIn(tx, buckets, this.needs.clock.now())) > 0;
  }

  /** Counts a check that has failed, even where another attempt has brought about a delay since: it has been made. */
  async countFailure(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    await begin(tx, buckets);
    for (const bucket of buckets) await raise(tx, bucket, this.needs.clock.now(), 'TRUE');
  }

  /** Counts an attempt and checks it; one that could not be checked (SERVICE_UNAVAILABLE) has told nothing and is taken back. */
  async counted<T>(buckets: readonly Bucket[], check: () => Promise<T>): Promise<T> {
    await this.count(buckets);
    try {
      return await check();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'SERVICE_UNAVAILABLE') {
        await this.needs.database.transaction((tx) => this.refund(tx, buckets));
      }
      throw error;
    }
  }

  /** Forgets the attempts of these buckets, after a success. The rows stay for the next attempt, or the clean-up. */
  async clear(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    const names = In(buckets.map(({ name }) => sha256(name)));
    await tx.update(
      ThrottleCounter,
      { bucket: names },
      { attempts: 0, blockedUntil: 0, forgottenAt: this.needs.clock.now() },
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

  /**
   * Takes back the attempt that was counted by these very buckets, with the delay that it brought about, unless
   * another was counted since: it pardons nobody else's failures.
   */
  async refund(tx: EntityManager, buckets: readonly Bucket[]): Promise<void> {
    for (const bucket of buckets) await takeBack(tx, bucket, this.countedAt.get(bucket) ?? 0);
  }

  /**
   * After a failure that these buckets have counted: takes it back when the same password was wrong for the same login
   * from the same address within a day. A program that goes on sending an old one guesses once.
   */
  async countOnce(tx: EntityManager, buckets: readonly Bucket[], wrong: WrongPassword): Promise<void> {
    const bucket = this.wrong(wrong);
    const now = this.needs.clock.now();
    await begin(tx, [bucket]);
    const { affected } = await tx.update(
      ThrottleCounter,
      { bucket: sha256(bucket.name), forgottenAt: LessThanOrEqual(now) },
      { attempts: 1, countedAt: now, forgottenAt: now + WRONG_KNOWN_FOR },
    );
    if (affected !== 1) await this.refund(tx, buckets);
  }

  /** Whether this very password was found wrong a short while ago, so that it need not be checked again. */
  async isKnownWrong(wrong: WrongPassword): Promise<boolean> {
    return this.needs.database.manager.existsBy(ThrottleCounter, {
      bucket: sha256(this.wrong(wrong).name),
      forgottenAt: MoreThan(this.needs.clock.now()),
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
      .filter(({ blockedUntil }) => blockedUntil > this.needs.clock.now())
      .filter(({ attempts }) => [this.lockAt, STOP_AT].includes(attempts))
      .toSorted((one, other) => other.blockedUntil - one.blockedUntil);
    if (!longest) return;
    const { kind, blockedUntil } = longest;
    await this.needs.audit.record(tx, {
      action: 'account.locked',
      actor: { id: null, login: null, ipAddress: subject.ipAddress },
      account: subject,
      details: { kind, until: blockedUntil === NEVER ? null : new Date(blockedUntil).toISOString() },
    });
  }

  /** Until when accounts are locked; those that are not are left out. */
  async lockedUntil(accountIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.needs.database.manager.find(ThrottleCounter, {
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
      now: this.needs.clock.now(),
      lockAt: this.lockAt,
    });
  }

  sweepForgotten(): Sweep {
    const where = { forgottenAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, ThrottleCounter, { key: 'bucket', by: 'forgottenAt', where });
  }

  /** How many attempts lead to a delay that is a lockout. */
  private get lockAt(): number {
    return Math.min(this.needs.limits.accountAttempts + doublingsTo(LOCKOUT), STOP_AT);
  }

  private locked() {
    return { blockedUntil: MoreThan(this.needs.clock.now()), attempts: MoreThanOrEqual(this.lockAt) };
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
    const message = 'Locked after too many attempts: an administrator can unlock it, or set it up anew.';
    throw new Refusal('TOO_MANY_ATTEMPTS', message);
  }
  const retryAfter = Math.max(1, Math.ceil((until - now) / SECOND));
  throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts. Try again in ${retryAfter} s.`, { retryAfter });
}
