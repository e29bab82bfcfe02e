import { type EntityManager, In, LessThanOrEqual } from 'typeorm';
import { type Clock, MINUTE } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { type Packed, PackedColumns } from '../platform/database/packed-columns.js';
import { changed, Insertion, rows } from '../platform/database/prepared.js';
import { newId } from '../platform/ids.js';
import { randomSecret, sha256 } from '../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../platform/database/sweep.js';
import { Refusal } from '../platform/refusal.js';
import { Challenge } from './challenge.entity.js';

const LASTS = 5 * MINUTE;
const ATTEMPTS = 5;
// Of strangers, and of each known device; a person needs one or two.
const MOST_OPEN = 100;

const CHALLENGE = new PackedColumns<Challenge>({
  id: 'id',
  hash: 'hash',
  accountId: 'accountId',
  credentialVersion: 'credentialVersion',
  deviceId: 'deviceId',
  deviceName: 'deviceName',
  brief: 'brief',
  attemptsLeft: 'attemptsLeft',
  spentAt: 'spentAt',
  createdAt: 'createdAt',
  expiresAt: 'expiresAt',
});
const NEW = new Insertion<Omit<Challenge, 'spentAt' | 'brief'> & { brief: number }>('challenges', [
  'id',
  'hash',
  'accountId',
  'credentialVersion',
  'deviceId',
  'deviceName',
  'brief',
  'attemptsLeft',
  'createdAt',
  'expiresAt',
]);
const ALIVE = 'spentAt IS NULL AND attemptsLeft > 0 AND expiresAt > ?';
const FIND = `SELECT ${CHALLENGE.sql} AS challenge FROM challenges WHERE hash = ? AND ${ALIVE}`;
const SPEND_ATTEMPT = `UPDATE challenges SET attemptsLeft = attemptsLeft - 1 WHERE id = ? AND ${ALIVE}`;
const SPEND = 'UPDATE challenges SET spentAt = ? WHERE id = ? AND spentAt IS NULL';

export type NewChallenge = Pick<
  Challenge,
  'accountId' | 'credentialVersion' | 'deviceId' | 'deviceName' | 'brief'
>;

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
    await NEW.into(tx, {
      ...challenge,
      brief: Number(challenge.brief),
      id: newId(createdAt),
      hash: sha256(secret),
      attemptsLeft: ATTEMPTS,
      createdAt,
      expiresAt,
    });
    return { secret, expiresAt };
  }

  /** Throws CHALLENGE_EXPIRED when unknown, expired or done with. */
  async find(secret: string): Promise<Challenge> {
    const row = await this.database.row<{ challenge: Packed }>(FIND, [sha256(secret), this.clock.now()]);
    const challenge = row && CHALLENGE.copy(row.challenge);
    if (!challenge) throw expired();
    return challenge;
  }

  /** Takes one attempt before the check it pays for. Throws CHALLENGE_EXPIRED when none is left. */
  async spendAttempt(tx: EntityManager, { id }: Challenge): Promise<void> {
    const found = await changed(tx, SPEND_ATTEMPT, [id, this.clock.now()]);
    if (found !== 1) throw expired();
  }

  /** For an attempt that was spent in time. Throws CHALLENGE_EXPIRED when another request was faster. */
  async spend(tx: EntityManager, { id }: Challenge): Promise<void> {
    const found = await changed(tx, SPEND, [this.clock.now(), id]);
    if (found !== 1) throw expired();
  }

  /** Anyone who knows the password may begin as often as they like: the oldest give way, a known device's to its own. */
  private async makeRoom(tx: EntityManager, { accountId, deviceId }: NewChallenge): Promise<void> {
    const [ofWhom, whose] = deviceId === null ? ['deviceId IS NULL', []] : ['deviceId = ?', [deviceId]];
    const sql = `SELECT id FROM challenges WHERE accountId = ? AND ${ofWhom} ORDER BY id DESC LIMIT ? OFFSET ?`;
    const beyond = await rows<{ id: string }>(tx, sql, [accountId, ...whose, MOST_OPEN, MOST_OPEN - 1]);
    if (beyond.length > 0) await tx.delete(Challenge, { id: In(beyond.map(({ id }) => id)) });
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.clock.now()) };
    return sweepRows(this.database, Challenge, { key: 'id', by: 'expiresAt', where });
  }
}

export const expired = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'This sign-in has expired. Start again with the password.');
