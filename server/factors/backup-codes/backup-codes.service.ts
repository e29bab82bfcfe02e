import { randomBytes } from 'node:crypto';
import { type EntityManager, In, IsNull } from 'typeorm';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import { newId } from '../../platform/ids.js';
import type { Sweeps } from '../../platform/jobs/clean-up.js';
import type { CodeFactor, Spend } from '../factor.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { BackupCode } from './backup-code.entity.js';
import { grouped, parseLookupSecret, randomLookupSecret } from '../../platform/lookup-secret.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

const CODES = 10;
// 12 of 31 characters: 59 bits.
const LENGTH = 12;
const SALT_BYTES = 16;

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
    },
  ) {}

  /** A new set, shown once; the old one is void. Throws METHOD_DISABLED, or CONFLICT without a primary factor. */
  async generate(session: Session): Promise<string[]> {
    const { disabled, allowBackupCodes } = await this.needs.settings.current();
    if (disabled || !allowBackupCodes) {
      throw new Refusal('METHOD_DISABLED', 'The administrator has switched backup codes off.');
    }
    const accountId = session.account.id;
    const codes = Array.from({ length: CODES }, () => randomLookupSecret(LENGTH));
    const salt = randomBytes(SALT_BYTES);
    const hashes = await this.needs.hasher.withPlace(requesterOf(session.actor), () =>
      this.hashCodes(codes, salt),
    );
    await this.needs.guard.own(session, async (tx, account) => {
      if (account.primaryFactors === 0) {
        throw new Refusal('CONFLICT', 'Set up an authenticator app or a security key first.');
      }
      await this.removeAll(tx, accountId);
      await this.needs.throttle.clearKinds(tx, accountId, [this.method]);
      await tx.insert(
        BackupCode,
        hashes.map((hash) => ({
          id: newId(this.needs.clock.now()),
          accountId,
          hash,
          salt: salt.toString('base64url'),
          usedAt: null,
        })),
      );
      await this.needs.audit.record(tx, { action: 'backup_codes.generated', actor: session.actor });
    });
    return codes.map(grouped);
  }

  async remove(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx) => {
      await this.removeAll(tx, session.account.id);
      await this.needs.audit.record(tx, { action: 'backup_codes.removed', actor: session.actor });
    });
  }

  /** Case and separators do not matter. Null for a wrong or used code. */
  async check(accountId: string, code: string): Promise<Spend | null> {
    const typed = parseLookupSecret(code, LENGTH);
    if (typed === null) return null;
    const anyOfSet = await this.needs.database.manager.findOneBy(BackupCode, { accountId });
    if (!anyOfSet) return null;
    const unused = {
      accountId,
      hash: await this.hashCode(typed, Buffer.from(anyOfSet.salt, 'base64url')),
      usedAt: IsNull(),
    };
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
    return (await this.remaining([id], tx)).has(id);
  }

  recognises(code: string): boolean {
    return parseLookupSecret(code, LENGTH) !== null;
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

  /** Returns how many of them were unused. */
  async removeAll(tx: EntityManager, accountId: string): Promise<number> {
    const { affected } = await tx.delete(BackupCode, { accountId, usedAt: IsNull() });
    await tx.delete(BackupCode, { accountId });
    return affected ?? 0;
  }

  /** Nothing but hashes is kept of them. */
  exported(): Promise<Map<string, Record<string, unknown>>> {
    return Promise.resolve(new Map<string, Record<string, unknown>>());
  }

  sweeps(): Sweeps {
    return {};
  }

  /** Tells that a code was used, in the transaction that used it, and how many are left. */
  private async recordUse(tx: EntityManager, user: Actor & { id: string }): Promise<void> {
    const remaining = await tx.countBy(BackupCode, { accountId: user.id, usedAt: IsNull() });
    await this.needs.audit.record(tx, { action: 'backup_code.used', actor: user, details: { remaining } });
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
