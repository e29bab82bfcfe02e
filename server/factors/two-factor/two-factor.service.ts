import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { enrolmentDeadline, isRequired } from '../../settings/requirement.js';
import type { Factors } from '../factors.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Session } from '../../platform/acting/session.js';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';
import type { Ground } from '../../accounts/ground.js';

export interface Status {
  accountId: string;
  enabled: boolean;
  required: boolean;
  /** Until when a demanded second factor may be missing, in milliseconds; null when none is. */
  enrolBy: number | null;
  recommended: boolean;
}

/** An account's second factors as a whole. */
export class TwoFactorService {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      factors: Factors;
      primaryFactors: PrimaryFactorsService;
      throttle: ThrottleService;
    },
  ) {}

  async status(account: AccountProfile): Promise<Status> {
    const settings = await this.needs.settings.current();
    const enabled = account.primaryFactors !== 0;
    return {
      accountId: account.id,
      enabled,
      required: isRequired(account, settings),
      enrolBy: enrolmentDeadline(account, settings),
      recommended: settings.showRecommendationToConfigure && !settings.disabled && !enabled,
    };
  }

  /** As it is after a change in this request. */
  async statusNow(accountId: string): Promise<Status> {
    return this.status(await this.needs.accounts.byId(accountId));
  }

  /** What anyone may know before signing in: the methods that can be set up, best first. */
  async methodsOnOffer(): Promise<SecondFactor[]> {
    const settings = await this.needs.settings.current();
    return settings.disabled ? [] : this.needs.factors.allowed(settings).map(({ method }) => method);
  }

  /** Removes the caller's factors, backup codes and trust. */
  async disable(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx, account) => {
      await this.deleteAll(tx, account);
      await this.needs.audit.record(tx, { action: 'two_factor.disabled', actor: session.actor });
    });
  }

  /** For a person who lost their factors: these, trust and tokens go. */
  async reset(acting: Acting, accountId: string): Promise<AccountProfile> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      await this.deleteAll(tx, account);
      const details = await this.needs.accounts.endAllAccess(tx, accountId);
      await this.needs.audit.record(tx, {
        action: 'two_factor.reset',
        actor: actorOf(acting),
        account,
        details,
      });
    });
    return this.needs.accounts.byId(accountId);
  }

  private async deleteAll(tx: EntityManager, account: AccountProfile): Promise<void> {
    for (const factor of this.needs.factors.primary) await factor.removeAll(tx, account.id);
    const guessed = this.needs.factors.codes.map(({ method }) => method);
    await this.needs.throttle.clearKinds(tx, account.id, guessed);
    await this.needs.primaryFactors.allRemoved(tx, account);
  }
}
