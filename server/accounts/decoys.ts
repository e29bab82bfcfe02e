import { randomBytes } from 'node:crypto';
import { IsNull, Not } from 'typeorm';
import { type Clock, MINUTE } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import type { KeyRing } from '../platform/encryption/key-ring.js';
import { Account } from './account.entity.js';

const COUNTED_EVERY = 10 * MINUTE;

interface Share {
  /** As `Account.passwordCost`. */
  cost: string;
  /** Of all accounts, those of this cost or of one that stands before it. */
  upTo: number;
}

/**
 * Stand in for the hashes of logins that nobody has. As many of them cost what imported hashes cost as accounts do, each
 * login always the same: how long a refusal takes then tells what a hash costs, but not whether there is an account.
 */
export class Decoys {
  private shares: Share[] = [];
  private countedAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {}

  /** Undefined: one of our own cost. */
  async for(login: string): Promise<string | undefined> {
    const now = this.clock.now();
    if (now - this.countedAt >= COUNTED_EVERY) {
      this.countedAt = now;
      this.shares = await this.count();
    }
    if (this.shares.length === 0) return undefined;
    const [{ hash }] = this.keys.digests(`decoy for ${login}`);
    const drawn = parseInt(hash.slice(0, 12), 16) / 16 ** 12;
    const share = this.shares.find(({ upTo }) => drawn < upTo);
    return share && decoyOf(share.cost);
  }

  /** Only while there are any is counted how many accounts there are. */
  private async count(): Promise<Share[]> {
    const rows = await this.database.manager
      .createQueryBuilder(Account, 'account')
      .select('account.passwordCost', 'cost')
      .addSelect('COUNT(*)', 'count')
      .where({ passwordCost: Not(IsNull()) })
      .groupBy('account.passwordCost')
      .orderBy('account.passwordCost')
      .getRawMany<{ cost: string; count: number | string }>();
    if (rows.length === 0) return [];
    const all = await this.database.manager.countBy(Account, { directoryKey: IsNull() });
    let before = 0;
    return rows.map(({ cost, count }) => {
      before += Number(count);
      return { cost, upTo: before / all };
    });
  }
}

/** A hash of this cost, of nothing. */
function decoyOf(cost: string): string {
  const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
  return `${cost}${base64(randomBytes(16))}$${base64(randomBytes(32))}`;
}
