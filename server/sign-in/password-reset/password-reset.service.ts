import type { EntityManager } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { lockAccounts } from '../../accounts/account-lock.js';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { Ground } from '../../accounts/ground.js';
import { ownPassword } from '../../accounts/password-columns.js';
import type { PasswordHasher } from '../../accounts/password-hasher.js';
import type { PasswordRules } from '../../accounts/password-rules.js';
import type { Attempt } from '../../accounts/throttle/attempt.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import type { CeremonyBinding, Spend } from '../../factors/factor.js';
import type { Factors } from '../../factors/factors.js';
import { SECURITY_KEY } from '../../factors/security-keys/what-it-is.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { unproven } from '../../platform/acting/actor.js';
import type { Client } from '../../platform/acting/client.js';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';
import type { LaterWrites } from '../../platform/database/later-writes.js';
import { Refusal } from '../../platform/refusal.js';
import { actorFor, refuseElsewhere, requesterFor } from '../completion.js';
import type { PasswordReset } from './password-reset.entity.js';
import { expired, type ResetLinksService } from './reset-links.service.js';

/** What is proved besides the link: a code, or the browser's AuthenticationResponseJSON. */
export interface GivenProof {
  code?: string;
  response?: unknown;
}

/** What a link leads to. */
export interface OpenedReset {
  login: string;
  methods: SecondFactor[];
  codeDigits: number | null;
  expiresAt: number;
}

interface Opened {
  reset: PasswordReset;
  account: AccountProfile;
}

interface Proving {
  method: SecondFactor;
  /** Null for a wrong code. */
  spend: Spend | null;
  /** Null where nothing can be guessed. */
  attempt: Omit<Attempt<unknown>, 'outcome'> | null;
}

/**
 * A forgotten password: link → second factor, where one is set up → another password. Nobody is signed in by it, and no
 * substitute for a second factor counts: neither a device that is trusted nor an administrator's recovery code, so that
 * a mailbox is never worth more than the password is.
 */
export class PasswordResetService {
  constructor(
    private readonly needs: Ground & {
      links: ResetLinksService;
      accounts: AccountsService;
      factors: Factors;
      throttle: ThrottleService;
      hasher: PasswordHasher;
      rules: PasswordRules;
      later: LaterWrites;
    },
  ) {}

  /** Changes nothing, so that a program that looks through mails uses nothing up. Throws CHALLENGE_EXPIRED. */
  async open(token: string, client: Client): Promise<OpenedReset> {
    const { reset, account } = await this.find(token, client);
    const isAsked = asksForFactor(account);
    const offered = isAsked
      ? await this.needs.factors.offered(account, await this.needs.settings.of(account))
      : [];
    let codeDigits: number | null = null;
    for (const factor of offered.filter((factor) => factor.proof === 'code')) {
      codeDigits ??= await factor.digitsOf(account.id);
    }
    return {
      login: account.login,
      methods: offered.map(({ method }) => method),
      codeDigits,
      expiresAt: reset.expiresAt,
    };
  }

  /** What a client needs to ask a security key. Throws CHALLENGE_EXPIRED or METHOD_DISABLED. */
  async beginCeremony(token: string, client: Client): Promise<object> {
    const { reset, account } = await this.find(token, client);
    if (!this.needs.factors.isUsable(SECURITY_KEY.method, account, await this.needs.settings.of(account))) {
      throw new Refusal('METHOD_DISABLED', 'No security key can be used for this account.');
    }
    return this.needs.factors.ceremony(SECURITY_KEY.method).begin(bindingOf(reset), null);
  }

  /**
   * Changes the password, ends all the account's access, and returns its login. Throws CHALLENGE_EXPIRED for a link that
   * does not work any more; INVALID_CODE; BAD_USER_INPUT by the rules of passwords, or without a proof that is needed,
   * which leave link and attempts as they are; TOO_MANY_ATTEMPTS; ADDRESS_NOT_ALLOWED.
   */
  async use(token: string, newPassword: string, given: GivenProof, client: Client): Promise<string> {
    const opened = await this.find(token, client);
    const { account } = opened;
    const passwordState = await this.needs.rules.check(newPassword, account, 'newPassword');
    if (asksForFactor(account) && given.code === undefined && given.response === undefined) {
      throw factorNeeded();
    }
    const requester = requesterFor(client, account.id);
    const { passwordHash, proving } = await this.needs.hasher.withPlace(requester, async () => ({
      passwordHash: await this.needs.hasher.hash(newPassword),
      proving: asksForFactor(account) ? await this.prove(opened, given, client) : null,
    }));
    const login = await this.needs.database.transaction(async (tx) => {
      const now = await this.lock(tx, opened);
      if (!(await this.isProved(tx, now, proving, client))) return null;
      await this.needs.links.spend(tx, opened.reset, now);
      const settings = await this.needs.settings.of(now, tx);
      refuseElsewhere(this.needs, now, settings, client, { passwordReset: true });
      await tx.update(Account, { id: now.id }, { ...ownPassword(passwordHash), passwordState });
      const ended = await this.needs.accounts.endAllAccess(tx, now.id);
      await this.needs.throttle.clearKinds(tx, now.id, ['password']);
      await this.needs.audit.record(tx, {
        action: 'password.reset_by_mail',
        actor: actorFor(now, client),
        details: {
          linkId: opened.reset.id,
          method: proving?.method ?? null,
          ...proving?.spend?.by,
          ...ended,
        },
      });
      return now.login;
    });
    if (login === null) throw new Refusal('INVALID_CODE', 'Wrong or used code.');
    return login;
  }

