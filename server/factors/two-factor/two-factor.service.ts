import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { enrolmentDeadline, isRequired } from '../../settings/requirement.js';
import type { Factors } from '../factors.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { Session } from '../../platform/acting/session.js';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';
import { Refusal } from '../../platform/refusal.js';
import type { Ground } from '../../accounts/ground.js';

export interface Status {
  accountId: string;
  enabled: boolean;
  required: boolean;
  /** Until when a demanded second factor may be missing, in milliseconds; null when none is. */
  enrolBy: number | null;
  /** Whether a second factor is recommended to those who have none and have not dismissed that. */
  recommendable: boolean;
}

export interface LostFactor {
  method: SecondFactor;
  /** Of a method of which there may be several. */
  id: string | null;
  evenLast: boolean;
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
    const settings = await this.needs.settings.of(account);
    const enabled = account.primaryFactors !== 0;
    return {
      accountId: account.id,
      enabled,
      required: isRequired(account, settings),
      enrolBy: enrolmentDeadline(account, settings),
      recommendable: settings.showRecommendationToConfigure && !settings.disabled && !enabled,
    };
  }

  /** As it is after a change in this request. */
  async statusNow(accountId: string): Promise<Status> {
    return this.status(await this.needs.accounts.byId(accountId));
  }

  /** The methods that can be set up, best first. */
  methodsOnOffer(settings: Readonly<Settings>): SecondFactor[] {
    return settings.disabled ? [] : this.needs.factors.allowed(settings).map(({ method }) => method);
  }

  /** Whether a browser may offer by itself what somebody signs in with, before they have said who they are. */
  async offersPasskeys(): Promise<boolean> {
    const settings = await this.needs.settings.current();
    return (
      !settings.disabled && this.needs.factors.allowed(settings).some(({ proof }) => proof === 'ceremony')
    );
  }

  /** Removes the caller's factors, backup codes and trust. */
  async disable(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx, account) => {
      await this.deleteAll(tx, account);
      await this.needs.audit.record(tx, { action: 'two_factor.disabled', actor: session.actor });
    });
  }

  /** For a person who lost their factors: these, trust and tokens go. `mustHave`: throws CONFLICT where there is none. */
  async reset(acting: Acting, accountId: string, mustHave = false): Promise<AccountProfile> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      if (mustHave && account.primaryFactors === 0) {
        throw new Refusal('CONFLICT', 'This account has no second factor.');
      }
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

  /**
   * For a person who lost one factor; what else they have stays. Throws NOT_FOUND for what the account does not have, or
   * has no more, and CONFLICT for its last primary factor unless that is what is meant (`evenLast`).
   */
  async removeLost(
    acting: Acting,
    accountId: string,
    { method, id, evenLast }: LostFactor,
  ): Promise<AccountProfile> {
    const factor = this.needs.factors.find(method);
    if (!factor) throw new Refusal('BAD_USER_INPUT', 'No such method.', { field: 'method' });
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const { described, isLastOfMethod } = await factor.removeOne(tx, accountId, id);
      const isLast = isLastOfMethod && account.primaryFactors === factor.primaryBit;
      if (isLast && !evenLast) {
        throw new Refusal('CONFLICT', 'This is the last second factor: without it, the password is enough.');
      }
      const ended = await this.needs.primaryFactors.lost(tx, account, factor, isLastOfMethod);
      await this.needs.audit.record(tx, {
        action: 'lost_factor.removed',
        actor: actorOf(acting),
        account,
        details: { factor: factor.name, ...described, last: isLast, ended },
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
