import { createHmac, randomBytes } from 'node:crypto';
import { type Clock, MINUTE } from '../database/clock.js';

const REMEMBERED_FOR = 10 * MINUTE;
const MOST = 10_000;

/**
 * Passwords that were right a short while ago, in this process only and as HMACs under a key that dies with it:
 * DAV clients send theirs with every request, and each argon2 check costs 19 MiB.
 */
export class VerifiedPasswords {
  private readonly key = randomBytes(32);
  private readonly until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  has(account: Verified, password: string): boolean {
    const until = this.until.get(this.digest(account, password));
    return until !== undefined && this.clock.now() < until;
  }

  add(account: Verified, password: string): void {
    const digest = this.digest(account, password);
    this.until.delete(digest);
    this.until.set(digest, this.clock.now() + REMEMBERED_FOR);
    const [oldest] = this.until.keys();
    if (oldest !== undefined && this.until.size > MOST) this.until.delete(oldest);
  }

  private digest({ id, credentialVersion }: Verified, password: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([id, credentialVersion, password]))
      .digest('base64');
  }
}

/** A changed password is another one: `credentialVersion` grows with it. */
interface Verified {
  id: string;
  credentialVersion: number;
}
