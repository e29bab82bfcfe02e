import { randomBytes } from 'node:crypto';
import { type EntityManager, In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import { MINUTE } from '../../platform/clock.js';
import { sweepRows } from '../../platform/database/sweep.js';
import { newId } from '../../platform/ids.js';
import type { Sweeps } from '../../platform/jobs/clean-up.js';
import { type CodeFactor, refuseId, refuseUnlessAllowed, type RemovedFactor, type Spend } from '../factor.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { BackupCode } from './backup-code.entity.js';
import { type ImportedCodes, parseImportedCode } from './imported-codes.js';
import { PendingBackupCodes } from './pending-backup-codes.entity.js';
import { grouped, parseLookupSecret, randomLookupSecret } from '../../platform/lookup-secret.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

const CODES = 10;
// 12 of 31 characters: 59 bits.
const LENGTH = 12;
const SALT_BYTES = 16;
/** For how long new codes can be confirmed. */
const PENDING_FOR = 60 * MINUTE;

const ANY_UNUSED = 'SELECT id FROM backup_codes WHERE accountId = ? AND usedAt IS NULL LIMIT 1';

interface CodeSet {
  salt: string;
  hashes: string[];
}

/** Look-up secrets (NIST SP 800-63B-4 §3.1.2). */
export class BackupCodesService implements CodeFactor {
  readonly method = 'BACKUP_CODE';
  readonly name = 'backupCodes';
  readonly primaryBit = null;
  readonly amr = ['pwd', 'otp', 'mfa'];
  readonly proof = 'code';
  readonly isQuick = false;

  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      hasher: PasswordHasher;
      imported: ImportedCodes;
    },
  ) {}

  /**
   * A new set, shown once. The old one is void, or stays good until the new one is confirmed: that takes the place of any
   * that was waiting to be. Throws METHOD_DISABLED, or CONFLICT without a primary factor.
   */
  async generate(session: Session, untilConfirmed: boolean): Promise<string[]> {
    refuseUnlessAllowed(this, await this.needs.settings.of(session.account));
    const accountId = session.account.id;
    const codes = Array.from({ length: CODES }, () => randomLookupSecret(LENGTH));
    const salt = randomBytes(SALT_BYTES);
    const hashes = await this.needs.hasher.withPlace(requesterOf(session.actor), () =>
      this.hashCodes(codes, salt),
    );
    const set = { hashes, salt: salt.toString('base64url') };
    await this.needs.guard.own(session, async (tx, account) => {
      refuseWithoutPrimary(account);
      if (!untilConfirmed) return this.replace(tx, session, set);
      const { credentialVersion } = account;
      const expiresAt = this.needs.clock.now() + PENDING_FOR;
      await tx.upsert(PendingBackupCodes, { accountId, ...set, credentialVersion, expiresAt }, ['accountId']);
    });
    return codes.map(grouped);
  }

  /**
   * The set that waits to be confirmed takes the place of the old one. Which set is meant is told by a code of it: another
   * may have been made meanwhile. Throws CHALLENGE_EXPIRED when none waits any more, INVALID_CODE for a code that is not of
   * the one that does, and what `generate` throws.
   */
  async confirm(session: Session, code: string): Promise<void> {
    refuseUnlessAllowed(this, await this.needs.settings.of(session.account));
    const { id: accountId } = session.account;
    const pending = { accountId, expiresAt: MoreThan(this.needs.clock.now()) };
    const set = await this.needs.database.manager.findOneBy(PendingBackupCodes, pending);
    if (!set) throw noneWaits();
    const { salt, hashes } = set;
    const typed = parseLookupSecret(code, LENGTH);
    const hash =
      typed !== null &&
      (await this.needs.hasher.withPlace(requesterOf(session.actor), () =>
        this.hashCode(typed, Buffer.from(salt, 'base64url')),
      ));
    if (hash === false || !hashes.includes(hash)) {
      throw new Refusal('INVALID_CODE', 'This is not one of the codes that wait to be confirmed.');
    }
    await this.needs.guard.own(session, async (tx, account) => {
      refuseWithoutPrimary(account);
      const { credentialVersion } = account;
      const { affected } = await tx.delete(PendingBackupCodes, { ...pending, salt, credentialVersion });
      if (affected !== 1) throw noneWaits();
      await this.replace(tx, session, set);
    });
  }

  async remove(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx) => {
      await this.removeAll(tx, session.account.id);
      await this.needs.audit.record(tx, { action: 'backup_codes.removed', actor: session.actor });
    });
  }

  /** Case and separators do not matter. Null for a wrong or used code. */
  async check(accountId: string, code: string): Promise<Spend | null> {
    const anyOfSet = await this.needs.database.manager.findOneBy(BackupCode, { accountId });
    if (!anyOfSet) return null;
    const found =
      anyOfSet.sealedDigest === null
        ? await this.findOwn(anyOfSet, code)
        : await this.findImported(accountId, code);
    if (found === null) return null;
    const unused = { ...found, accountId, usedAt: IsNull() };
    if (!(await this.needs.database.manager.existsBy(BackupCode, unused))) return null;
    return async (tx, user) => {
      const { affected } = await tx.update(BackupCode, unused, { usedAt: this.needs.clock.now() });
      if (affected !== 1) return false;
      await this.recordUse(tx, { ...user, id: accountId });
      return true;
    };
  }

  isAllowed({ allowBackupCodes }: Readonly<Settings>): boolean {
    return allowBackupCodes;
  }

  async isSetUp({ id }: AccountProfile, tx?: EntityManager): Promise<boolean> {
    return (await this.needs.database.rows(ANY_UNUSED, [id], tx)).length > 0;
  }

  recognises(code: string): boolean {
    return parseImportedCode(code) !== null;
  }

  digitsOf(): Promise<null> {
    return Promise.resolve(null);
  }

  /** Unused codes by account; accounts without any are left out. */
  async remaining(accountIds: readonly string[], tx?: EntityManager): Promise<Map<string, number>> {
    const rows = await (tx ?? this.needs.database.manager)
      .createQueryBuilder(BackupCode, 'code')
      .select('code.accountId', 'accountId')
      .addSelect('COUNT(*)', 'n')
      .where({ accountId: In(accountIds), usedAt: IsNull() })
      .groupBy('code.accountId')
      .getRawMany<{ accountId: string; n: number | string }>();
    return new Map(rows.map(({ accountId, n }) => [accountId, Number(n)]));
  }

  /** All of them: nobody loses a single one. */
  async removeOne(tx: EntityManager, accountId: string, id: string | null): Promise<RemovedFactor> {
    refuseId(id);
    const codes = await this.removeAll(tx, accountId);
    if (codes === 0) throw new Refusal('NOT_FOUND', 'There are no unused backup codes.');
    return { described: { codes }, isLastOfMethod: true };
  }

  /** Returns how many of them were unused. */
  async removeAll(tx: EntityManager, accountId: string): Promise<number> {
    const { affected } = await tx.delete(BackupCode, { accountId, usedAt: IsNull() });
    await tx.delete(BackupCode, { accountId });
    await tx.delete(PendingBackupCodes, { accountId });
    await noteLeft(tx, accountId, null);
    return affected ?? 0;
  }

  /** Nothing but hashes is kept of them. */
  exported(): Promise<Map<string, Record<string, unknown>>> {
    return Promise.resolve(new Map<string, Record<string, unknown>>());
  }

  sweeps(): Sweeps {
    return {
      pendingBackupCodes: () => {
        const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
        return sweepRows(this.needs.database, PendingBackupCodes, {
          key: 'accountId',
          by: 'expiresAt',
          where,
        });
      },
    };
  }

  /** The only way in which codes become good. */
  private async replace(tx: EntityManager, { account, actor }: Session, set: CodeSet): Promise<void> {
    const { id: accountId } = account;
    await this.removeAll(tx, accountId);
    await this.needs.throttle.clearKinds(tx, accountId, [this.method]);
    await tx.insert(
      BackupCode,
      set.hashes.map((hash) => ({
        id: newId(this.needs.clock.now()),
        accountId,
        hash,
        salt: set.salt,
        sealedDigest: null,
        usedAt: null,
      })),
    );
    await noteLeft(tx, accountId, set.hashes.length);
    await this.needs.audit.record(tx, { action: 'backup_codes.generated', actor });
  }

  /** Tells that a code was used, in the transaction that used it, and how many are left. */
  private async recordUse(tx: EntityManager, user: Actor & { id: string }): Promise<void> {
    const remaining = await tx.countBy(BackupCode, { accountId: user.id, usedAt: IsNull() });
    await noteLeft(tx, user.id, remaining);
    await this.needs.audit.record(tx, { action: 'backup_code.used', actor: user, details: { remaining } });
  }

  private async findOwn(
    { salt }: Pick<BackupCode, 'salt'>,
    code: string,
  ): Promise<Pick<BackupCode, 'hash'> | null> {
    const typed = parseLookupSecret(code, LENGTH);
    if (typed === null) return null;
    return { hash: await this.hashCode(typed, Buffer.from(salt, 'base64url')) };
  }

  /** A wrong one costs a hash, as a wrong one of our own does. */
  private async findImported(accountId: string, code: string): Promise<Pick<BackupCode, 'id'> | null> {
    const typed = parseImportedCode(code);
    if (typed === null) return null;
    const id = await this.needs.imported.find(accountId, typed);
    if (id !== null) return { id };
    await this.hashCode(typed, randomBytes(SALT_BYTES));
    return null;
  }

  /** One after the other, so that one place is one hash at a time, and no more are begun once nobody waits. */
  private async hashCodes(codes: readonly string[], salt: Buffer): Promise<string[]> {
    const hashes: string[] = [];
    for (const code of codes) hashes.push(await this.hashCode(code, salt));
    return hashes;
  }

  private async hashCode(code: string, salt: Buffer): Promise<string> {
    return (await this.needs.hasher.hashWithSalt(code, salt)).toString('hex');
  }
}

/** So that the list of accounts finds those with few. The caller has locked the account. */
async function noteLeft(tx: EntityManager, accountId: string, backupCodesLeft: number | null): Promise<void> {
  await tx.update(Account, { id: accountId }, { backupCodesLeft });
}

function refuseWithoutPrimary({ primaryFactors }: AccountProfile): void {
  if (primaryFactors !== 0) return;
  throw new Refusal('CONFLICT', 'Set up an authenticator app or a security key first.');
}

const noneWaits = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'No new backup codes wait to be confirmed any more: make new ones.');
