import type { EntityManager } from 'typeorm';
import type { Account, AccountProfile } from '../accounts/account.entity.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import { normaliseLogin } from '../accounts/login.js';
import type { PasswordHasher } from '../accounts/password-hasher.js';
import type { PasswordsService } from '../accounts/passwords.service.js';
import type { Actor, AuditService } from '../audit/audit.service.js';
import type { BackupCodesService } from '../backup-codes/backup-codes.service.js';
import type { Database } from '../database/database.js';
import type { Device } from '../devices/device.entity.js';
import { type Client, deviceName, type DevicesService } from '../devices/devices.service.js';
import { nameOfDevice } from '../devices/user-agent.js';
import { isProtected, usablePrimaryMethods } from '../policy/methods.js';
import type { CodeFactor, Spend } from '../policy/second-factor-check.js';
import { Refusal } from '../refusal.js';
import type { AssertionService } from '../security-keys/assertion.service.js';
import type { Session } from '../session.js';
import type { SettingsService } from '../settings/settings.service.js';
import type { Bucket, CodeKind } from '../throttle/buckets.js';
import type { ThrottleService } from '../throttle/throttle.service.js';
import type { SecondFactor, SignInMethod } from '../tokens/auth-token.entity.js';
import type { IssuedToken, TokensService } from '../tokens/tokens.service.js';
import type { Challenge } from './challenge.entity.js';
import { type Challenges, expired } from './challenges.js';

/** A client that signs in, and what it brings of earlier sign-ins. */
export interface SigningInClient extends Client {
  /** The device secret kept for this account. */
  deviceSecret(accountId: string): string | undefined;
  /** The token in the browser's cookie: a new one replaces it. */
  heldToken: string | undefined;
}

export interface Credentials {
  login: string;
  password: string;
  deviceToken?: string;
  deviceName?: string;
}

export interface SignedIn {
  outcome: 'signed-in';
  issued: IssuedToken;
  deviceSecret: string;
  account: AccountProfile;
  device: Device;
  session: Session;
}

export interface SecondFactorRequired {
  outcome: 'second-factor-required';
  challenge: string;
  methods: SecondFactor[];
  expiresAt: number;
  trustDeviceForDays: number;
}

interface Completion {
  account: AccountProfile;
  /** As it was when the password, or the passkey, was checked. */
  credentialVersion: number;
  knownDeviceId: string | null;
  presentedSecret: string | undefined;
  deviceName: string | null;
  client: SigningInClient;
  secondFactor: SignInMethod | null;
  trustDevice: boolean;
}

