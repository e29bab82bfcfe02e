import { randomBytes } from 'node:crypto';
import { MoreThan } from 'typeorm';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import type { AuditService } from '../../events/audit/audit.service.js';
import { grouped, parseLookupSecret, randomLookupSecret } from '../../platform/lookup-secret.js';
import { type Clock, DAY } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import type { DevicesService } from '../../sessions/devices/devices.service.js';
import type { CodeProof, Spend } from '../factor.js';
import { Refusal } from '../../platform/refusal.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { type Acting, type Guard, actorOf } from '../../platform/acting/guard.js';

// 16 of 31 characters: 79 bits (NIST SP 800-63B-4 §4.2.1 asks for 64).
const LENGTH = 16;
const LASTS = DAY;
const SALT_BYTES = 16;

export interface IssuedRecoveryCode {
  code: string;
  expiresAt: number;
}

/** For a person who lost all factors: an administrator's code, good once in place of the second factor. */
export class RecoveryCodesService implements CodeProof {
  readonly method = 'RECOVERY_CODE';
  readonly isQuick = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly guard: Guard,
    private readonly devices: DevicesService,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Shown once; voids an earlier one. Throws NOT_FOUND, or CONFLICT for an account that has no second factor. */
  async issue(acting: Acting, accountId: string): Promise<IssuedRecoveryCode> {
    const code = randomLookupSecret(LENGTH);
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.hasher.withPlace(requesterOf(actorOf(acting)), () => this.hash(code, salt));
    const expiresAt = this.clock.now() + LASTS;
    await this.guard.on(acting, accountId, async (tx, account) => {
      if (account.primaryFactors === 0) {
        throw new Refusal(
          'CONFLICT',
          'This account has no second factor: the password is enough to sign in.',
        );
      }
      await this.throttle.clearKinds(tx, accountId, [this.method]);
      await tx.upsert(RecoveryCode, { accountId, hash, salt: salt.toString('base64url'), expiresAt }, [
        'accountId',
      ]);
      const details = { expiresAt: new Date(expiresAt).toISOString() };
      const actor = actorOf(acting);
      await this.audit.record(tx, { action: 'recovery_code.issued', actor, account, details });
    });
    return { code: grouped(code), expiresAt };
  }

  async check(accountId: string, code: string): Promise<Spend | null> {
    const typed = parseLookupSecret(code, LENGTH);
    if (typed === null) return null;
    const valid = { accountId, expiresAt: MoreThan(this.clock.now()) };
    const issued = await this.database.manager.findOneBy(RecoveryCode, valid);
    // Hashed all the same without one, so that nobody learns whether it was issued.
    const hash = await this.hash(
      typed,
      issued ? Buffer.from(issued.salt, 'base64url') : randomBytes(SALT_BYTES),
    );
    if (issued?.hash !== hash) return null;
    return async (tx, user) => {
      const { affected } = await tx.delete(RecoveryCode, { ...valid, hash });
      if (affected !== 1) return false;
      // The lost phone may be the trusted device.
      await this.devices.dropAllTrust(tx, accountId);
      await this.audit.record(tx, { action: 'recovery_code.used', actor: user });
      return true;
    };
  }

  private async hash(code: string, salt: Buffer): Promise<string> {
    return (await this.hasher.hashWithSalt(code, salt)).toString('hex');
  }
}
