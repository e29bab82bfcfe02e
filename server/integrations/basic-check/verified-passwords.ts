import { createHmac, randomBytes } from 'node:crypto';
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
  private readonly remembered = new Map<string, { digest: string; until: number }>();

  constructor(private readonly clock: Clock) {}

  has(account: Verified, password: string): boolean {
    const known = this.remembered.get(account.id);
    return known?.digest === this.digest(account, password) && this.clock.now() < known.until;
  }

  /** An account has one password: this one voids another that was right before. */
  add(account: Verified, password: string): void {
    const lasts = REMEMBERED_FOR[account.passwordHash === null ? 'elsewhere' : 'ours'];
    this.remembered.delete(account.id);
    this.remembered.set(account.id, {
      digest: this.digest(account, password),
      until: this.clock.now() + lasts,
    });
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size > MOST) this.remembered.delete(oldest);
  }

  /** A changed password of ours is another one: `credentialVersion` grows with it. */
  private digest({ id, credentialVersion }: Verified, password: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([id, credentialVersion, password]))
      .digest('base64');
  }
}