  /**
   * By what holds when it is written; also for one that was reported and is locked until it has another password. Throws
   * CHALLENGE_EXPIRED.
   */
  private async lock(tx: EntityManager, { reset }: Opened): Promise<AccountProfile> {
    const account = (await lockAccounts(tx, [reset.accountId])).get(reset.accountId);
    const isGood = account && !account.disabled && account.credentialVersion === reset.credentialVersion;
    if (!isGood || !this.needs.links.isOnOffer(await this.needs.settings.current(tx))) throw expired();
    return account;
  }

  /** False, and recorded, for a proof that is wrong or was used. Throws BAD_USER_INPUT where one is needed by now. */
  private async isProved(
    tx: EntityManager,
    account: AccountProfile,
    proving: Proving | null,
    client: Client,
  ): Promise<boolean> {
    if (!proving) {
      // One was set up since.
      if (asksForFactor(account)) throw factorNeeded();
      return true;
    }
    const { method, spend, attempt } = proving;
    const isUsable = this.needs.factors.isUsable(method, account, await this.needs.settings.of(account, tx));
    if (isUsable && ((await spend?.(tx, actorFor(account, client))) ?? false)) {
      await attempt?.succeeded(tx);
      return true;
    }
    await this.needs.audit.record(tx, {
      action: 'second_factor.failed',
      actor: unproven(client),
      account,
      details: { method, passwordReset: true },
    });
    await attempt?.failed(tx, actorFor(account, client));
    return false;
  }

  /** An attempt is spent before each check; codes are counted with those of sign-in. */
  private async prove({ reset, account }: Opened, given: GivenProof, client: Client): Promise<Proving> {
    const spendAttempt = (tx: EntityManager): Promise<void> => this.needs.links.spendAttempt(tx, reset);
    if (given.code === undefined) {
      const { method } = SECURITY_KEY;
      await this.needs.database.transaction(spendAttempt);
      const spend = await this.needs.factors
        .ceremony(method)
        .check(bindingOf(reset), given.response)
        .catch(async (error: unknown) => {
          if (error instanceof Refusal && error.code === 'INVALID_CODE') {
            const details = { method, passwordReset: true };
            const actor = unproven(client);
            await this.needs.audit.recordAlone({ action: 'second_factor.failed', actor, account, details });
          }
          throw error;
        });
      return { method, spend, attempt: null };
    }
    const { code } = given;
    const factor = await this.needs.factors.recognised(code, account.id);
    const attempt = await this.needs.throttle.attempt(
      this.needs.throttle.codes(factor.method, account.id, null),
      () => factor.check(account.id, code),
      spendAttempt,
    );
    return { method: factor.method, spend: attempt.outcome, attempt };
  }

  /** Tokens are not guessed, and whoever tries waits. Throws CHALLENGE_EXPIRED or TOO_MANY_ATTEMPTS. */
  private async find(token: string, { ipAddress }: Client): Promise<Opened> {
    const attempt = await this.needs.throttle.attempt(this.needs.throttle.addresses(ipAddress), () =>
      this.opened(token).catch((error: unknown) => {
        if (error instanceof Refusal) return null;
        throw error;
      }),
    );
    const { outcome: opened } = attempt;
    if (!opened) throw expired();
    // A person who has one does not guess.
    await this.needs.database.transaction((tx) => attempt.succeeded(tx));
    return opened;
  }

  private async opened(token: string): Promise<Opened> {
    if (!this.needs.links.isOnOffer(await this.needs.settings.current())) throw expired();
    const reset = await this.needs.links.find(token);
    const account = await this.needs.accounts.byId(reset.accountId);
    if (account.disabled || account.credentialVersion !== reset.credentialVersion) throw expired();
    return { reset, account };
  }
}

/** Also while two-factor authentication is switched off for all: a mailbox is no password. */
const asksForFactor = ({ primaryFactors }: AccountProfile): boolean => primaryFactors !== 0;

const factorNeeded = (): Refusal =>
  new Refusal(
    'BAD_USER_INPUT',
    'This account has a second factor: give its code, or the answer of its key.',
    {
      field: 'code',
    },
  );

const bindingOf = ({ accountId, id }: PasswordReset): CeremonyBinding => ({
  purpose: 'password-reset',
  accountId,
  boundTo: id,
});
