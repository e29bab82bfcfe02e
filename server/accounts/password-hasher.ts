import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { Piscina } from 'piscina';
import { hashingRefused, passwordHashed } from '../platform/telemetry/diagnostics.js';
import { Refusal } from '../platform/refusal.js';
import { FairQueue } from './fair-queue.js';
import { networksOf } from './throttle/networks.js';
import type { Actor } from '../platform/acting/actor.js';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default variant), 19 MiB, 2 passes, 1 lane. */
export const ARGON2_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** `memoryCost` in KiB. */
export type Argon2Cost = Readonly<Record<keyof typeof ARGON2_COST, number>>;

// Of one computation, until the first has been measured.
const USUAL_SECONDS = 0.05;

// Of nice(2): on busy cores, what answers requests goes first.
const NICE = 19;

/** What argon2-thread.mjs can compute, and what comes of it. */
interface Results {
  hash: string;
  hashRaw: Uint8Array;
  verify: boolean;
}

/** `concurrency` computations at a time; `queue` more requests may wait. Only tests give another `cost`. */
export interface HashingLimits {
  concurrency: number;
  queue: number;
  cost?: Argon2Cost;
}

/** For whom hashes are computed: nobody holds more than a share of the places. */
export interface Requester {
  /** The account, or what attempts on it are counted by; null while nobody is known. */
  account: string | null;
  ipAddress: string | null;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal | undefined;
}

export const requesterOf = ({ id, ipAddress, signal }: Actor): Requester => ({
  account: id,
  ipAddress,
  signal,
});

// Of all places.
const ACCOUNT_SHARE = 1 / 8;
const ADDRESS_SHARE = 1 / 4;
const NETWORK_SHARE = 1 / 2;

/** A name that a requester counts towards: how many places it may hold at most, and how many turns it has in a round. */
interface Share {
  name: string;
  most: number;
  turns: number;
}

interface Place {
  /** The turns of each share, by its name. */
  shares: Map<string, number>;
  signal: AbortSignal | undefined;
}

/**
 * argon2id, computed by threads of low priority, so many at a time; as many more may wait as have a place, and of
 * these one account or address only a share. Accounts and addresses take turns, so that none waits for all that another
 * asks for. Further requests are refused immediately: a queue without end would time all out and use up the memory.
 */
export class PasswordHasher {
  private places = 0;
  private running = 0;
  private readonly turns = new FairQueue();
  private readonly threads: Piscina;
  private readonly withinPlace = new AsyncLocalStorage<Place>();
  /** How many places hold a share of this name. */
  private readonly held = new Map<string, number>();
  private averageSeconds = USUAL_SECONDS;
  private readonly cost: Argon2Cost;
  /** Stands in for the hash of an unknown login, so that both cost the same. */
  private readonly decoy: Promise<string>;

  constructor(private readonly limits: HashingLimits) {
    this.cost = limits.cost ?? ARGON2_COST;
    this.decoy = hash(randomBytes(16), this.cost);
    this.threads = new Piscina({
      filename: new URL('./argon2-thread.mjs', import.meta.url).href,
      // They begin with the first computations and stay.
      minThreads: 0,
      maxThreads: limits.concurrency,
      idleTimeout: Infinity,
      niceIncrement: NICE,
    });
  }

  get waiting(): number {
    return this.turns.length;
  }

  /** TOO_MANY_ATTEMPTS, while there is no place for one more, or its share is used up. */
  refusalWithoutPlace(requester: Requester | null): Refusal | null {
    const { concurrency, queue } = this.limits;
    if (this.places >= concurrency + queue) return this.refusal('Too many people are signing in');
    return this.refusalWithoutShare([...this.sharesOf(requester)]);
  }

  /**
   * Runs work that will hash, such as a sign-in, once it has a place. Throws TOO_MANY_ATTEMPTS before anything is
   * done, so that no attempt is counted that will not be checked. Within a place, only takes the account's share as
   * well, once the account is known. `null` is for what this process does by itself, such as an import.
   */
  async withPlace<T>(requester: Requester | null, work: () => Promise<T>): Promise<T> {
    const within = this.withinPlace.getStore();
    const shares = [...this.sharesOf(requester)].filter(({ name }) => !within?.shares.has(name));
    const refusal = within ? this.refusalWithoutShare(shares) : this.refusalWithoutPlace(requester);
    if (refusal) throw refusal;
    for (const { name } of shares) this.held.set(name, (this.held.get(name) ?? 0) + 1);
    if (!within) this.places++;
    try {
      const place = {
        shares: new Map([
          ...(within?.shares ?? []),
          ...shares.map(({ name, turns }): [string, number] => [name, turns]),
        ]),
        signal: within?.signal ?? requester?.signal,
      };
      return await this.withinPlace.run(place, work);
    } finally {
      if (!within) this.places--;
      for (const { name } of shares) this.giveBack(name);
    }
  }

