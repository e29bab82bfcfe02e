import { createHash, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { Ground } from '../../accounts/ground.js';
import { Insertion, rowsWhereIn, type Value } from '../../platform/database/prepared.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { SealedColumn } from '../../platform/encryption/key-use.js';
import { newId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import { typedCode } from '../../platform/typed-code.js';
import { BackupCode } from './backup-code.entity.js';

const SHAPE = /^[a-z0-9]{8,64}$/;
const MOST_CODES = 100;

const ROW = new Insertion<BackupCode>('backup_codes', [
  'id',
  'accountId',
  'hash',
  'salt',
  'sealedDigest',
  'usedAt',
]);
const WITH_SET = 'SELECT DISTINCT accountId FROM backup_codes WHERE accountId IN';
const UNUSED = `SELECT id, sealedDigest FROM backup_codes
  WHERE accountId = ? AND usedAt IS NULL AND sealedDigest IS NOT NULL`;

/** A code from elsewhere, in the form in which it is compared; null when it has not the shape of one. */
export function parseImportedCode(code: string): string | null {
  const typed = typedCode(code);
  return SHAPE.test(typed) ? typed : null;
}

/** Each once, in the form in which they are compared. Throws BAD_USER_INPUT, by a message that tells none of them. */
export function checkImportedCodes(codes: readonly string[]): string[] {
  const parsed = codes.map(parseImportedCode);
  if (parsed.includes(null)) {
    throw new Refusal('BAD_USER_INPUT', 'A backup code must have 8 to 64 letters (a to z) and digits.');
  }
  const each = [...new Set(parsed.filter((code) => code !== null))];
  if (each.length <= MOST_CODES) return each;
  throw new Refusal('BAD_USER_INPUT', `An account can have ${MOST_CODES} backup codes, here ${each.length}.`);
}

/**
 * Backup codes that were brought along. A hash that costs what our own cost, for each of a million codes, would take days:
 * of these a plain digest is kept, which is worthless without SECRET_KEY.
 */
export class ImportedCodes {
  constructor(private readonly needs: Ground & { keys: KeyRing; throttle: ThrottleService }) {}

  /** Which of these accounts have a set, used up or not. */
  async withSet(accountIds: readonly string[], tx?: EntityManager): Promise<Set<string>> {
    const read = (sql: string, values: readonly Value[]) =>
      this.needs.database.rows<{ accountId: string }>(sql, values, tx);
    return new Set((await rowsWhereIn(read, WITH_SET, accountIds)).map(({ accountId }) => accountId));
  }

  /** For an account that had none; the caller has locked it. */
  async begin(tx: EntityManager, accountId: string, backupCodesLeft: number): Promise<void> {
    await this.needs.throttle.clearKinds(tx, accountId, ['BACKUP_CODE']);
    await tx.update(Account, { id: accountId }, { backupCodesLeft });
  }

  /** What `checkImportedCodes` has let pass. How many are left is the caller's to note. */
  async insert(tx: EntityManager, codes: readonly { accountId: string; code: string }[]): Promise<void> {
    const now = this.needs.clock.now();
    const rows = codes.map(({ accountId, code }) => {
      const id = newId(now);
      const sealedDigest = this.needs.keys.seal(
        digestOf(accountId, code).toString('base64url'),
        contextOf(id),
      );
      return { id, accountId, hash: '', salt: '', sealedDigest, usedAt: null };
    });
    await ROW.allInto(tx, rows);
  }

  /** The id of the unused one that this is, in the form in which they are compared; null for none. */
  async find(accountId: string, code: string): Promise<string | null> {
    const digest = digestOf(accountId, code);
    const unused = await this.needs.database.rows<{ id: string; sealedDigest: string }>(UNUSED, [accountId]);
    const found = unused.filter(({ id, sealedDigest }) =>
      timingSafeEqual(digest, Buffer.from(this.needs.keys.open(sealedDigest, contextOf(id)), 'base64url')),
    );
    return found[0]?.id ?? null;
  }
}

/** Of the account as well: a row is worth nothing on another one. */
const digestOf = (accountId: string, code: string): Buffer =>
  createHash('sha256').update(`${accountId}:${code}`).digest();

const contextOf = (id: string): string => `backup-code:${id}`;

export const sealedDigests: SealedColumn = {
  entity: BackupCode,
  id: 'id',
  column: 'sealedDigest',
  context: contextOf,
};
