import type { Client, SigningInClient } from '../platform/acting/client.js';
import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { PasswordHasher, Requester } from '../accounts/password-hasher.js';
import type { PasswordsService } from '../accounts/passwords.service.js';
import { passwordRequired, type StandingService } from '../accounts/standing.service.js';
import type { AuditService } from '../events/audit/audit.service.js';
import type { AuthenticatorAppService } from '../factors/authenticator-app/authenticator-app.service.js';
import type { BackupCodesService } from '../factors/backup-codes/backup-codes.service.js';
import type { Database } from '../platform/database/database.js';
import type { Device } from '../sessions/devices/device.entity.js';
import { deviceName, type DevicesService } from '../sessions/devices/devices.service.js';
import { nameOfDevice } from '../sessions/devices/user-agent.js';
import { refuseUnlessAllowed, usablePrimaryMethods } from '../factors/methods.js';
import type { CodeFactor } from '../factors/second-factor-check.js';
import { Refusal } from '../platform/refusal.js';
import type { AssertionService } from '../factors/security-keys/assertion.service.js';
import { isProtected } from '../settings/requirement.js';
import type { SettingsService } from '../settings/settings.service.js';
import type { Bucket, CodeKind } from '../accounts/throttle/buckets.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import { worthOf } from '../sessions/session-worth.js';
import type { IssuedToken, TokensService } from '../sessions/tokens/tokens.service.js';
import type { Challenge } from './challenge.entity.js';
import { type Challenges, expired } from './challenges.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Actor } from '../platform/acting/actor.js';
import type { Session, SessionFacts } from '../platform/acting/session.js';
import type { SecondFactor, SignInMethod } from '../platform/acting/sign-in-method.js';

/** A client that signs in, and what it brings of earlier sign-ins. */
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
  /** Of the authenticator app's codes; null when it is not among the methods. */
  codeDigits: number | null;
  expiresAt: number;
  trustDeviceForDays: number;
}

interface Completion {
  /** Under its lock. */
  account: AccountProfile;
  knownDeviceId: string | null;
  presentedSecret: string | undefined;
  deviceName: string | null;
  client: SigningInClient;
  secondFactor: SignInMethod | null;
  trustDevice: boolean;
}

/** What may prove a device to have been signed in on before. */
interface Presenting {
  deviceToken: string | undefined;
  client: SigningInClient;
}

