import type { EntityManager } from 'typeorm';
import type { PasswordHasher } from '../accounts/password-hasher.js';
import type { PasswordsService } from '../accounts/passwords.service.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import type { AnyFactor } from '../factors/factor.js';
import type { Factors } from '../factors/factors.js';
import { Refusal } from '../platform/refusal.js';
import type { Device } from '../sessions/devices/device.entity.js';
import { deviceName } from '../sessions/devices/devices.service.js';
import { isProtected } from '../settings/requirement.js';
import type { Challenges } from './challenges.js';
import { actorFor, type Completion, type Presenting, requesterFor, type SignedIn } from './completion.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import { unproven } from '../platform/acting/actor.js';
import type { Client, SigningInClient } from '../platform/acting/client.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';
import type { Ground } from '../accounts/ground.js';

export interface Credentials {
  login: string;
  password: string;
  deviceToken?: string;
  deviceName?: string;
  /** False: the person does not want to stay signed in. */
  keepSignedIn?: boolean;
}

export interface SecondFactorRequired {
  outcome: 'second-factor-required';
  challenge: string;
  methods: SecondFactor[];
  /** Of the authenticator app's codes; null when it is not among the methods. */
  codeDigits: number | null;
  expiresAt: number;
  trustDeviceForDays: number;
}

// Looked up for unknown logins, so that these cost the same queries.
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Step one: password → (trusted device → token | challenge). Step two is SecondStepService's. */
export class SignInService {
  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      passwords: PasswordsService;
      challenges: Challenges;
      factors: Factors;
      completion: Completion;
      hasher: PasswordHasher;
    },
  ) {}

  /** Step one. Throws INVALID_CREDENTIALS (also for unknown and disabled accounts) or TOO_MANY_ATTEMPTS. */
  async signIn(credentials: Credentials, client: SigningInClient): Promise<SignedIn | SecondFactorRequired> {
    return this.needs.hasher.withPlace(requesterFor(client), () => this.checkPassword(credentials, client));
  }

  private async checkPassword(
    credentials: Credentials,
    client: SigningInClient,
  ): Promise<SignedIn | SecondFactorRequired> {
    const name =
      credentials.deviceName === undefined ? null : deviceName(credentials.deviceName, 'deviceName');
    const shown = await this.needs.passwords.presented(credentials.login);
    const found = shown.account;
    const presenting = { deviceToken: credentials.deviceToken, client };
    const { device } = await this.needs.completion.presented(found?.id ?? NOBODY, presenting);
    const attempts = this.needs.throttle.password(shown.countedBy, found?.id ?? null, device?.id ?? null);
    // Strangers at a proven device's address cannot lock it out either.
    const shared = device ? [] : this.needs.throttle.addresses(client.ipAddress);
    // Of the strangers at this login, or of the device that proves itself.
    const attempt = await this.needs.hasher.withPlace(requesterFor(client, attempts.name), () =>
      this.needs.throttle.attempt([attempts, ...shared], () =>
        this.needs.passwords.authenticate(shown, credentials.password),
      ),
    );
    const { outcome: opened } = attempt;
    const { countedBy: login } = shown;
    const wrong = { login, password: credentials.password, account: found, ipAddress: client.ipAddress };
    const result = await this.needs.database.transaction(async (tx) => {
      const now = opened && (await this.needs.completion.lock(tx, opened.account));
      if (!now) {
        // Not the login as typed: people type passwords there.
        const account = actorFor(found, client);
        await this.needs.audit.record(tx, { action: 'sign_in.failed', actor: unproven(client), account });
        await attempt.failed(tx, account, wrong);
        return null;
      }
      await opened.note(tx);
      const isBrief = credentials.keepSignedIn === false;
      const completed = await this.decide(tx, now, { presenting, deviceName: name, isBrief, client });
      // In the order in which all lock, the account, the password, the address: otherwise two wait for each other.
      await attempt.succeeded(tx);
      return completed;
    });
    if (result) return result;
    throw new Refusal('INVALID_CREDENTIALS', 'Wrong login or password.');
  }

  /** After the right password: whether the device is spared the second factor, or there is none to be asked for. */
  private async decide(
    tx: EntityManager,
    account: AccountProfile,
    asked: { presenting: Presenting; deviceName: string | null; isBrief: boolean; client: SigningInClient },
  ): Promise<SignedIn | SecondFactorRequired> {
    const settings = await this.needs.settings.of(account, tx);
    const { device, presentedSecret } = await this.needs.completion.presented(
      account.id,
      asked.presenting,
      tx,
    );
    const spared = this.needs.completion.sparedBy(device, settings, asked.client.ipAddress);
    if (isProtected(account, settings) && spared === null) {
      const offered = await this.needs.factors.offered(account, settings, tx);
      const { deviceName, isBrief } = asked;
      return this.challenge(tx, { account, device, deviceName, isBrief, offered }, asked.client);
    }
    return this.needs.completion.complete(tx, {
      account,
      knownDeviceId: device?.id ?? null,
      presentedSecret: device ? presentedSecret : undefined,
      deviceName: asked.deviceName,
      isBrief: asked.isBrief,
      client: asked.client,
      // While no second factor is asked for, a trusted device is as good as on any other day.
      secondFactor: account.primaryFactors !== 0 ? spared : null,
      trustDevice: false,
    });
  }

  private async challenge(
    tx: EntityManager,
    asked: {
      account: AccountProfile;
      device: Device | null;
      deviceName: string | null;
      isBrief: boolean;
      offered: readonly AnyFactor[];
    },
    client: Client,
  ): Promise<SecondFactorRequired> {
    const { account, device, offered } = asked;
    const { secret, expiresAt } = await this.needs.challenges.open(tx, {
      accountId: account.id,
      credentialVersion: account.credentialVersion,
      deviceId: device?.id ?? null,
      deviceName: asked.deviceName,
      brief: asked.isBrief,
    });
    await this.needs.audit.record(tx, { action: 'sign_in.challenged', actor: actorFor(account, client) });
    const { trustDevicesForDays: trustDeviceForDays } = await this.needs.settings.of(account, tx);
    let codeDigits: number | null = null;
    for (const factor of offered.filter((factor) => factor.proof === 'code')) {
      codeDigits ??= await factor.digitsOf(account.id, tx);
    }
    return {
      outcome: 'second-factor-required',
      challenge: secret,
      methods: offered.map(({ method }) => method),
      codeDigits,
      expiresAt,
      trustDeviceForDays,
    };
  }
}
