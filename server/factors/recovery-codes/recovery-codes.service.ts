import { randomBytes } from 'node:crypto';
import { type EntityManager, MoreThan } from 'typeorm';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import { grouped, parseLookupSecret, randomLookupSecret } from '../../platform/lookup-secret.js';
import { DAY } from '../../platform/clock.js';
import type { DevicesService } from '../../sessions/devices/devices.service.js';
import type { Spend, Substitute } from '../factor.js';
import { Refusal } from '../../platform/refusal.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Ground } from '../../accounts/ground.js';

// 16 of 31 characters: 79 bits (NIST SP 800-63B-4 §4.2.1 asks for 64).
const LENGTH = 16;
const LASTS = DAY;
const SALT_BYTES = 16;

export interface IssuedRecoveryCode {
  code: string;
  expiresAt: number;
}

/** For a person who lost all factors: an administrator's code, good once in place of the second factor. */
export class RecoveryCodesService implements Substitute {
  readonly method = 'RECOVERY_CODE';
  readonly isQuick = false;
  readonly amr = ['pwd'];

  constructor(
    private readonly needs: Ground & {
      devices: DevicesService;
      throttle: ThrottleService;
      hasher: PasswordHasher;
    },
  ) {}

  /** Shown once; voids an earlier one. Throws NOT_FOUND, or CONFLICT for an account that has no second factor. */
  async issue(acting: Acting, accountId: string): Promise<IssuedRecoveryCode> {
    const code = randomLookupSecret(LENGTH);
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.needs.hasher.withPlace(requesterOf(actorOf(acting)), () => this.hash(code, salt));
    const expiresAt = this.needs.clock.now() + LASTS;
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      if (account.primaryFactors === 0) {
        throw new Refusal(
          'CONFLICT',
          'This account has no second factor: the password is enough to sign in.',
        );
      }
      await this.needs.throttle.clearKinds(tx, accountId, [this.method]);
      await tx.upsert(RecoveryCode, { accountId, hash, salt: salt.toString('base64url'), expiresAt }, [
        'accountId',
      ]);
      const details = { expiresAt: new Date(expiresAt).toISOString() };
      const actor = actorOf(acting);
      await this.needs.audit.record(tx, { action: 'recovery_code.issued', actor, account, details });
    });
    return { code: grouped(code), expiresAt };
  }

  /** Whoever it was handed to may be somebody else than the account's owner. */
  async end(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(RecoveryCode, { accountId });
  }

  async check(accountId: string, code: string): Promise<Spend | null> {
    const typed = parseLookupSecret(code, LENGTH);
    if (typed === null) return null;
    const valid = { accountId, expiresAt: MoreThan(this.needs.clock.now()) };
    const issued = await this.needs.database.manager.findOneBy(RecoveryCode, valid);
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
      await this.needs.devices.dropAllTrust(tx, accountId);
      await this.needs.audit.record(tx, { action: 'recovery_code.used', actor: user });
      return true;
    };
  }

  private async hash(code: string, salt: Buffer): Promise<string> {
    return (await this.needs.hasher.hashWithSalt(code, salt)).toString('hex');
  }
}
