import type { EntityManager } from 'typeorm';
import type { Account } from '../../accounts/account.entity.js';
import { elsewhere, mayBeUsedFrom } from '../../accounts/allowed-networks.js';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { PasswordHasher } from '../../accounts/password-hasher.js';
import type {
  Opened,
  PasswordsService,
  Presented as PresentedLogin,
} from '../../accounts/passwords.service.js';
import type { StandingService } from '../../accounts/standing.service.js';
import type { AppPasswordsService } from '../app-passwords/app-passwords.service.js';
import { isScope } from '../app-passwords/scopes.js';
import { mustChangePassword } from '../../settings/own-password.js';
import { Refusal } from '../../platform/refusal.js';
import { enrolmentDeadline, isProtected } from '../../settings/requirement.js';
import type { Attempt, WrongPassword } from '../../accounts/throttle/attempt.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { VerifiedPasswords } from './verified-passwords.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { unproven } from '../../platform/acting/actor.js';
import type { Ground } from '../../accounts/ground.js';

/** What someone presents to a backend such as a DAV, IMAP or SMTP server. */
export interface Presented {
  login: string;
  password: string;
  /** The kind of backend. */
  scope: string;
  ipAddress: string | null;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal | undefined;
}

export interface Admitted {
  accountId: string;
  /** As it is stored, however it was typed. */
  login: string;
}

