import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { PasswordHasher } from '../accounts/password-hasher.js';
import type { PasswordsService } from '../accounts/passwords.service.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import type { AuditService } from '../events/audit/audit.service.js';
import type { AnyFactor } from '../factors/factor.js';
import type { Factors } from '../factors/factors.js';
import type { Database } from '../platform/database/database.js';
import { Refusal } from '../platform/refusal.js';
import type { Device } from '../sessions/devices/device.entity.js';
import { deviceName, type DevicesService } from '../sessions/devices/devices.service.js';
import { isProtected } from '../settings/requirement.js';
import type { SettingsService } from '../settings/settings.service.js';
import type { Challenges } from './challenges.js';
import { actorFor, type Completion, type Presenting, requesterFor, type SignedIn } from './completion.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Client, SigningInClient } from '../platform/acting/client.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';

export interface Credentials {
  login: string;
  password: string;
  deviceToken?: string;
  deviceName?: string;
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
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly throttle: ThrottleService,
    private readonly accounts: AccountsService,
    private readonly passwords: PasswordsService,
    private readonly devices: DevicesService,
    private readonly challenges: Challenges,
    private readonly factors: Factors,
    private readonly completion: Completion,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Step one. Throws INVALID_CREDENTIALS (also for unknown and disabled accounts) or TOO_MANY_ATTEMPTS. */
  async signIn(credentials: Credentials, client: SigningInClient): Promise<SignedIn | SecondFactorRequired> {
    return this.hasher.withPlace(requesterFor(client), () => this.checkPassword(credentials, client));
  }

  private async checkPassword(
    credentials: Credentials,
    client: SigningInClient,
  ): Promise<SignedIn | SecondFactorRequired> {
    const name =
      credentials.deviceName === undefined ? null : deviceName(credentials.deviceName, 'deviceName');
    const shown = await this.passwords.presented(credentials.login);
    const found = shown.account;
    const presenting = { deviceToken: credentials.deviceToken, client };
    const { device } = await this.completion.presented(found?.id ?? NOBODY, presenting);
    const attempts = this.throttle.password(shown.countedBy, found?.id ?? null, device?.id ?? null);
    // Strangers at a proven device's address cannot lock it out either.
    const shared = device ? [] : this.throttle.addresses(client.ipAddress);
    // Of the strangers at this login, or of the device that proves itself.
    const opened = await this.hasher.withPlace(requesterFor(client, attempts.name), () =>
      this.throttle.counted([attempts, ...shared], () =>
        this.passwords.authenticate(shown, credentials.password),
      ),
    );
    const { countedBy: login } = shown;
    const wrong = { login, password: credentials.password, account: found, ipAddress: client.ipAddress };
    const result = await this.database.transaction(async (tx) => {
      const now = opened && (await this.accounts.lockForSignIn(tx, opened.account));
      if (!now) {
        await this.completion.noteFailure(tx, 'sign_in.failed', found, client, [attempts]);
        if (shared.length > 0) await this.throttle.countOnce(tx, shared, wrong);
        return null;
      }
      await opened.note(tx);
      const completed = await this.decide(tx, now, { presenting, deviceName: name, client });
      // In the order in which all lock, the account, the password, the address: otherwise two wait for each other.
      await this.throttle.clear(tx, [attempts]);
      await this.throttle.refund(tx, shared);
      return completed;
    });
    if (result) return result;
    throw new Refusal('INVALID_CREDENTIALS', 'Wrong login or password.');
  }

  /** After the right password: whether the device is spared the second factor, or there is none to be asked for. */
  private async decide(
    tx: EntityManager,
    account: AccountProfile,
    asked: { presenting: Presenting; deviceName: string | null; client: SigningInClient },
  ): Promise<SignedIn | SecondFactorRequired> {
    const settings = await this.settings.current(tx);
    const { device, presentedSecret } = await this.completion.presented(account.id, asked.presenting, tx);
    const isTrusted = device !== null && this.devices.trustedUntil(device, settings) !== null;
    if (isProtected(account, settings) && !isTrusted) {
      const offered = await this.factors.offered(account, settings, tx);
      return this.challenge(tx, { account, device, deviceName: asked.deviceName, offered }, asked.client);
    }
    return this.completion.complete(tx, {
      account,
      knownDeviceId: device?.id ?? null,
      presentedSecret: device ? presentedSecret : undefined,
      deviceName: asked.deviceName,
      client: asked.client,
      // While no second factor is asked for, a trusted device is as good as on any other day.
      secondFactor: isTrusted && account.primaryFactors !== 0 ? 'TRUSTED_DEVICE' : null,
      trustDevice: false,
    });
  }

  private async challenge(
    tx: EntityManager,
    asked: {
      account: AccountProfile;
      device: Device | null;
      deviceName: string | null;
      offered: readonly AnyFactor[];
    },
    client: Client,
  ): Promise<SecondFactorRequired> {
    const { account, device, offered } = asked;
    const { secret, expiresAt } = await this.challenges.open(tx, {
      accountId: account.id,
      credentialVersion: account.credentialVersion,
      deviceId: device?.id ?? null,
      deviceName: asked.deviceName,
    });
    await this.audit.record(tx, { action: 'sign_in.challenged', actor: actorFor(account, client) });
    const { trustDevicesForDays: trustDeviceForDays } = await this.settings.current(tx);
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
