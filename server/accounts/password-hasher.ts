import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { Piscina } from 'piscina';
import { hashingRefused, passwordHashed } from '../diagnostics.js';
import { Refusal } from '../refusal.js';

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

/**
 * argon2id, computed by threads of low priority, so many at a time; as many more may wait as have a place. Whoever
 * comes then is refused at once: a queue without end would time all out and use up the memory.
 */
export class PasswordHasher {
  private places = 0;
  private running = 0;
  private readonly turns: (() => void)[] = [];
  private readonly threads: Piscina;
  private readonly withinPlace = new AsyncLocalStorage<true>();
  private averageSeconds = USUAL_SECONDS;
  private readonly cost: Argon2Cost;
  /** Stands in for the hash of an unknown login, so that both cost the same. */
  private readonly decoy: Promise<string>;

  /** `concurrency` computations at a time; `queue` more requests may wait. Only tests give another `cost`. */
  constructor(private readonly limits: { concurrency: number; queue: number; cost?: Argon2Cost }) {
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

  /** TOO_MANY_ATTEMPTS, while there is no place for one more. */
  refusalWithoutPlace(): Refusal | null {
    const { concurrency, queue } = this.limits;
    if (this.places < concurrency + queue) return null;
    hashingRefused.publish({});
    const seconds = (this.places * this.averageSeconds) / concurrency;
    const retryAfter = Math.max(1, Math.ceil(seconds));
    return new Refusal(
      'TOO_MANY_ATTEMPTS',
      `Too many people are signing in at this moment. Try again in ${retryAfter} s.`,
      { retryAfter },
    );
  }

  /**
   * Runs work that will hash, such as a sign-in, once it has a place. Throws TOO_MANY_ATTEMPTS before anything is
   * done, so that no attempt is counted that will not be checked.
   */
  async withPlace<T>(work: () => Promise<T>): Promise<T> {
    if (this.withinPlace.getStore()) return work();
    const refusal = this.refusalWithoutPlace();
    if (refusal) throw refusal;
    this.places++;
    try {
      return await this.withinPlace.run(true, work);
    } finally {
      this.places--;
    }
  }

  /** PHC string. */
  hash(password: string): Promise<string> {
    return this.compute('hash', password.normalize('NFC'), this.cost);
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

  private compute<Operation extends keyof Results>(
    operation: Operation,
    ...parameters: unknown[]
  ): Promise<Results[Operation]> {
    return this.withPlace(async () => {
      const came = performance.now();
      const turn = new Promise<void>((resolve) => this.turns.push(resolve));
      this.startNext();
      await turn;
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
    });
  }

  private startNext(): void {
    const { concurrency, queue } = this.limits;
    // While it is long, one fewer: a flood of refusals wants a core, too.
    const isLong = this.places > concurrency + queue / 2;
    const atATime = isLong ? Math.max(1, concurrency - 1) : concurrency;
    while (this.running < atATime) {
      const start = this.turns.shift();
      if (!start) return;
      this.running++;
      start();
    }
  }
}