interface SecondStep {
  challenge: Challenge;
  method: SignInMethod;
  trustDevice: boolean;
  client: SigningInClient;
  attempts: readonly Bucket[];
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
    private readonly standing: StandingService,
    private readonly devices: DevicesService,
    private readonly tokens: TokensService,
    private readonly challenges: Challenges,
    private readonly codeFactors: Record<CodeKind, CodeFactor> & {
      AUTHENTICATOR_APP: Pick<AuthenticatorAppService, 'digitsOf'>;
    },
    private readonly assertions: AssertionService,
    private readonly backupCodes: BackupCodesService,
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
    const { device } = await this.presented(found?.id ?? NOBODY, presenting);
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
        await this.noteFailure(tx, 'sign_in.failed', found, client, [attempts]);
        if (shared.length > 0) await this.throttle.countOnce(tx, shared, wrong);
        return null;
      }
      await opened.note(tx);
      const completed = await this.decide(tx, now, { presenting, deviceName: name, client });
      // In the order in which all lock, the account, the password, the address: else two wait for each other.
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
    const { device, presentedSecret } = await this.presented(account.id, asked.presenting, tx);
    const isTrusted = device !== null && this.devices.trustedUntil(device, settings) !== null;
    if (isProtected(account, settings) && !isTrusted) {
      const methods = await this.methodsOf(account, tx);
      return this.challenge(tx, { account, device, deviceName: asked.deviceName, methods }, asked.client);
    }
    return this.complete(tx, {
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

  /** Step two, with a code. Throws CHALLENGE_EXPIRED, INVALID_CODE, METHOD_DISABLED or TOO_MANY_ATTEMPTS. */
  async verifyCode(
    method: CodeKind,
    secret: string,
    code: string,
    trustDevice: boolean,
    client: SigningInClient,
  ): Promise<SignedIn> {
    const factor = this.codeFactors[method];
    const challenge = await this.challenges.find(secret);
    const { accountId, deviceId } = challenge;
    const attempts = this.throttle.codes(method, accountId, deviceId);
    const step = { challenge, method, trustDevice, client, attempts };
    if (method === 'AUTHENTICATOR_APP') {
      // Quick to check, so an attempt and what came of it are one commit: nobody learns anything by an attempt
      // that a crash keeps from being counted. Until the check, right and wrong codes run the same statements.
      return this.settle(step, async (tx, account) => {
        refuseUnlessOffered(method, usablePrimaryMethods(account, await this.settings.current(tx)));
        await this.challenges.spendAttempt(tx, challenge);
        const hasFailed = await this.throttle.refuseBlocked(tx, attempts);
        const spend = await factor.check(accountId, code, tx);
        const isRight = spend !== null && (await spend(tx));
        if (!isRight) await this.throttle.countFailure(tx, attempts);
        else if (hasFailed) await this.throttle.clear(tx, attempts);
        return isRight;
      });
    }
    // Whether a recovery code was issued is not told before one is right.
    if (method === 'BACKUP_CODE') await this.refuseUnlessUsable(method, accountId);
    const spend = await this.hasher.withPlace(requesterFor(client, accountId), async () => {
      await this.database.transaction(async (tx) => {
        await this.challenges.spendAttempt(tx, challenge);
        await this.throttle.countIn(tx, attempts);
      });
      return factor.check(accountId, code);
    });
    return this.settle(step, async (tx) => {
      const { allowBackupCodes } = await this.settings.current(tx);
      if (method === 'BACKUP_CODE' && !allowBackupCodes) throw notOffered();
      if (!spend || !(await spend(tx))) return false;
      await this.throttle.clear(tx, attempts);
      return true;
    });
  }

  /** Options for step two with a security key. Throws CHALLENGE_EXPIRED or METHOD_DISABLED. */
  async beginSecurityKey(secret: string): Promise<object> {
    const challenge = await this.challenges.find(secret);
    await this.refuseUnlessUsable('SECURITY_KEY', challenge.accountId);
    return this.assertions.begin(ceremonyOf(challenge), null);
  }

  /** Step two, with an assertion, which cannot be guessed: it works while codes are throttled. */
  async verifySecurityKey(
    secret: string,
    response: unknown,
    trustDevice: boolean,
    client: SigningInClient,
  ): Promise<SignedIn> {
    const challenge = await this.challenges.find(secret);
    await this.refuseUnlessUsable('SECURITY_KEY', challenge.accountId);
    await this.database.transaction((tx) => this.challenges.spendAttempt(tx, challenge));
    const { spend } = await this.assertions
      .check(ceremonyOf(challenge), response)
      .catch(async (error: unknown) => {
        await this.recordRefused(error, challenge.accountId, client);
        throw error;
      });
    const step = { challenge, method: 'SECURITY_KEY' as const, trustDevice, client, attempts: [] };
    return this.settle(step, async (tx, account) => {
      refuseUnlessOffered('SECURITY_KEY', usablePrimaryMethods(account, await this.settings.current(tx)));
      return spend(tx);
    });
  }

  /** Both steps in one, with a user-verifying passkey. Throws INVALID_CODE, CHALLENGE_EXPIRED, METHOD_DISABLED or PASSWORD_REQUIRED. */
  async signInWithPasskey(
    response: unknown,
    more: { deviceToken?: string; deviceName?: string },
    client: SigningInClient,
  ): Promise<SignedIn> {
    const name = more.deviceName === undefined ? null : deviceName(more.deviceName, 'deviceName');
    const addresses = this.throttle.addresses(client.ipAddress);
    await this.throttle.count(addresses);
    const { accountId, spend } = await this.assertions.checkPasskey(response);
    // A passkey takes the place of the password, which a directory may no longer know.
    const owner = await this.accounts.find(accountId);
    const isStoodBy = owner === null || (await this.standing.isGood(owner));
    const signedIn = await this.database.transaction(async (tx) => {
      const account = await this.accounts.lockForSignIn(tx, { id: accountId });
      refuseUnlessAllowed('SECURITY_KEY', await this.settings.current(tx));
      if (!account || !isStoodBy || !(await spend(tx))) {
        const subject = account ?? (await this.accounts.find(accountId, tx));
        await this.noteFailure(tx, 'sign_in.failed', subject, client, [], { method: 'SECURITY_KEY' });
        return null;
      }
      const presenting = { deviceToken: more.deviceToken, client };
      const { device, presentedSecret } = await this.presented(accountId, presenting, tx);
      const completed = await this.complete(tx, {
        account,
        knownDeviceId: device?.id ?? null,
        presentedSecret: device ? presentedSecret : undefined,
        deviceName: name,
        client,
        secondFactor: 'SECURITY_KEY',
        trustDevice: false,
      });
      await this.throttle.refund(tx, addresses);
      return completed;
    });
    if (signedIn) return signedIn;
    throw isStoodBy ? new Refusal('INVALID_CODE', 'This passkey cannot sign in.') : passwordRequired();
  }

  /** The device that this client proves to have signed in to the account on before, and by which secret. */
  private async presented(
    accountId: string,
    { deviceToken, client }: Presenting,
    tx?: EntityManager,
  ): Promise<{ device: Device | null; presentedSecret: string | undefined }> {
    const presentedSecret = deviceToken ?? client.deviceSecret(accountId);
    const device =
      presentedSecret === undefined ? null : await this.devices.recognise(accountId, presentedSecret, tx);
    return { device, presentedSecret };
  }

  private async challenge(
    tx: EntityManager,
    asked: {
      account: AccountProfile;
      device: Device | null;
      deviceName: string | null;
      methods: SecondFactor[];
    },
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
    const codeDigits = methods.includes('AUTHENTICATOR_APP')
      ? await this.codeFactors.AUTHENTICATOR_APP.digitsOf(account.id, tx)
      : null;
    return {
      outcome: 'second-factor-required',
      challenge: secret,
      methods,
      codeDigits,
      expiresAt,
      trustDeviceForDays,
    };
  }

  /**
   * The choke point of step two: challenge and proof are spent in the transaction that issues the token, and a
   * failure is recorded in the one that finds it. `prove` tells whether the proof was right, and is now used up.
   */
  private async settle(
    step: SecondStep,
    prove: (tx: EntityManager, account: AccountProfile) => Promise<boolean>,
  ): Promise<SignedIn> {
    const { challenge, method, client, attempts } = step;
    const signedIn = await this.database.transaction(async (tx) => {
      const { accountId: id, credentialVersion } = challenge;
      const account = await this.accounts.lockForSignIn(tx, { id, credentialVersion });
      // Before anything is checked, so that it tells nothing of the code.
      if (!account) throw expired();
      if (!(await prove(tx, account))) {
        await this.noteFailure(tx, 'second_factor.failed', account, client, attempts, {
          method,
          // Whoever got this far knows the password.
          ...(challenge.attemptsLeft === 1 && { lastAttempt: true }),
        });
        return null;
      }
      await this.challenges.spend(tx, challenge);
      if (method === 'RECOVERY_CODE') await this.noteRecovery(tx, account, client);
      if (method === 'BACKUP_CODE') {
        await this.backupCodes.recordUse(tx, { ...actorFor(account, client), id: account.id });
      }
      return this.complete(tx, {
        account,
        knownDeviceId: challenge.deviceId,
        presentedSecret: undefined,
        deviceName: challenge.deviceName,
        client,
        secondFactor: method,
        trustDevice: step.trustDevice,
      });
    });
    if (signedIn) return signedIn;
    throw new Refusal('INVALID_CODE', 'Wrong or used code.');
  }

  /** The lost phone may be the trusted device. */
  private async noteRecovery(tx: EntityManager, account: AccountProfile, client: Client): Promise<void> {
    await this.devices.dropAllTrust(tx, account.id);
    await this.audit.record(tx, { action: 'recovery_code.used', actor: actorFor(account, client) });
  }

  /** Issues the token, on a device with or without trust, in the transaction of what earned it. */
  private async complete(tx: EntityManager, done: Completion): Promise<SignedIn> {
    const { account, client, secondFactor } = done;
    await this.accounts.recordSignIn(tx, account.id);
    const { device, secret, isNew } = await this.devices.signedInOn(tx, {
      accountId: account.id,
      knownId: done.knownDeviceId,
      presentedSecret: done.presentedSecret,
      client,
      name: done.deviceName,
    });
    const trusted = done.trustDevice ? await this.devices.trust(tx, device) : device;
    if (client.heldToken !== undefined) await this.tokens.revokeReplaced(tx, client.heldToken);
    const issued = await this.tokens.issue(tx, account, device.id, secondFactor);
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
    const facts: SessionFacts = {
      secondFactor,
      issuedAt: issued.issuedAt,
      lastUsedAt: null,
      expiresAt: issued.expiresAt,
      epoch: issued.epoch,
    };
    const session: Session = {
      ...facts,
      tokenId: issued.tokenId,
      kind: issued.kind,
      account,
      deviceId: device.id,
      signedVersion: issued.signedVersion,
      isReplaced: false,
      worth: worthOf(facts, account, await this.settings.current(tx), issued.issuedAt),
      actor: actorFor(account, client),
    };
    return { outcome: 'signed-in', issued, deviceSecret: secret, account, device: trusted, session };
  }

  /** What to offer, best first; backup codes only beside a primary factor. */
  private async methodsOf(account: AccountProfile, tx?: EntityManager): Promise<SecondFactor[]> {
    const settings = await this.settings.current(tx);
    const primary = usablePrimaryMethods(account, settings);
    if (!settings.allowBackupCodes) return primary;
    const remaining = await this.backupCodes.remaining([account.id], tx);
    return remaining.has(account.id) ? [...primary, 'BACKUP_CODE'] : primary;
  }

  private async refuseUnlessUsable(method: SecondFactor, accountId: string): Promise<void> {
    refuseUnlessOffered(method, await this.methodsOf(await this.accounts.byId(accountId)));
  }

  private async recordRefused(error: unknown, accountId: string, client: Client): Promise<void> {
    if (!(error instanceof Refusal) || error.code !== 'INVALID_CODE') return;
    const account = await this.accounts.byId(accountId);
    await this.database.transaction((tx) =>
      this.noteFailure(tx, 'second_factor.failed', account, client, [], { method: 'SECURITY_KEY' }),
    );
  }

  private async noteFailure(
    tx: EntityManager,
    action: string,
    account: AccountProfile | null,
    client: Client,
    attempts: readonly Bucket[],
    details?: Record<string, unknown>,
  ): Promise<void> {
    const actor = actorFor(account, client);
    // Not the login as typed: people type passwords there.
    await this.audit.record(tx, { action, actor, ...(details && { details }) });
    await this.throttle.failed(tx, attempts, actor);
  }
}

function refuseUnlessOffered(method: SecondFactor, methods: readonly SecondFactor[]): void {
  if (!methods.includes(method)) throw notOffered();
}

const notOffered = (): Refusal =>
  new Refusal('METHOD_DISABLED', 'This method is not available for this sign-in.');

const ceremonyOf = (challenge: Challenge) => ({
  purpose: 'verification' as const,
  accountId: challenge.accountId,
  boundTo: challenge.id,
});

const requesterFor = ({ ipAddress, signal }: Client, account: string | null = null): Requester => ({
  account,
  ipAddress,
  signal,
});

const actorFor = (account: AccountProfile | null, client: Client): Actor => ({
  id: account?.id ?? null,
  login: account?.login ?? null,
  ipAddress: client.ipAddress,
});
