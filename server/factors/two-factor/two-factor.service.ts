import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { AuditService } from '../../events/audit/audit.service.js';
import { enrolmentDeadline, isRequired } from '../../settings/requirement.js';
import type { SettingsService } from '../../settings/settings.service.js';
import type { Factors } from '../factors.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, type Guard, actorOf } from '../../platform/acting/guard.js';
import type { Session } from '../../platform/acting/session.js';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';

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
    private readonly guard: Guard,
    private readonly settings: SettingsService,
    private readonly accounts: AccountsService,
    private readonly factors: Factors,
    private readonly primaryFactors: PrimaryFactorsService,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditService,
  ) {}

  async status(account: AccountProfile): Promise<Status> {
    const settings = await this.settings.current();
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
    return this.status(await this.accounts.byId(accountId));
  }

  /** What anyone may know before signing in: the methods that can be set up, best first. */
  async methodsOnOffer(): Promise<SecondFactor[]> {
    const settings = await this.settings.current();
    return settings.disabled ? [] : this.factors.allowed(settings).map(({ method }) => method);
  }

  /** Removes the caller's factors, backup codes and trust. */
  async disable(session: Session): Promise<void> {
    await this.guard.own(session, async (tx, account) => {
      await this.deleteAll(tx, account);
      await this.audit.record(tx, { action: 'two_factor.disabled', actor: session.actor });
    });
  }

  /** For a person who lost their factors: these, trust and tokens go. */
  async reset(acting: Acting, accountId: string): Promise<AccountProfile> {
    await this.guard.on(acting, accountId, async (tx, account) => {
      await this.deleteAll(tx, account);
      await this.accounts.endAllAccess(tx, accountId);
      await this.audit.record(tx, { action: 'two_factor.reset', actor: actorOf(acting), account });
    });
    return this.accounts.byId(accountId);
  }

  private async deleteAll(tx: EntityManager, account: AccountProfile): Promise<void> {
    for (const factor of this.factors.primary) await factor.removeAll(tx, account.id);
    const guessed = this.factors.codes.map(({ method }) => method);
    await this.throttle.clearKinds(tx, account.id, guessed);
    await this.primaryFactors.allRemoved(tx, account);
  }
}
