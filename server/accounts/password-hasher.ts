import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import { hashingRefused, passwordHashed } from '../diagnostics.js';
import { Refusal } from '../refusal.js';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default variant), 19 MiB, 2 passes, 1 lane. */
export const ARGON2_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Stands in for the hash of an unknown login, so that both cost the same. */
const DECOY = hash(randomBytes(16), ARGON2_COST);

// Of one computation, until the first has been measured.
const USUAL_SECONDS = 0.05;

/**
 * argon2id, computed by libuv's threads, so many at a time; as many more may wait as have a place. Whoever comes
 * then is refused at once: a queue without end would time all out and use up the memory.
 */
export class PasswordHasher {
  private places = 0;
  private running = 0;
  private readonly turns: (() => void)[] = [];
  private readonly withinPlace = new AsyncLocalStorage<true>();
  private averageSeconds = USUAL_SECONDS;

  /** `concurrency` computations at a time; `queue` more requests may wait. */
  constructor(private readonly limits: { concurrency: number; queue: number }) {}

  get waiting(): number {
    return this.turns.length;
  }

  /**
   * Runs work that will hash, such as a sign-in, once it has a place. Throws TOO_MANY_ATTEMPTS before anything is
   * done, so that no attempt is counted that will not be checked.
   */
  async withPlace<T>(work: () => Promise<T>): Promise<T> {
    if (this.withinPlace.getStore()) return work();
    if (this.places >= this.limits.concurrency + this.limits.queue) {
      hashingRefused.publish({});
      throw this.busy();
    }
    this.places++;
    try {
      return await this.withinPlace.run(true, work);
    } finally {
      this.places--;
    }
  }

  /** PHC string. */
  hash(password: string): Promise<string> {
    return this.compute(() => hash(password.normalize('NFC'), ARGON2_COST));
  }

  /** Always costs one verification, also without a hash to compare with. */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const decoy = await DECOY;
    const matches = await this.compute(() => verify(passwordHash ?? decoy, password.normalize('NFC')));
    return matches && passwordHash !== undefined;
  }

  /** Without a PHC header, by a given salt: for secrets that are looked up by their hash. */
  hashWithSalt(text: string, salt: Buffer): Promise<Buffer> {
    return this.compute(() => hashRaw(text, { ...ARGON2_COST, salt }));
  }

  private compute<T>(computation: () => Promise<T>): Promise<T> {
    return this.withPlace(async () => {
      const came = performance.now();
      if (this.running < this.limits.concurrency) this.running++;
      else await new Promise<void>((resolve) => this.turns.push(resolve));
      const began = performance.now();
      try {
        return await computation();
      } finally {
        const took = (performance.now() - began) / 1000;
        this.averageSeconds = 0.9 * this.averageSeconds + 0.1 * took;
        passwordHashed.publish({ waited: (began - came) / 1000, took });
        // The turn passes on without being given back, so that nobody slips in between.
        const next = this.turns.shift();
        if (next) next();
        else this.running--;
      }
    });
  }

  private busy(): Refusal {
    const seconds = (this.places * this.averageSeconds) / this.limits.concurrency;
    const retryAfter = Math.max(1, Math.ceil(seconds));
    return new Refusal(
      'TOO_MANY_ATTEMPTS',
      `Too many people are signing in at this moment. Try again in ${retryAfter} s.`,
      { retryAfter },
    );
  }
}
