import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { PasswordsService } from '../../accounts/passwords.service.js';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import type { AuditService } from '../../events/audit/audit.service.js';
import { type AuthenticatorAppService, isAppCode } from '../authenticator-app/authenticator-app.service.js';
import type { BackupCodesService } from '../backup-codes/backup-codes.service.js';
import type { Database } from '../../platform/database/database.js';
import { usablePrimaryMethods } from '../methods.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import type { Spend } from '../second-factor-check.js';
import { Refusal } from '../../platform/refusal.js';
import type { AssertionService } from '../security-keys/assertion.service.js';
import type { SecurityKeysService } from '../security-keys/security-keys.service.js';
import { enrolmentDeadline, isProtected, isRequired } from '../../settings/requirement.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { CODE_KINDS } from '../../accounts/throttle/buckets.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf, type Guard } from '../../platform/acting/guard.js';
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

interface Checked {
  method: SecondFactor | 'PASSWORD';
  spend: Spend;
}

/** An account's second factors as a whole. */
export class TwoFactorService {
  constructor(
    private readonly database: Database,
    private readonly guard: Guard,
    private readonly settings: SettingsService,
    private readonly accounts: AccountsService,
    private readonly passwords: PasswordsService,
    private readonly authenticatorApp: AuthenticatorAppService,
    private readonly securityKeys: SecurityKeysService,
    private readonly assertions: AssertionService,
    private readonly backupCodes: BackupCodesService,
    private readonly primaryFactors: PrimaryFactorsService,
    private readonly proofs: ProofsService,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
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
    if (settings.disabled) return [];
    return [
      ...(settings.allowSecurityKeys ? ['SECURITY_KEY' as const] : []),
      ...(settings.allowAuthenticatorApp ? ['AUTHENTICATOR_APP' as const] : []),
      ...(settings.allowBackupCodes ? ['BACKUP_CODE' as const] : []),
    ];
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

  /**
   * Proves the session again: by a code where a factor is set up, else by the password. Returns until when, in
   * milliseconds. Throws INVALID_CODE, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, or BAD_USER_INPUT.
   */
  async reauthenticate(session: Session, given: { password?: string; code?: string }): Promise<number> {
    const needsFactor = isProtected(session.account, await this.settings.current());
    const proof = needsFactor ? given.code : given.password;
    if (proof === undefined) {
      const field = needsFactor ? 'code' : 'password';
      throw new Refusal('BAD_USER_INPUT', `This session is proved by its ${field}.`, { field });
    }
    const { account, deviceId } = session;
    const method = isAppCode(proof) ? 'AUTHENTICATOR_APP' : 'BACKUP_CODE';
    const attempts = needsFactor
      ? this.throttle.codes(method, account.id, deviceId)
      : [this.throttle.password(account.loginKey, account.id, deviceId)];
    const check = (): Promise<Checked | null> =>
      needsFactor ? this.checkCode(account, method, proof) : this.checkPassword(account.id, proof);
    const checked = await this.hasher.withPlace(requesterOf(session.actor), () =>
      this.throttle.counted(attempts, check),
    );
    const until =
      checked &&
      (await this.guard.own(session, async (tx) => {
        if (!(await checked.spend(tx))) return null;
        await this.throttle.clear(tx, attempts);
        if (checked.method === 'BACKUP_CODE') {
          await this.backupCodes.recordUse(tx, { ...session.actor, id: account.id });
        }
        await this.audit.record(tx, {
          action: 'reauthentication.succeeded',
          actor: session.actor,
          details: { method: checked.method },
        });
        return this.proofs.record(tx, session, checked.method);
      }));
    if (until !== null) return until;
    await this.database.transaction(async (tx) => {
      await this.audit.record(tx, { action: 'reauthentication.failed', actor: session.actor });
      await this.throttle.failed(tx, attempts, session.actor);
    });
    throw needsFactor
      ? new Refusal('INVALID_CODE', 'Wrong or used code.')
      : new Refusal('INVALID_CREDENTIALS', 'Wrong password.');
  }

  /** Options for proving the session again with a security key. Throws NOT_FOUND without one. */
  async beginReauthentication(session: Session): Promise<object> {
    if (!usablePrimaryMethods(session.account, await this.settings.current()).includes('SECURITY_KEY')) {
      throw new Refusal('NOT_FOUND', 'No security key can be used for this account.');
    }
    return this.assertions.begin(reauthenticationOf(session), session);
  }

  /** Returns until when, in milliseconds. Throws INVALID_CODE, CHALLENGE_EXPIRED or BAD_USER_INPUT. */
  async reauthenticateWithSecurityKey(session: Session, response: unknown): Promise<number> {
    const { spend } = await this.assertions
      .check(reauthenticationOf(session), response)
      .catch(async (error: unknown) => {
        if (error instanceof Refusal && error.code === 'INVALID_CODE') {
          await this.audit.recordAlone({ action: 'reauthentication.failed', actor: session.actor });
        }
        throw error;
      });
    const until = await this.guard.own(session, async (tx) => {
      if (!(await spend(tx))) {
        await this.audit.record(tx, { action: 'reauthentication.failed', actor: session.actor });
        return null;
      }
      await this.audit.record(tx, {
        action: 'reauthentication.succeeded',
        actor: session.actor,
        details: { method: 'SECURITY_KEY' },
      });
      return this.proofs.record(tx, session, 'SECURITY_KEY');
    });
    if (until === null)
      throw new Refusal('INVALID_CODE', 'This answer of the security key was used already.');
    return until;
  }

  private async checkCode(
    account: AccountProfile,
    method: 'AUTHENTICATOR_APP' | 'BACKUP_CODE',
    code: string,
  ): Promise<Checked | null> {
    const settings = await this.settings.current();
    const isUsable =
      method === 'AUTHENTICATOR_APP'
        ? usablePrimaryMethods(account, settings).includes(method)
        : settings.allowBackupCodes;
    const factor = method === 'AUTHENTICATOR_APP' ? this.authenticatorApp : this.backupCodes;
    const spend = isUsable ? await factor.check(account.id, code) : null;
    return spend && { method, spend };
  }

  private async checkPassword(accountId: string, password: string): Promise<Checked | null> {
    const matches = await this.passwords.matches(accountId, password);
    return matches ? { method: 'PASSWORD', spend: () => Promise.resolve(true) } : null;
  }

  private async deleteAll(tx: EntityManager, account: AccountProfile): Promise<void> {
    await this.authenticatorApp.deleteAll(tx, account.id);
    await this.securityKeys.deleteAll(tx, account.id);
    await this.throttle.clearKinds(tx, account.id, CODE_KINDS);
    await this.primaryFactors.allRemoved(tx, account);
  }
}

const reauthenticationOf = (session: Session) => ({
  purpose: 'reauthentication' as const,
  accountId: session.account.id,
  boundTo: session.tokenId,
});
