import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Account } from '../../accounts/account.entity.js';
import { type Clock, MINUTE } from '../../platform/clock.js';

// Of a password kept elsewhere nobody tells us that it has changed.
const REMEMBERED_FOR = { ours: 10 * MINUTE, elsewhere: MINUTE };
const MOST = 10_000;

type Verified = Pick<Account, 'id' | 'credentialVersion' | 'passwordHash'>;

/**
 * The password of each account that was right a short while ago, in this process only and as HMACs under a key that
 * dies with it: DAV clients send theirs with every request, and each argon2 check costs 19 MiB.
 */
export class VerifiedPasswords {
  private readonly key = randomBytes(32);
  private readonly remembered: LRUCache<string, string>;

  constructor(clock: Clock) {
    this.remembered = new LRUCache({ max: MOST, perf: clock, ttlResolution: 0 });
  }

  has(account: Verified, password: string): boolean {
    return this.remembered.get(account.id) === this.digest(account, password);
  }

  /** An account has one password: this one voids another that was right before. */
  add(account: Verified, password: string): void {
    // lru-cache keeps an entry through the last millisecond of its time.
    const ttl = REMEMBERED_FOR[account.passwordHash === null ? 'elsewhere' : 'ours'] - 1;
    this.remembered.set(account.id, this.digest(account, password), { ttl });
  }

  /** A changed password of ours is another one: `credentialVersion` grows with it. */
  private digest({ id, credentialVersion }: Verified, password: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([id, credentialVersion, password]))
      .digest('base64');
  }
}