  /** PHC string. */
  hash(password: string): Promise<string> {
    return this.compute('hash', password.normalize('NFC'), this.cost);
  }

  /** The same, with a place of its own. Throws TOO_MANY_ATTEMPTS. */
  hashFor(requester: Requester | null, password: string): Promise<string> {
    return this.withPlace(requester, () => this.hash(password));
  }

  /** Always costs one verification, also without a hash to compare with: that of a decoy. */
  async verify(passwordHash: string | undefined, password: string, decoy?: string): Promise<boolean> {
    const compared = passwordHash ?? decoy ?? (await this.decoy);
    const matches = await this.compute('verify', compared, password.normalize('NFC'));
    return matches && passwordHash !== undefined;
  }

  /** How a PHC string begins that costs other than ours to check; null for one of ours. */
  costOf(passwordHash: string): string | null {
    const [, variant, version, parameters] = passwordHash.split('$');
    const { memoryCost, timeCost, parallelism } = this.cost;
    const ours = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
    const cost = `$${[variant, version, parameters].join('$')}$`;
    return cost === ours ? null : cost;
  }

  /** Without a PHC header, by a given salt: for secrets that are looked up by their hash. */
  async hashWithSalt(text: string, salt: Buffer): Promise<Buffer> {
    return Buffer.from(await this.compute('hashRaw', text, { ...this.cost, salt }));
  }

  private async compute<Operation extends keyof Results>(
    operation: Operation,
    ...parameters: unknown[]
  ): Promise<Results[Operation]> {
    const place = this.withinPlace.getStore();
    if (!place) throw new Error('Whoever hashes takes a place first (withPlace), which tells for whom');
    const came = performance.now();
    await this.turn(place);
    const waited = (performance.now() - came) / 1000;
    try {
      const { result, took } = (await this.threads.run({ operation, parameters })) as {
        result: Results[Operation];
        took: number;
      };
      this.averageSeconds = 0.9 * this.averageSeconds + 0.1 * took;
      passwordHashed.publish({ waited, took });
      return result;
    } finally {
      this.running--;
      this.startNext();
    }
  }

  /** A client that leaves while waiting makes room immediately. Throws SERVICE_UNAVAILABLE then, which nobody reads. */
  private async turn({ shares, signal }: Place): Promise<void> {
    if (signal?.aborted) throw clientLeft();
    await new Promise<void>((resolve, reject) => {
      const leaveQueue = this.turns.add(shares, () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      });
      const leave = (): void => {
        leaveQueue();
        reject(clientLeft());
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.startNext();
    });
  }

  private *sharesOf(requester: Requester | null): Generator<Share> {
    if (!requester) {
      yield { name: 'this process', most: Infinity, turns: 1 };
      return;
    }
    const { account, ipAddress } = requester;
    if (account !== null) yield { name: `account ${account}`, most: this.share(ACCOUNT_SHARE), turns: 1 };
    if (ipAddress === null) return;
    const [narrowest, ...wider] = networksOf(ipAddress);
    yield { name: `address ${narrowest.name}`, most: this.share(ADDRESS_SHARE), turns: 1 };
    for (const { name, times } of wider) {
      yield { name: `network ${name}`, most: this.share(NETWORK_SHARE), turns: times };
    }
  }

  /** One at least, and never all. */
  private share(of: number): number {
    const all = this.limits.concurrency + this.limits.queue;
    return Math.max(1, Math.min(all - 1, Math.ceil(all * of)));
  }

  private refusalWithoutShare(shares: readonly Share[]): Refusal | null {
    const isUsedUp = shares.some(({ name, most }) => (this.held.get(name) ?? 0) >= most);
    return isUsedUp ? this.refusal('Too much is under way for this account or address') : null;
  }

  private refusal(why: string): Refusal {
    hashingRefused.publish({});
    const seconds = (this.places * this.averageSeconds) / this.limits.concurrency;
    const retryAfter = Math.max(1, Math.ceil(seconds));
    return new Refusal('TOO_MANY_ATTEMPTS', `${why} at this moment. Try again in ${retryAfter} s.`, {
      retryAfter,
    });
  }

  private giveBack(name: string): void {
    const left = (this.held.get(name) ?? 1) - 1;
    if (left === 0) this.held.delete(name);
    else this.held.set(name, left);
  }

  private startNext(): void {
    const { concurrency, queue } = this.limits;
    // While it is long, one fewer: a flood of refusals wants a core, too.
    const isLong = this.places > concurrency + queue / 2;
    const atATime = isLong ? Math.max(1, concurrency - 1) : concurrency;
    while (this.running < atATime) {
      const begin = this.turns.take();
      if (!begin) return;
      this.running++;
      begin();
    }
  }
}

const clientLeft = (): Refusal => new Refusal('SERVICE_UNAVAILABLE', 'The client left before its turn came.');
