import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { Factor } from './factor.js';
import type { Factors } from './factors.js';
import { BypassCode } from './bypass-codes/bypass-code.entity.js';
import type { DevicesService } from '../sessions/devices/devices.service.js';
import { RecoveryCode } from './recovery-codes/recovery-code.entity.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import type { TokensService } from '../sessions/tokens/tokens.service.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';

/** What ended along with a primary factor, for the record. */
export interface Ended {
  trustedDevices: number;
  /** Stored sessions; and by the name of a factor that is only good beside a primary one, how many were still good. */
  [factor: string]: number;
}

type Primary = Pick<Factor, 'method' | 'primaryBit'> & { proof: 'code' | 'ceremony' };

/** What follows from setting up and removing primary factors. The caller has locked the account. */
export class PrimaryFactorsService {
  constructor(
    private readonly needs: {
      accounts: AccountsService;
      factors: Factors;
      devices: DevicesService;
      throttle: ThrottleService;
      tokens: TokensService;
    },
  ) {}

  /**
   * Ends the sessions that proved none: the one that adds it has to be noted as proved before. A recovery code was for
   * what there was before. A new authenticator
   * starts without the failures of the one before (NIST SP 800-63B-4 §3.2.2).
   */
  async added(tx: EntityManager, account: AccountProfile, factor: Primary): Promise<void> {
    if (factor.proof === 'code') await this.needs.throttle.clearKinds(tx, account.id, [factor.method]);
    await this.needs.accounts.setPrimaryFactors(
      tx,
      account.id,
      account.primaryFactors | (factor.primaryBit ?? 0),
    );
    await tx.delete(RecoveryCode, { accountId: account.id });
    await this.needs.tokens.revokePasswordOnly(tx, account.id);
  }

  /** Trust ends with any factor; what is only good beside one, and a code that stands for one, end with the last. */
  async removed(tx: EntityManager, account: AccountProfile, factor: Primary): Promise<Ended> {
    return this.keepOnly(tx, account, account.primaryFactors & ~(factor.primaryBit ?? 0));
  }

  /**
   * It may be in somebody's hands. What it proved counts no more, nor does what rests on a trusted device, for trust does
   * not say which factor it was given by; `isLastOfMethod`: nothing of its method is left.
   */
  async lost(
    tx: EntityManager,
    account: AccountProfile,
    factor: Primary,
    isLastOfMethod: boolean,
  ): Promise<Ended> {
    const { id, primaryFactors } = account;
    const sessions = await this.needs.tokens.revokeProvedBy(tx, id, [
      factor.method,
      'TRUSTED_DEVICE',
      'TRUSTED_NETWORK',
    ]);
    const gone = isLastOfMethod ? (factor.primaryBit ?? 0) : 0;
    return { ...(await this.keepOnly(tx, account, primaryFactors & ~gone)), sessions };
  }

  async allRemoved(tx: EntityManager, account: AccountProfile): Promise<void> {
    await this.keepOnly(tx, account, 0);
  }

  private async keepOnly(tx: EntityManager, account: AccountProfile, left: number): Promise<Ended> {
    await this.needs.accounts.setPrimaryFactors(tx, account.id, left);
    if (left === 0) await tx.delete(RecoveryCode, { accountId: account.id });
    if (left === 0) await tx.delete(BypassCode, { accountId: account.id });
    const ended: Ended = { trustedDevices: await this.needs.devices.dropAllTrust(tx, account.id) };
    for (const factor of this.needs.factors.beside) {
      ended[factor.name] = left === 0 ? await factor.removeAll(tx, account.id) : 0;
    }
    return ended;
  }
}