// Looked up for unknown logins, so that these cost the same queries.
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The flow: password → (trusted device | challenge) → second factor → token. */
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly throttle: ThrottleService,
    private readonly accounts: AccountsService,
    private readonly passwords: PasswordsService,
    private readonly devices: DevicesService,
    private readonly tokens: TokensService,
    private readonly challenges: Challenges,
    private readonly codeFactors: Record<CodeKind, CodeFactor>,
    private readonly assertions: AssertionService,
    private readonly backupCodes: BackupCodesService,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Step one. Throws INVALID_CREDENTIALS (also for unknown and disabled accounts) or TOO_MANY_ATTEMPTS. */
  async signIn(credentials: Credentials, client: SigningInClient): Promise<SignedIn | SecondFactorRequired> {
    return this.hasher.withPlace(() => this.checkPassword(credentials, client));
  }

  private async checkPassword(
    credentials: Credentials,
    client: SigningInClient,
  ): Promise<SignedIn | SecondFactorRequired> {
    const name =
      credentials.deviceName === undefined ? null : deviceName(credentials.deviceName, 'deviceName');
    const found = await this.accounts.findForSignIn(credentials.login);
    const presenting = { deviceToken: credentials.deviceToken, client };
    const foundOn = await this.presented(found?.id ?? NOBODY, presenting);
    const attempts = this.throttle.password(
      normaliseLogin(credentials.login),
      found?.id ?? null,
      foundOn.device?.id ?? null,
    );
    // Strangers at a proven device's address cannot lock it out either.
    const shared = foundOn.device ? [] : [this.throttle.address(client.ipAddress)];
    const account = await this.throttle.counted([...shared, attempts], () =>
      this.passwords.authenticate(found, credentials.login, credentials.password),
    );
    if (!account || account.disabled) {
      await this.recordFailure('sign_in.failed', found, client, [attempts]);
      throw new Refusal('INVALID_CREDENTIALS', 'Wrong login or password.');
    }
    const { passwordHash: _, ...profile } = account;
    // A directory may know people by several logins, and accounts appear that were not there.
    const { device, presentedSecret } =
      account.id === found?.id ? foundOn : await this.presented(account.id, presenting);

    const settings = await this.settings.current();
    const isTrusted = device !== null && this.devices.trustedUntil(device, settings) !== null;
    const asksNothing = !isProtected(account, settings) || isTrusted;
    const methods = asksNothing ? [] : await this.methodsOf(account);
    return this.database.transaction(async (tx) => {
      const result = asksNothing
        ? await this.complete(tx, {
            account: profile,
            credentialVersion: account.credentialVersion,
            knownDeviceId: device?.id ?? null,
            presentedSecret: device ? presentedSecret : undefined,
            deviceName: name,
            client,
            secondFactor: null,
            trustDevice: false,
          })
        : await this.challenge(tx, { account, device, deviceName: name, methods }, client);
      // In the order in which all lock, the account, the address, the password: else two wait for each other.
      for (const bucket of shared) await this.throttle.refund(tx, bucket);
      await this.throttle.clear(tx, [attempts]);
      return result;
    });
  }
  /** Step two, with a code. Throws CHALLENGE_EXPIRED, INVALID_CODE, METHOD_DISABLED or TOO_MANY_ATTEMPTS. */
  async verifyCode(
    method: CodeKind,
    secret: string,
    code: string,
    trustDevice: boolean,
    client: SigningInClient,
  ): Promise<SignedIn> {
    const factor = this.codeFactors[method];
    // Whether a recovery code was issued is not told before one is right.
    const challenge =
      method === 'RECOVERY_CODE'
        ? await this.challenges.find(secret)
        : await this.challengeFor(method, secret);
    const attempts = this.throttle.codes(method, challenge.accountId, challenge.deviceId);
    const check = async (): Promise<Spend | null> => {
      await this.throttle.count(attempts, (tx) => this.challenges.spendAttempt(challenge, tx));
      return factor.check(challenge.accountId, code);
    };
    const spend = await (method === 'AUTHENTICATOR_APP' ? check() : this.hasher.withPlace(check));
    return this.finish(challenge, method, trustDevice, client, spend, attempts);
  }

  /** Options for step two with a security key. Throws CHALLENGE_EXPIRED or METHOD_DISABLED. */
  async beginSecurityKey(secret: string): Promise<object> {
    return this.assertions.begin(ceremonyOf(await this.challengeFor('SECURITY_KEY', secret)));
  }

  /** Step two, with an assertion, which cannot be guessed: it works while codes are throttled. */
  async verifySecurityKey(
    secret: string,
    response: unknown,
    trustDevice: boolean,
    client: SigningInClient,
  ): Promise<SignedIn> {
    const challenge = await this.challengeFor('SECURITY_KEY', secret);
    await this.challenges.spendAttempt(challenge);
    const checked = await this.assertions
      .check(ceremonyOf(challenge), response)
      .catch(async (error: unknown) => {
        await this.recordRefused(error, challenge.accountId, client);
        throw error;
      });
    return this.finish(challenge, 'SECURITY_KEY', trustDevice, client, checked.spend);
  }

  /** Both steps in one, with a user-verifying passkey. Throws INVALID_CODE, CHALLENGE_EXPIRED or METHOD_DISABLED. */
  async signInWithPasskey(
    response: unknown,
    more: { deviceToken?: string; deviceName?: string },
    client: SigningInClient,
  ): Promise<SignedIn> {
    const name = more.deviceName === undefined ? null : deviceName(more.deviceName, 'deviceName');
    const address = this.throttle.address(client.ipAddress);
    await this.throttle.count([address]);
    const { accountId, spend } = await this.assertions.checkPasskey(response);
    const account = await this.accounts.byId(accountId);
    const { device, presentedSecret } = await this.presented(accountId, {
      deviceToken: more.deviceToken,
      client,
    });
    const signedIn = account.disabled
      ? null
      : await this.completeOnce(
          {
            account,
            credentialVersion: account.credentialVersion,
            knownDeviceId: device?.id ?? null,
            presentedSecret: device ? presentedSecret : undefined,
            deviceName: name,
            client,
            secondFactor: 'SECURITY_KEY',
            trustDevice: false,
          },
          async (tx) => {
            await this.throttle.refund(tx, address);
            return spend(tx);
          },
        );
    if (signedIn) return signedIn;
    await this.recordFailure('sign_in.failed', account, client, [], { method: 'SECURITY_KEY' });
    throw new Refusal('INVALID_CODE', 'This passkey cannot sign in.');
  }

  /** The device that this client proves to have signed in to the account on before, and by which secret. */
  private async presented(
    accountId: string,
    { deviceToken, client }: { deviceToken: string | undefined; client: SigningInClient },
  ): Promise<{ device: Device | null; presentedSecret: string | undefined }> {
    const presentedSecret = deviceToken ?? client.deviceSecret(accountId);
    const device =
      presentedSecret === undefined ? null : await this.devices.recognise(accountId, presentedSecret);
    return { device, presentedSecret };
  }

  /** The open challenge of an account that may use the method at this moment. */
  private async challengeFor(method: SecondFactor, secret: string): Promise<Challenge> {
    const challenge = await this.challenges.find(secret);
    const methods = await this.methodsOf(await this.accounts.byId(challenge.accountId));
    if (!methods.includes(method)) {
      throw new Refusal('METHOD_DISABLED', 'This method is not available for this sign-in.');
    }
    return challenge;
  }

  private async challenge(
    tx: EntityManager,
    asked: { account: Account; device: Device | null; deviceName: string | null; methods: SecondFactor[] },
    client: Client,
  ): Promise<SecondFactorRequired> {
    const { account, device, methods } = asked;
    const { secret, expiresAt } = await this.challenges.open(tx, {
      accountId: account.id,
      credentialVersion: account.credentialVersion,
      deviceId: device?.id ?? null,
      deviceName: asked.deviceName,
    });
    await this.audit.record(tx, { action: 'sign_in.challenged', actor: actorFor(account, client) });
    const { trustDevicesForDays: trustDeviceForDays } = await this.settings.current(tx);
    return { outcome: 'second-factor-required', challenge: secret, methods, expiresAt, trustDeviceForDays };
  }

  /** The choke point of step two: challenge and proof are spent in the transaction that issues the token. */
  private async finish(
    challenge: Challenge,
    method: SignInMethod,
    trustDevice: boolean,
    client: SigningInClient,
    spend: Spend | null,
    attempts: readonly Bucket[] = [],
  ): Promise<SignedIn> {
    const account = await this.accounts.byId(challenge.accountId);
    const signedIn =
      spend &&
      (await this.completeOnce(
        {
          account,
          credentialVersion: challenge.credentialVersion,
          knownDeviceId: challenge.deviceId,
          presentedSecret: undefined,
          deviceName: challenge.deviceName,
          client,
          secondFactor: method,
          trustDevice,
        },
        async (tx) => {
          await this.challenges.spend(tx, challenge);
          if (!(await spend(tx))) return false;
          if (method === 'RECOVERY_CODE') await this.noteRecovery(tx, account, client);
          await this.throttle.clear(tx, attempts);
          if (method === 'BACKUP_CODE') {
            await this.backupCodes.recordUse(tx, { ...actorFor(account, client), id: account.id });
          }
          return true;
        },
      ));
    if (signedIn) return signedIn;
    await this.recordFailure('second_factor.failed', account, client, attempts, {
      method,
      // Whoever got this far knows the password.
      ...(challenge.attemptsLeft === 1 && { lastAttempt: true }),
    });
    throw new Refusal('INVALID_CODE', 'Wrong or used code.');
  }

  /** The lost phone may be the trusted device. */
  private async noteRecovery(tx: EntityManager, account: AccountProfile, client: Client): Promise<void> {
    await this.devices.dropAllTrust(tx, account.id);
    await this.audit.record(tx, { action: 'recovery_code.used', actor: actorFor(account, client) });
  }

  /** Null, with all rolled back, when `spend` finds the proof used up by another request. */
  private async completeOnce(done: Completion, spend: Spend): Promise<SignedIn | null> {
    return this.database
      .transaction(async (tx) => {
        const signedIn = await this.complete(tx, done);
        if (!(await spend(tx))) throw new UsedUp();
        return signedIn;
      })
      .catch((error: unknown) => {
        if (error instanceof UsedUp) return null;
        throw error;
      });
  }

  /** Issues the token, on a device with or without trust, in the transaction of what earned it. */
  private async complete(tx: EntityManager, done: Completion): Promise<SignedIn> {
    const { account, client, secondFactor } = done;
    if (!(await this.accounts.recordSignIn(tx, account.id, done.credentialVersion))) throw expired();
    const { device, secret, isNew } = await this.devices.signedInOn(tx, {
      accountId: account.id,
      knownId: done.knownDeviceId,
      presentedSecret: done.presentedSecret,
      client,
      name: done.deviceName,
    });
    const trusted = done.trustDevice ? await this.devices.trust(tx, device) : device;
    if (client.heldToken !== undefined) await this.tokens.revokeReplaced(tx, client.heldToken);
    const issued = await this.tokens.issue(
      tx,
      { id: account.id, credentialVersion: done.credentialVersion },
      device.id,
      secondFactor,
    );
    await this.audit.record(tx, {
      action: 'sign_in.succeeded',
      actor: actorFor(account, client),
      details: {
        method: secondFactor,
        deviceId: device.id,
        trusted: done.trustDevice,
        ...(isNew && { newDevice: true, device: nameOfDevice(device) }),
      },
    });
    const session: Session = {
      tokenId: issued.tokenId,
      kind: issued.kind,
      account,
      deviceId: device.id,
      secondFactor,
      issuedAt: issued.issuedAt,
      expiresAt: issued.expiresAt,
      actor: actorFor(account, client),
    };
    return { outcome: 'signed-in', issued, deviceSecret: secret, account, device: trusted, session };
  }

  /** What to offer, best first; backup codes only beside a primary factor. */
  private async methodsOf(account: AccountProfile): Promise<SecondFactor[]> {
    const settings = await this.settings.current();
    const primary = usablePrimaryMethods(account, settings);
    if (!settings.allowBackupCodes) return primary;
    const remaining = await this.backupCodes.remaining([account.id]);
    return remaining.has(account.id) ? [...primary, 'BACKUP_CODE'] : primary;
  }

  private async recordRefused(error: unknown, accountId: string, client: Client): Promise<void> {
    if (!(error instanceof Refusal) || error.code !== 'INVALID_CODE') return;
    const account = await this.accounts.byId(accountId);
    await this.recordFailure('second_factor.failed', account, client, [], { method: 'SECURITY_KEY' });
  }

  private async recordFailure(
    action: string,
    account: AccountProfile | null,
    client: Client,
    attempts: readonly Bucket[],
    details?: Record<string, unknown>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const actor = actorFor(account, client);
      // Not the login as typed: people type passwords there.
      await this.audit.record(tx, { action, actor, ...(details && { details }) });
      await this.throttle.failed(tx, attempts, actor);
    });
  }
}

/** Another request used the code or assertion first: roll back, answer as for a wrong one. */
class UsedUp extends Error {}

const ceremonyOf = (challenge: Challenge) => ({
  purpose: 'verification' as const,
  accountId: challenge.accountId,
  boundTo: challenge.id,
});

const actorFor = (account: AccountProfile | null, client: Client): Actor => ({
  id: account?.id ?? null,
  login: account?.login ?? null,
  ipAddress: client.ipAddress,
});
