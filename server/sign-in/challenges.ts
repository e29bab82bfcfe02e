import { type EntityManager, In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { type Clock, MINUTE } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { newId } from '../platform/ids.js';
import { randomSecret, sha256 } from '../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../platform/database/sweep.js';
import { Refusal } from '../platform/refusal.js';
import { Challenge } from './challenge.entity.js';

const LASTS = 5 * MINUTE;
const ATTEMPTS = 5;
// Of strangers, and of each known device; a person needs one or two.
const MOST_OPEN = 100;

export type NewChallenge = Pick<Challenge, 'accountId' | 'credentialVersion' | 'deviceId' | 'deviceName'>;

/** Single-use, short-lived proofs that the password was right. */
export class Challenges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async open(tx: EntityManager, challenge: NewChallenge): Promise<{ secret: string; expiresAt: number }> {
    const secret = randomSecret();
    const createdAt = this.clock.now();
    const expiresAt = createdAt + LASTS;
    await this.makeRoom(tx, challenge);
    await tx.insert(Challenge, {
      ...challenge,
      id: newId(createdAt),
      hash: sha256(secret),
      attemptsLeft: ATTEMPTS,
      spentAt: null,
      createdAt,
      expiresAt,
    });
    return { secret, expiresAt };
  }

  /** Throws CHALLENGE_EXPIRED when unknown, expired or done with. */
  async find(secret: string): Promise<Challenge> {
    const challenge = await this.database.manager.findOneBy(Challenge, {
      hash: sha256(secret),
      ...this.alive(),
    });
    if (!challenge) throw expired();
    return challenge;
  }

  /** Takes one attempt before the check it pays for. Throws CHALLENGE_EXPIRED when none is left. */
  async spendAttempt(tx: EntityManager, { id }: Challenge): Promise<void> {
    const { affected } = await tx.update(
      Challenge,
      { id, ...this.alive() },
      { attemptsLeft: () => 'attemptsLeft - 1' },
    );
    if (affected !== 1) throw expired();
  }

  /** For an attempt that was spent in time. Throws CHALLENGE_EXPIRED when another request was faster. */
  async spend(tx: EntityManager, { id }: Challenge): Promise<void> {
    const { affected } = await tx.update(Challenge, { id, spentAt: IsNull() }, { spentAt: this.clock.now() });
    if (affected !== 1) throw expired();
  }

  /** Anyone who knows the password may begin as often as they like: the oldest give way, a known device's to its own. */
  private async makeRoom(tx: EntityManager, { accountId, deviceId }: NewChallenge): Promise<void> {
    const beyond = await tx.find(Challenge, {
      where: { accountId, deviceId: deviceId ?? IsNull() },
      select: { id: true },
      order: { id: 'DESC' },
      skip: MOST_OPEN - 1,
      take: MOST_OPEN,
    });
    if (beyond.length > 0) await tx.delete(Challenge, { id: In(beyond.map(({ id }) => id)) });
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.clock.now()) };
    return sweepRows(this.database, Challenge, { key: 'id', by: 'expiresAt', where });
  }

  private alive() {
    return { spentAt: IsNull(), attemptsLeft: MoreThan(0), expiresAt: MoreThan(this.clock.now()) };
  }
}

export const expired = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'This sign-in has expired. Start again with the password.');