/** Decides for backends that cannot ask for a second factor. */
export class BackendsService {
  private readonly verified: VerifiedPasswords;

  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      accounts: AccountsService;
      passwords: PasswordsService;
      standing: StandingService;
      appPasswords: AppPasswordsService;
      hasher: PasswordHasher;
    },
  ) {
    this.verified = new VerifiedPasswords(needs.clock);
  }

  /**
   * By an app password, or by the account's own where no second factor protects it or is demanded of it. Throws
   * INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, FORBIDDEN for an app password of another scope, ENROLMENT_REQUIRED for one
   * of an account that must set up a second factor first, PASSWORD_REQUIRED,
   * ADDRESS_NOT_ALLOWED, BAD_USER_INPUT.
   */
  async admit(presented: Presented): Promise<Admitted> {
    if (!isScope(presented.scope)) {
      throw new Refusal('BAD_USER_INPUT', 'scope must name the kind of backend, such as dav.', {
        field: 'scope',
      });
    }
    const appPassword = await this.needs.appPasswords.check(presented.login, presented.password);
    if (!appPassword) return this.admitByOwnPassword(presented);
    if (!appPassword.scopes.includes(presented.scope)) {
      const { id, loginKey } = appPassword.account;
      const buckets = this.buckets(loginKey, id, presented.ipAddress);
      const attempt = await this.needs.throttle.attempt(buckets, () => Promise.resolve(null));
      await this.recordFailure(presented, appPassword.account, attempt);
      throw new Refusal('FORBIDDEN', `This app password is not for ${presented.scope}.`);
    }
    const settings = await this.needs.settings.of(appPassword.account);
    if (!mayBeUsedFrom(appPassword.account, settings, presented.ipAddress)) throw elsewhere();
    await this.needs.standing.require(appPassword.account);
    this.needs.appPasswords.noteUse(appPassword, presented.ipAddress);
    return toAdmitted(appPassword.account);
  }

  private async admitByOwnPassword(presented: Presented): Promise<Admitted> {
    const { login, password, ipAddress } = presented;
    const known = await this.needs.passwords.known(login);
    const mayUseIt = known !== null && (await this.mayUseOwnPassword(known, ipAddress));
    if (mayUseIt && this.verified.has(known, password)) return toAdmitted(known);
    const { attempt, shown, wrong } = await this.needs.hasher.withPlace(
      { ...presented, account: null },
      async () => {
        const shown = await this.needs.passwords.presented(login);
        const wrong = await this.ifWrong(presented, shown);
        // A phone that keeps sending an old password has been counted, and recorded, once. What a directory keeps may
        // be right by now.
        if (!shown.candidate && (await this.needs.throttle.isKnownWrong(wrong))) throw wrongCredentials();
        const buckets = this.buckets(shown.countedBy, shown.account?.id ?? null, ipAddress);
        const [{ name }] = buckets;
        const attempt = await this.needs.hasher.withPlace({ ...presented, account: name }, () =>
          this.needs.throttle.attempt(buckets, () => this.opened(shown, presented, wrong.account?.mayUseIt)),
        );
        return { attempt, shown, wrong };
      },
    );
    const { outcome: opened } = attempt;
    if (!opened) {
      await this.recordFailure(presented, shown.account, attempt, wrong);
      throw wrongCredentials();
    }
    if (!(await this.recordSuccess(opened, presented, attempt))) {
      // It is right, and may be good again in a moment: it is not remembered as a wrong one.
      await this.recordFailure(presented, shown.account, attempt);
      throw wrongCredentials();
    }
    this.verified.add(opened.account, password);
    return toAdmitted(opened.account);
  }

  /** False when the account may not use its own password any more, now that it has been checked. */
  private async recordSuccess(
    { account, note }: Opened,
    { scope, ipAddress }: Presented,
    attempt: Attempt<unknown>,
  ): Promise<boolean> {
    return this.needs.database.transaction(async (tx) => {
      const now = await this.needs.accounts.lockForSignIn(tx, account);
      if (!now || !(await this.mayUseOwnPassword(now, ipAddress, tx))) return false;
      await note(tx);
      await this.needs.audit.record(tx, {
        action: 'backend_sign_in.succeeded',
        actor: { id: account.id, login: account.login, ipAddress },
        details: { scope },
      });
      await attempt.succeeded(tx);
      return true;
    });
  }

  /** Someone whom only a directory knows may be let in too; the rules of the account that they turn out to be apply. */
  private async opened(
    shown: PresentedLogin,
    { password, ipAddress }: Presented,
    mayUseIt: boolean | undefined,
  ): Promise<Opened | null> {
    // Who may not use it costs as much as who may.
    if (shown.account && mayUseIt !== true) return this.needs.passwords.refuse(shown, password);
    const opened = await this.needs.passwords.authenticate(shown, password);
    return opened && (await this.mayUseOwnPassword(opened.account, ipAddress)) ? opened : null;
  }

  private async mayUseOwnPassword(
    account: AccountProfile,
    ipAddress: string | null,
    tx?: EntityManager,
  ): Promise<boolean> {
    const settings = await this.needs.settings.of(account, tx);
    if (!mayBeUsedFrom(account, settings, ipAddress)) return false;
    if (account.reportedAt !== null) return false;
    if (!settings.allowPasswordForBackends || account.disabled || isProtected(account, settings))
      return false;
    if (mustChangePassword(account, settings, this.needs.clock.now())) return false;
    const deadline = enrolmentDeadline(account, settings);
    return deadline === null || deadline > this.needs.clock.now();
  }

  /** Apart from those of sign-in: a phone that keeps sending an old password keeps nobody from signing in. */
  private buckets(countedBy: string, accountId: string | null, ipAddress: string | null) {
    return [
      this.needs.throttle.backend(countedBy, accountId),
      ...this.needs.throttle.addresses(ipAddress),
    ] as const;
  }

  private async recordFailure(
    { scope, ipAddress }: Presented,
    account: { id: string; login: string } | null,
    attempt: Attempt<unknown>,
    wrong?: WrongPassword,
  ): Promise<void> {
    const subject = { id: account?.id ?? null, login: account?.login ?? null, ipAddress };
    await this.needs.database.transaction(async (tx) => {
      // Not the login as typed: people type passwords there.
      await this.needs.audit.record(tx, {
        action: 'backend_sign_in.failed',
        actor: unproven(subject),
        account: subject,
        details: { scope },
      });
      await attempt.failed(tx, subject, wrong);
    });
  }

  /** What is remembered when it comes out wrong: decided once, for the settings may change meanwhile. */
  private async ifWrong({ password, ipAddress }: Presented, { account, countedBy }: PresentedLogin) {
    const mayUseIt = account !== null && (await this.mayUseOwnPassword(account, ipAddress));
    return {
      login: countedBy,
      password,
      account: account && { id: account.id, credentialVersion: account.credentialVersion, mayUseIt },
      ipAddress,
    };
  }
}

const wrongCredentials = (): Refusal => new Refusal('INVALID_CREDENTIALS', 'Wrong login or app password.');

const toAdmitted = ({ id, login }: Pick<Account, 'id' | 'login'>): Admitted => ({ accountId: id, login });
