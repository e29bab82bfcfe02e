import { randomBytes } from 'node:crypto';
import { type EntityManager, LessThanOrEqual } from 'typeorm';
import { MINUTE } from '../../platform/clock.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { Refusal } from '../../platform/refusal.js';
import { Ceremony, type CeremonyPurpose } from './ceremony.entity.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

// The timeout the specification recommends for ceremonies that ask for a gesture (WebAuthn L3 §15.1).
export const CEREMONY_LASTS = 5 * MINUTE;

const FORGET = `DELETE FROM webauthn_ceremonies
  WHERE challengeHash = ? AND purpose = ? AND accountId = ? AND boundTo = ? AND expiresAt > ?`;

// Tabs of one browser, say.
const MOST_AT_ONCE = 3;

export interface CeremonyBinding {
  purpose: CeremonyPurpose;
  accountId: string | null;
  boundTo: string;
}

type OfAccount = CeremonyBinding & { accountId: string };

const isOfAccount = (binding: CeremonyBinding): binding is OfAccount => binding.accountId !== null;

/** WebAuthn challenges: bound to a purpose, answered once. */
export class Ceremonies {
  constructor(
    private readonly needs: Ground & {
      keys: KeyRing;
    },
  ) {}

  /** A fresh challenge with 256 random bits, base64url. Null: for somebody who is not signed in (yet). */
  async begin(binding: CeremonyBinding, session: Session | null): Promise<string> {
    return isOfAccount(binding) ? this.keep(binding, session) : this.seal(binding.purpose);
  }

  /** Uses the challenge up, right answer or not. Throws CHALLENGE_EXPIRED unless it was given out for just this. */
  async end(challenge: string, binding: CeremonyBinding): Promise<void> {
    const isEnded = await (isOfAccount(binding)
      ? this.forget(challenge, binding)
      : this.noteUse(challenge, binding));
    if (isEnded) return;
    throw new Refusal(
      'CHALLENGE_EXPIRED',
      'This request to the security key has expired or has already been answered.',
    );
  }

  /** A few at a time for each purpose of a session or sign-in: the oldest gives way, so rows do not add up. */
  private async keep(binding: OfAccount, session: Session | null): Promise<string> {
    const challenge = randomBytes(32).toString('base64url');
    const add = async (tx: EntityManager): Promise<void> => {
      const beyond = await tx.find(Ceremony, {
        where: binding,
        order: { expiresAt: 'DESC' },
        skip: MOST_AT_ONCE - 1,
        take: MOST_AT_ONCE,
      });
      if (beyond.length > 0) await tx.remove(beyond);
      await tx.insert(Ceremony, {
        ...binding,
        challengeHash: sha256(challenge),
        expiresAt: this.needs.clock.now() + CEREMONY_LASTS,
      });
    };
    await (session ? this.needs.guard.own(session, add) : this.needs.database.transaction(add));
    return challenge;
  }

  private async forget(challenge: string, binding: OfAccount): Promise<boolean> {
    const { purpose, accountId, boundTo } = binding;
    const asked = [sha256(challenge), purpose, accountId, boundTo, this.needs.clock.now()];
    return (await this.needs.database.changed(FORGET, asked)) === 1;
  }

  /** Anybody may ask for one, so nothing is kept of it: it says itself, sealed, until when it is good. */
  private seal(purpose: CeremonyPurpose): string {
    const expiresAt = this.needs.clock.now() + CEREMONY_LASTS;
    const sealed = this.needs.keys.seal(
      JSON.stringify({ expiresAt, nonce: randomSecret() }),
      sealContext(purpose),
    );
    return Buffer.from(sealed).toString('base64url');
  }

  /** Only what is answered is kept, so that no server takes it twice. */
  private async noteUse(challenge: string, binding: CeremonyBinding): Promise<boolean> {
    const expiresAt = this.expiryOf(challenge, binding.purpose);
    if (expiresAt <= this.needs.clock.now()) return false;
    try {
      await this.needs.database.manager.insert(Ceremony, {
        ...binding,
        challengeHash: sha256(challenge),
        expiresAt,
      });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** 0 for what was not sealed here, or for another purpose. */
  private expiryOf(challenge: string, purpose: CeremonyPurpose): number {
    try {
      const sealed = Buffer.from(challenge, 'base64url').toString();
      return (JSON.parse(this.needs.keys.open(sealed, sealContext(purpose))) as { expiresAt: number })
        .expiresAt;
    } catch {
      return 0;
    }
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, Ceremony, { key: 'challengeHash', by: 'expiresAt', where });
  }
}

const sealContext = (purpose: CeremonyPurpose): string => `webauthn:${purpose}`;
