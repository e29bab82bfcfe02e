import { randomBytes } from 'node:crypto';
import { IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { type Clock, MINUTE } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { sha256 } from '../database/secrets.js';
import { type Sweep, sweepRows } from '../database/sweep.js';
import type { Guard } from '../guard/guard.js';
import { Refusal } from '../refusal.js';
import type { Session } from '../session.js';
import { Ceremony, type CeremonyPurpose } from './ceremony.entity.js';

// The timeout the specification recommends for ceremonies that ask for a gesture (WebAuthn L3 §15.1).
export const CEREMONY_LASTS = 5 * MINUTE;

export interface CeremonyBinding {
  purpose: CeremonyPurpose;
  accountId: string | null;
  boundTo: string;
}

/** WebAuthn challenges: kept by the server, bound to a purpose, answered once. */
export class Ceremonies {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly guard: Guard,
  ) {}

  /** A fresh challenge of 256 bits, base64url. Null: for somebody who is not signed in (yet). */
  async begin(binding: CeremonyBinding, session: Session | null): Promise<string> {
    const challenge = randomBytes(32).toString('base64url');
    const ceremony = {
      ...binding,
      challengeHash: sha256(challenge),
      expiresAt: this.clock.now() + CEREMONY_LASTS,
    };
    await (session
      ? this.guard.own(session, (tx) => tx.insert(Ceremony, ceremony))
      : this.database.manager.insert(Ceremony, ceremony));
    return challenge;
  }

  /** Uses the challenge up, right answer or not. Throws CHALLENGE_EXPIRED unless it was given out for just this. */
  async end(challenge: string, { purpose, accountId, boundTo }: CeremonyBinding): Promise<void> {
    const { affected } = await this.database.manager.delete(Ceremony, {
      challengeHash: sha256(challenge),
      purpose,
      accountId: accountId ?? IsNull(),
      boundTo,
      expiresAt: MoreThan(this.clock.now()),
    });
    if (affected !== 1) {
      throw new Refusal('CHALLENGE_EXPIRED', 'This request to the security key has expired or was answered.');
    }
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.clock.now()) };
    return sweepRows(this.database, Ceremony, { key: 'challengeHash', by: 'expiresAt', where });
  }
}
