import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { PasswordHasher } from '../accounts/password-hasher.js';
import type { Attempt } from '../accounts/throttle/attempt.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import type { CeremonyBinding } from '../factors/factor.js';
import type { Factors } from '../factors/factors.js';
import { Refusal } from '../platform/refusal.js';
import type { Challenge } from './challenge.entity.js';
import { type Challenges, expired } from './challenges.js';
import { actorFor, type Completion, requesterFor, type SignedIn } from './completion.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import { unproven } from '../platform/acting/actor.js';
import type { Client, SigningInClient } from '../platform/acting/client.js';
import type { SecondFactor, SignInMethod } from '../platform/acting/sign-in-method.js';
import type { Ground } from '../accounts/ground.js';

interface SecondStep {
  challenge: Challenge;
  method: SignInMethod;
  trustDevice: boolean;
  client: SigningInClient;
}

interface Proven {
  /** Whether the proof was right, and is now used up. */
  isRight: boolean;
  /** What is recorded of what it was proved by. */
  by?: Record<string, unknown> | undefined;
  endsBy?: number | undefined;
  /** Null where nothing can be guessed. */
  attempt: Omit<Attempt<unknown>, 'outcome'> | null;
}

/** Step two: challenge → second factor → token. */
export class SecondStepService {
  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      accounts: AccountsService;
      challenges: Challenges;
      factors: Factors;
      completion: Completion;
      hasher: PasswordHasher;
    },
  ) {}

  /** With a code. Throws CHALLENGE_EXPIRED, INVALID_CODE, METHOD_DISABLED or TOO_MANY_ATTEMPTS. */
  async verifyCode(
    method: SignInMethod,
    secret: string,
    code: string,
    trustDevice: boolean,
    client: SigningInClient,
  ): Promise<SignedIn> {
    const proof = this.needs.factors.code(method);
    const challenge = await this.needs.challenges.find(secret);
    const { accountId, deviceId } = challenge;
    const attempts = this.needs.throttle.codes(method, accountId, deviceId);
    const step = { challenge, method, trustDevice, client };
    if (proof.isQuick) {
      // An attempt and what came of it are one commit. Until the check, right and wrong codes run the same statements.
      return this.settle(step, async (tx, account) => {
        await this.needs.challenges.spendAttempt(tx, challenge);
        const attempt = await this.needs.throttle.attemptUnderLock(tx, attempts, async () => {
          const spend = await proof.check(accountId, code, tx);
          return (await spend?.(tx, actorFor(account, client))) ?? false;
        });
        return { isRight: attempt.outcome, attempt };
      });
    }
    await this.refuseUnlessOffered(method, accountId);
    const attempt = await this.needs.hasher.withPlace(requesterFor(client, accountId), () =>
      this.needs.throttle.attempt(
        attempts,
        () => proof.check(accountId, code),
        (tx) => this.needs.challenges.spendAttempt(tx, challenge),
      ),
    );
    return this.settle(step, async (tx, account) => {
      const { outcome: spend } = attempt;
      const isRight = (await spend?.(tx, actorFor(account, client))) ?? false;
      return { isRight, endsBy: spend?.endsBy, attempt };
    });
  }

  /** What a client needs to ask for the answer. Throws CHALLENGE_EXPIRED or METHOD_DISABLED. */
  async beginCeremony(method: SecondFactor, secret: string): Promise<object> {
    const challenge = await this.needs.challenges.find(secret);
    await this.refuseUnlessOffered(method, challenge.accountId);
    return this.needs.factors.ceremony(method).begin(bindingOf(challenge), null);
  }

  /** With its answer, which cannot be guessed: it works while codes are throttled. */
  async verifyCeremony(
    method: SecondFactor,
    secret: string,
    answer: unknown,
    trustDevice: boolean,
    client: SigningInClient,
  ): Promise<SignedIn> {
    const challenge = await this.needs.challenges.find(secret);
    await this.refuseUnlessOffered(method, challenge.accountId);
    await this.needs.database.transaction((tx) => this.needs.challenges.spendAttempt(tx, challenge));
    const spend = await this.needs.factors
      .ceremony(method)
      .check(bindingOf(challenge), answer)
      .catch(async (error: unknown) => {
        await this.recordRefused(error, method, challenge.accountId, client);
        throw error;
      });
    const step = { challenge, method, trustDevice, client };
    return this.settle(step, async (tx, account) => ({
      isRight: await spend(tx, actorFor(account, client)),
      by: spend.by,
      attempt: null,
    }));
  }

  /**
   * The choke point of step two: challenge and proof are spent in the transaction that issues the token, and a
   * failure is recorded in the one that finds it.
   */
  private async settle(
    step: SecondStep,
    prove: (tx: EntityManager, account: AccountProfile) => Promise<Proven>,
  ): Promise<SignedIn> {
    const { challenge, method, client } = step;
    const signedIn = await this.needs.database.transaction(async (tx) => {
      const { accountId: id, credentialVersion } = challenge;
      const account = await this.needs.completion.lock(tx, { id, credentialVersion });
      // Before anything is checked, so that the answer reveals nothing about the code.
      if (!account) throw expired();
      if (!this.needs.factors.isUsable(method, account, await this.needs.settings.of(account, tx)))
        throw notOffered();
      const { isRight, by, endsBy, attempt } = await prove(tx, account);
      if (!isRight) {
        await this.needs.audit.record(tx, {
          action: 'second_factor.failed',
          actor: unproven(client),
          account,
          // A client that got this far knows the password.
          details: { method, ...(challenge.attemptsLeft === 1 && { lastAttempt: true }) },
        });
        await attempt?.failed(tx, actorFor(account, client));
        return null;
      }
      await attempt?.succeeded(tx);
      await this.needs.challenges.spend(tx, challenge);
      return this.needs.completion.complete(tx, {
        account,
        knownDeviceId: challenge.deviceId,
        presentedSecret: undefined,
        deviceName: challenge.deviceName,
        isBrief: challenge.brief,
        client,
        secondFactor: method,
        by,
        endsBy,
        trustDevice: step.trustDevice,
      });
    });
    if (signedIn) return signedIn;
    throw new Refusal('INVALID_CODE', 'Wrong or used code.');
  }

  /** Says nothing of a substitute for all factors: whether there is one is not told before a code is right. */
  private async refuseUnlessOffered(method: SignInMethod, accountId: string): Promise<void> {
    if (!this.needs.factors.find(method)) return;
    const account = await this.needs.accounts.byId(accountId);
    const offered = await this.needs.factors.offered(account, await this.needs.settings.of(account));
    if (!offered.some((factor) => factor.method === method)) throw notOffered();
  }

  private async recordRefused(
    error: unknown,
    method: SecondFactor,
    accountId: string,
    client: Client,
  ): Promise<void> {
    if (!(error instanceof Refusal) || error.code !== 'INVALID_CODE') return;
    await this.needs.audit.recordAlone({
      action: 'second_factor.failed',
      actor: unproven(client),
      account: await this.needs.accounts.byId(accountId),
      details: { method },
    });
  }
}

const notOffered = (): Refusal =>
  new Refusal('METHOD_DISABLED', 'This method is not available for this sign-in.');

const bindingOf = (challenge: Challenge): CeremonyBinding => ({
  purpose: 'verification',
  accountId: challenge.accountId,
  boundTo: challenge.id,
});
