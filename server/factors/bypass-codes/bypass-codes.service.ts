import { randomBytes } from 'node:crypto';
import { type EntityManager, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Milliseconds } from '../../accounts/account-row.js';
import type { AlsoEnded } from '../../accounts/accounts.service.js';
import type { Ground } from '../../accounts/ground.js';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { type Acting, actorOf, isSession } from '../../platform/acting/guard.js';
import { HOUR } from '../../platform/clock.js';
import { changed, rowsWhereIn } from '../../platform/database/prepared.js';
import { sweepRows } from '../../platform/database/sweep.js';
import type { Sweeps } from '../../platform/jobs/clean-up.js';
import { grouped, parseLookupSecret, randomLookupSecret } from '../../platform/lookup-secret.js';
import { Refusal } from '../../platform/refusal.js';
import type { TokensService } from '../../sessions/tokens/tokens.service.js';
import type { Spend, Substitute } from '../factor.js';
import { BypassCode } from './bypass-code.entity.js';

// 16 of 31 characters: 79 bits (NIST SP 800-63B-4 §4.2.1 asks for 64).
const LENGTH = 16;
const SALT_BYTES = 16;

/** For how long, in hours, and how often one is good; first what it is if nobody says otherwise. */
export const HOURS = { usual: 24, most: 7 * 24 };
export const USES = { usual: 1, most: 20 };

const LIVE = 'usesLeft > 0 AND expiresAt > ?';
const USE = `UPDATE bypass_codes SET usesLeft = usesLeft - 1 WHERE accountId = ? AND hash = ? AND ${LIVE}`;
const USES_LEFT = 'SELECT usesLeft FROM bypass_codes WHERE accountId = ?';
const USED_UP = 'DELETE FROM bypass_codes WHERE accountId = ? AND usesLeft = 0';
const STATUS = 'SELECT accountId, usesLeft, expiresAt FROM bypass_codes WHERE accountId IN';

export type BypassCodeStatus = Pick<BypassCode, 'accountId' | 'usesLeft' | 'expiresAt'>;

interface StatusRow extends Omit<BypassCodeStatus, 'expiresAt'> {
  expiresAt: Milliseconds;
}

export interface IssuedBypassCode {
  code: string;
  uses: number;
  expiresAt: number;
}

/**
 * For a person whose factors are not at hand, but not lost: an administrator's code in their place for some hours. All
 * stays as it is. A session that it begins ends with it, and can do nothing that needs a proof.
 */
export class BypassCodesService implements Substitute {
  readonly method = 'BYPASS_CODE';
  readonly isQuick = false;
  readonly amr = ['pwd', 'otp', 'mfa'];

  constructor(
    private readonly needs: Ground & {
      hasher: PasswordHasher;
      throttle: ThrottleService;
      tokens: TokensService;
    },
  ) {}

  /**
   * Shown once; voids an earlier one. Throws NOT_FOUND, FORBIDDEN for one's own account, CONFLICT for one that has no
   * second factor or is disabled, BAD_USER_INPUT.
   */
  async issue(acting: Acting, accountId: string, hours: number, uses: number): Promise<IssuedBypassCode> {
    refuseBeyond('hours', hours, HOURS.most);
    refuseBeyond('uses', uses, USES.most);
    const actor = actorOf(acting);
    const code = randomLookupSecret(LENGTH);
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.needs.hasher.withPlace(requesterOf(actor), () => this.hash(code, salt));
    const expiresAt = this.needs.clock.now() + hours * HOUR;
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      if (isSession(acting) && acting.account.id === accountId) {
        throw new Refusal('FORBIDDEN', 'Nobody can be given a temporary code by themselves.');
      }
      if (account.disabled) throw new Refusal('CONFLICT', 'This account is disabled.');
      if (account.primaryFactors === 0) {
        throw new Refusal(
          'CONFLICT',
          'This account has no second factor: the password is enough to sign in.',
        );
      }
      await this.needs.throttle.clearKinds(tx, accountId, [this.method]);
      const row = { accountId, hash, salt: salt.toString('base64url'), usesLeft: uses, expiresAt };
      await tx.upsert(BypassCode, row, ['accountId']);
      const details = { expiresAt: new Date(expiresAt).toISOString(), uses };
      await this.needs.audit.record(tx, { action: 'bypass_code.issued', actor, account, details });
    });
    return { code: grouped(code), uses, expiresAt };
  }

  /** Ends it and the sessions that it began; signed ones all. Throws NOT_FOUND where none can be used any more. */
  async withdraw(acting: Acting, accountId: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const { affected } = await tx.delete(BypassCode, {
        accountId,
        expiresAt: MoreThan(this.needs.clock.now()),
      });
      if (affected !== 1) throw new Refusal('NOT_FOUND', 'There is no temporary code that can be used.');
      const count = await this.needs.tokens.revokeProvedBy(tx, accountId, [this.method]);
      await this.needs.audit.record(tx, {
        action: 'bypass_code.withdrawn',
        actor: actorOf(acting),
        account,
        details: { count },
      });
    });
  }

  async check(accountId: string, code: string): Promise<Spend | null> {
    const typed = parseLookupSecret(code, LENGTH);
    if (typed === null) return null;
    const valid = { accountId, expiresAt: MoreThan(this.needs.clock.now()) };
    const issued = await this.needs.database.manager.findOneBy(BypassCode, valid);
    // Hashed all the same without one, so that nobody learns whether it was issued.
    const hash = await this.hash(
      typed,
      issued ? Buffer.from(issued.salt, 'base64url') : randomBytes(SALT_BYTES),
    );
    if (issued?.hash !== hash) return null;
    const spend: Spend = async (tx, user) => {
      if ((await changed(tx, USE, [accountId, hash, this.needs.clock.now()])) !== 1) return false;
      const left = await this.needs.database.row<{ usesLeft: number }>(USES_LEFT, [accountId], tx);
      await changed(tx, USED_UP, [accountId]);
      await this.needs.audit.record(tx, {
        action: 'bypass_code.used',
        actor: user,
        details: { remaining: left?.usesLeft ?? 0 },
      });
      return true;
    };
    return Object.assign(spend, { endsBy: issued.expiresAt });
  }

  /** Those that can be used now, by account. */
  async statusOf(accountIds: readonly string[]): Promise<BypassCodeStatus[]> {
    const now = this.needs.clock.now();
    const found = await rowsWhereIn<StatusRow>(
      (sql, values) => this.needs.database.rows(sql, values),
      STATUS,
      accountIds,
    );
    return found
      .map((row) => ({ ...row, expiresAt: Number(row.expiresAt) }))
      .filter(({ usesLeft, expiresAt }) => usesLeft > 0 && expiresAt > now);
  }

  /** With all else that was given to the account; its sessions end by themselves. */
  async end(tx: EntityManager, accountId: string): Promise<AlsoEnded> {
    await tx.delete(BypassCode, { accountId });
    return {};
  }

  sweeps(): Sweeps {
    return {
      bypassCodes: () => {
        const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
        return sweepRows(this.needs.database, BypassCode, { key: 'accountId', by: 'expiresAt', where });
      },
    };
  }

  private async hash(code: string, salt: Buffer): Promise<string> {
    return (await this.needs.hasher.hashWithSalt(code, salt)).toString('hex');
  }
}

function refuseBeyond(field: 'hours' | 'uses', value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new Refusal('BAD_USER_INPUT', `${field} must be from 1 to ${most}.`, { field });
}
