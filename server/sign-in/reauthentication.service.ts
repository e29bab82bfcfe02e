import type { PasswordsService } from '../accounts/passwords.service.js';
import { type PasswordHasher, requesterOf } from '../accounts/password-hasher.js';
import type { Bucket } from '../accounts/throttle/buckets.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import type { CeremonyBinding, Spend } from '../factors/factor.js';
import type { Factors } from '../factors/factors.js';
import { Refusal } from '../platform/refusal.js';
import type { ProofsService } from '../sessions/proofs/proofs.service.js';
import { isProtected } from '../settings/requirement.js';
import type { Session } from '../platform/acting/session.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';
import type { Ground } from '../accounts/ground.js';

interface Proving {
  method: SecondFactor | 'PASSWORD';
  countedBy: readonly Bucket[];
  /** Null when it is wrong. */
  check(): Promise<Spend | null>;
}

/** Proving a session again, before what needs a recent proof. */
export class ReauthenticationService {
  constructor(
    private readonly needs: Ground & {
      passwords: PasswordsService;
      factors: Factors;
      proofs: ProofsService;
      throttle: ThrottleService;
      hasher: PasswordHasher;
    },
  ) {}

  /**
   * By a code where a factor is set up, otherwise by the password. Returns until when, in milliseconds. Throws
   * INVALID_CODE, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, or BAD_USER_INPUT.
   */
  async reauthenticate(session: Session, given: { password?: string; code?: string }): Promise<number> {
    const needsFactor = isProtected(session.account, await this.needs.settings.current());
    const typed = needsFactor ? given.code : given.password;
    if (typed === undefined) {
      const field = needsFactor ? 'code' : 'password';
      throw new Refusal('BAD_USER_INPUT', `Re-authenticate this session with its ${field}.`, { field });
    }
    const proving = needsFactor ? await this.byCode(session, typed) : this.byPassword(session, typed);
    const attempt = await this.needs.hasher.withPlace(requesterOf(session.actor), () =>
      this.needs.throttle.attempt(proving.countedBy, () => proving.check()),
    );
    const { outcome: spend } = attempt;
    const until =
      spend &&
      (await this.needs.guard.own(session, async (tx) => {
        if (!(await spend(tx, session.actor))) return null;
        await attempt.succeeded(tx);
        await this.needs.audit.record(tx, {
          action: 'reauthentication.succeeded',
          actor: session.actor,
          details: { method: proving.method },
        });
        return this.needs.proofs.record(tx, session, proving.method);
      }));
    if (until !== null) return until;
    await this.needs.database.transaction(async (tx) => {
      await this.needs.audit.record(tx, { action: 'reauthentication.failed', actor: session.actor });
      await attempt.failed(tx, session.actor);
    });
    throw needsFactor
      ? new Refusal('INVALID_CODE', 'Wrong or used code.')
      : new Refusal('INVALID_CREDENTIALS', 'Wrong password.');
  }

  /** What a client needs to ask for the answer of a ceremony. Throws NOT_FOUND when it has nothing to answer with. */
  async beginCeremony(method: SecondFactor, session: Session): Promise<object> {
    const factor = this.needs.factors.ceremony(method);
    if (
      !this.needs.factors.isUsable(method, session.account, await this.needs.settings.of(session.account))
    ) {
      throw new Refusal('NOT_FOUND', 'No security key can be used for this account.');
    }
    return factor.begin(bindingOf(session), session);
  }

  /** Returns until when, in milliseconds. Throws INVALID_CODE, CHALLENGE_EXPIRED or BAD_USER_INPUT. */
  async finishCeremony(method: SecondFactor, session: Session, answer: unknown): Promise<number> {
    const spend = await this.needs.factors
      .ceremony(method)
      .check(bindingOf(session), answer)
      .catch(async (error: unknown) => {
        if (error instanceof Refusal && error.code === 'INVALID_CODE') {
          await this.needs.audit.recordAlone({ action: 'reauthentication.failed', actor: session.actor });
        }
        throw error;
      });
    const until = await this.needs.guard.own(session, async (tx) => {
      if (!(await spend(tx, session.actor))) {
        await this.needs.audit.record(tx, { action: 'reauthentication.failed', actor: session.actor });
        return null;
      }
      await this.needs.audit.record(tx, {
        action: 'reauthentication.succeeded',
        actor: session.actor,
        details: { method, ...spend.by },
      });
      return this.needs.proofs.record(tx, session, method);
    });
    if (until === null)
      throw new Refusal('INVALID_CODE', 'This response of the security key has already been used.');
    return until;
  }

  private async byCode({ account, deviceId }: Session, code: string): Promise<Proving> {
    const factor = await this.needs.factors.recognised(code, account.id);
    return {
      method: factor.method,
      countedBy: this.needs.throttle.codes(factor.method, account.id, deviceId),
      check: async () => {
        const isUsable = this.needs.factors.isUsable(
          factor.method,
          account,
          await this.needs.settings.of(account),
        );
        return isUsable ? factor.check(account.id, code) : null;
      },
    };
  }

  private byPassword({ account, deviceId }: Session, password: string): Proving {
    return {
      method: 'PASSWORD',
      countedBy: [this.needs.throttle.password(account.loginKey, account.id, deviceId)],
      check: async () => {
        const matches = await this.needs.passwords.matches(account.id, password);
        return matches ? () => Promise.resolve(true) : null;
      },
    };
  }
}

const bindingOf = (session: Session): CeremonyBinding => ({
  purpose: 'reauthentication',
  accountId: session.account.id,
  boundTo: session.tokenId,
});
