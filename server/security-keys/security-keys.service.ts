import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type VerifiedAuthenticationResponse,
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { type EntityManager, In } from 'typeorm';
import type { AccountProfile } from '../accounts/account.entity.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { AuditService } from '../audit/audit.service.js';
import type { Clock } from '../database/clock.js';
import { type Database, isDuplicate } from '../database/database.js';
import { newId } from '../database/ids.js';
import { sha256 } from '../database/secrets.js';
import { refuseUnlessAllowed } from '../policy/methods.js';
import type { PrimaryFactorsService } from '../policy/primary-factors.service.js';
import type { ProofsService } from '../policy/proofs.service.js';
import type { Spend } from '../policy/second-factor-check.js';
import { Refusal } from '../refusal.js';
import type { Session } from '../session.js';
import type { SettingsService } from '../settings/settings.service.js';
import { oneLine } from '../text.js';
import { CEREMONY_LASTS, type Ceremonies, type CeremonyBinding } from './ceremonies.js';
import type { RelyingParty } from './relying-party.js';
import { challengeOf, isCrossOrigin, parseAssertion, parseRegistration } from './responses.js';
import { SecurityKey } from './security-key.entity.js';

const MOST_KEYS = 20;

/** What the WebAuthn signal API needs to tidy a browser's passkeys (WebAuthn L3 §5.1.10). */
export interface PasskeySignal {
  rpId: string;
  userId: string;
  allAcceptedCredentialIds: string[];
  name: string;
  displayName: string;
}

export interface CheckedAssertion {
  accountId: string;
  spend: Spend;
}

/** WebAuthn (W3C WebAuthn L3): security keys, U2F keys, platform authenticators, passkeys. */
export class SecurityKeysService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly accounts: AccountsService,
    private readonly primaryFactors: PrimaryFactorsService,
    private readonly proofs: ProofsService,
    private readonly audit: AuditService,
    private readonly ceremonies: Ceremonies,
    private readonly relyingParty: RelyingParty,
  ) {}

  /** Throws METHOD_DISABLED, or CONFLICT when the account has as many keys as it may. */
  async beginRegistration(session: Session): Promise<PublicKeyCredentialCreationOptionsJSON> {
    refuseUnlessAllowed('SECURITY_KEY', await this.settings.current());
    const { account } = session;
    const keys = await this.listMany([account.id]);
    if (keys.length >= MOST_KEYS) throw tooMany();
    const { id, name, attestation, userVerification, appId } = this.relyingParty;
    return generateRegistrationOptions({
      rpID: id,
      rpName: name,
      userID: userHandle(account.id),
      userName: account.login,
      userDisplayName: account.displayName ?? account.login,
      challenge: Buffer.from(await this.ceremonies.begin(registrationBy(session)), 'base64url'),
      timeout: CEREMONY_LASTS,
      attestationType: attestation,
      excludeCredentials: keys.map(toDescriptor),
      authenticatorSelection: { residentKey: 'preferred', userVerification },
      ...(appId !== undefined && { extensions: { appidExclude: appId } as object }),
    });
  }

  /** Throws INVALID_CODE when it does not verify, CHALLENGE_EXPIRED, CONFLICT when the key is registered already. */
  async finishRegistration(session: Session, givenName: string, given: unknown): Promise<SecurityKey> {
    refuseUnlessAllowed('SECURITY_KEY', await this.settings.current());
    const name = keyName(givenName);
    const response = parseRegistration(given);
    const challenge = challengeOf(response);
    await this.ceremonies.end(challenge, registrationBy(session));
    const info = await this.verifyRegistration(response, challenge);
    const key: SecurityKey = {
      id: newId(this.clock.now()),
      accountId: session.account.id,
      credentialHash: sha256(info.credential.id),
      credentialId: info.credential.id,
      publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
      name,
      aaguid: info.aaguid,
      transports: info.credential.transports ?? [],
      signCount: info.credential.counter,
      backupEligible: info.credentialDeviceType === 'multiDevice',
      backedUp: info.credentialBackedUp,
      createdAt: this.clock.now(),
      lastUsedAt: null,
      counterRegressedAt: null,
    };
    try {
      await this.database.transaction((tx) => this.add(tx, session, key));
    } catch (error) {
      if (isDuplicate(error)) throw new Refusal('CONFLICT', 'This security key is registered already.');
      throw error;
    }
    return key;
  }

  /** Options to ask one of the account's keys for an assertion. */
  async beginAssertion(
    binding: CeremonyBinding & { accountId: string },
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const keys = await this.listMany([binding.accountId]);
    const { userVerification, appId } = this.relyingParty;
    return this.requestOptions(binding, {
      allowCredentials: keys.map(toDescriptor),
      userVerification,
      ...(appId !== undefined && { extensions: { appid: appId } }),
    });
  }

  /** Options for a sign-in without a login: any discoverable credential, user verification required. */
  async beginPasskeySignIn(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    refuseUnlessAllowed('SECURITY_KEY', await this.settings.current());
    return this.requestOptions(PASSKEY, { allowCredentials: [], userVerification: 'required' });
  }

  /** An assertion by one of this account's keys. Throws INVALID_CODE, CHALLENGE_EXPIRED or BAD_USER_INPUT. */
  async checkAssertion(
    binding: CeremonyBinding & { accountId: string },
    given: unknown,
  ): Promise<CheckedAssertion> {
    return this.check(binding, given, this.relyingParty.userVerification === 'required');
  }

  /** An assertion that names its account itself and counts as both factors. */
  async checkPasskey(given: unknown): Promise<CheckedAssertion> {
    refuseUnlessAllowed('SECURITY_KEY', await this.settings.current());
    return this.check(PASSKEY, given, true);
  }

  async rename(session: Session, id: string, name: string): Promise<SecurityKey> {
    const changed = { name: keyName(name) };
    await this.database.transaction(async (tx) => {
      const { affected } = await tx.update(SecurityKey, { id, accountId: session.account.id }, changed);
      if (affected !== 1) throw noSuchKey();
      await this.audit.record(tx, {
        action: 'security_key.renamed',
        actor: session.actor,
        details: { securityKeyId: id, ...changed },
      });
    });
    return this.database.manager.findOneByOrFail(SecurityKey, { id });
  }

  /** Trust ends; without another primary factor, backup codes go too. Throws NOT_FOUND. */
  async remove(session: Session, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, session.account.id);
      const { affected } = await tx.delete(SecurityKey, { id, accountId: account.id });
      if (affected !== 1) throw noSuchKey();
      if (!(await tx.existsBy(SecurityKey, { accountId: account.id }))) {
        await this.primaryFactors.removed(tx, account, 'SECURITY_KEY');
      }
      await this.audit.record(tx, {
        action: 'security_key.removed',
        actor: session.actor,
        details: { securityKeyId: id },
      });
    });
  }

  async deleteAll(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(SecurityKey, { accountId });
  }

  async listMany(accountIds: readonly string[]): Promise<SecurityKey[]> {
    return this.database.manager.find(SecurityKey, {
      where: { accountId: In(accountIds) },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  async signal(account: AccountProfile): Promise<PasskeySignal> {
    const keys = await this.listMany([account.id]);
    return {
      rpId: this.relyingParty.id,
      userId: Buffer.from(userHandle(account.id)).toString('base64url'),
      allAcceptedCredentialIds: keys.map(({ credentialId }) => credentialId),
      name: account.login,
      displayName: account.displayName ?? account.login,
    };
  }

  private async add(tx: EntityManager, session: Session, key: SecurityKey): Promise<void> {
    const account = await this.accounts.lock(tx, key.accountId);
    if ((await tx.countBy(SecurityKey, { accountId: account.id })) >= MOST_KEYS) throw tooMany();
    await tx.insert(SecurityKey, key);
    await this.primaryFactors.added(tx, account, 'SECURITY_KEY');
    await this.proofs.record(tx, session, 'SECURITY_KEY');
    await this.audit.record(tx, {
      action: 'security_key.added',
      actor: session.actor,
      details: { securityKeyId: key.id, name: key.name, aaguid: key.aaguid },
    });
  }

  private async verifyRegistration(
    response: ReturnType<typeof parseRegistration>,
    expectedChallenge: string,
  ): Promise<NonNullable<VerifiedRegistrationResponse['registrationInfo']>> {
    const { id, origins, userVerification, attestation, allowedAaguids } = this.relyingParty;
    let result: VerifiedRegistrationResponse;
    try {
      result = await verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origins,
        expectedRPID: id,
        requireUserVerification: userVerification === 'required',
      });
    } catch {
      // The library tells its refusals apart by text only; to a client they are one.
      throw doesNotVerify();
    }
    if (!result.verified || isCrossOrigin(response)) throw doesNotVerify();
    const { registrationInfo } = result;
    if (allowedAaguids.length > 0 && !allowedAaguids.includes(registrationInfo.aaguid)) {
      throw new Refusal('METHOD_DISABLED', 'This model of security key is not allowed here.');
    }
    if (attestation === 'direct' && allowedAaguids.length > 0 && registrationInfo.fmt === 'none') {
      throw new Refusal('METHOD_DISABLED', 'This security key does not prove its model.');
    }
    return registrationInfo;
  }

  private async requestOptions(
    binding: CeremonyBinding,
    options: Pick<
      Parameters<typeof generateAuthenticationOptions>[0],
      'allowCredentials' | 'userVerification' | 'extensions'
    >,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      ...options,
      rpID: this.relyingParty.id,
      challenge: Buffer.from(await this.ceremonies.begin(binding), 'base64url'),
      timeout: CEREMONY_LASTS,
    });
  }

  private async check(
    binding: CeremonyBinding,
    given: unknown,
    requireUserVerification: boolean,
  ): Promise<CheckedAssertion> {
    const response = parseAssertion(given);
    const challenge = challengeOf(response);
    await this.ceremonies.end(challenge, binding);
    const key = await this.database.manager.findOneBy(SecurityKey, {
      credentialHash: sha256(response.id),
      ...(binding.accountId !== null && { accountId: binding.accountId }),
    });
    if (!key) throw doesNotVerify({ unknownCredential: true });
    const handle = response.response.userHandle;
    if (
      handle != null &&
      handle !== '' &&
      !userHandle(key.accountId).equals(Buffer.from(handle, 'base64url'))
    ) {
      throw doesNotVerify();
    }
    const info = await this.verifyAssertion(key, response, challenge, requireUserVerification);
    if ((info.newCounter !== 0 || key.signCount !== 0) && info.newCounter <= key.signCount) {
      await this.recordCounterRegression(key, info.newCounter);
      throw doesNotVerify();
    }
    return { accountId: key.accountId, spend: this.spend(key, info) };
  }

  private async verifyAssertion(
    key: SecurityKey,
    response: ReturnType<typeof parseAssertion>,
    expectedChallenge: string,
    requireUserVerification: boolean,
  ): Promise<VerifiedAuthenticationResponse['authenticationInfo']> {
    const { id, appId, origins } = this.relyingParty;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origins,
        expectedRPID: appId === undefined ? id : [id, appId],
        requireUserVerification,
        // The counter is ours to judge (see check): the library would refuse without telling why.
        credential: { id: key.credentialId, publicKey: Buffer.from(key.publicKey, 'base64url'), counter: 0 },
      });
      const isSameKind = (authenticationInfo.credentialDeviceType === 'multiDevice') === key.backupEligible;
      if (verified && isSameKind && !isCrossOrigin(response)) return authenticationInfo;
    } catch {
      // The library tells its refusals apart by text only; to a client they are one.
    }
    throw doesNotVerify();
  }

  private spend(key: SecurityKey, info: VerifiedAuthenticationResponse['authenticationInfo']): Spend {
    return async (tx) => {
      const { affected } = await tx.update(
        SecurityKey,
        { id: key.id, signCount: key.signCount },
        { signCount: info.newCounter, backedUp: info.credentialBackedUp, lastUsedAt: this.clock.now() },
      );
      return affected === 1;
    };
  }

  private async recordCounterRegression(key: SecurityKey, seen: number): Promise<void> {
    const { id, login } = await this.accounts.byId(key.accountId);
    await this.database.transaction(async (tx) => {
      await tx.update(SecurityKey, { id: key.id }, { counterRegressedAt: this.clock.now() });
      await this.audit.record(tx, {
        action: 'security_key.counter_regressed',
        actor: { id: null, login: null, ipAddress: null },
        account: { id, login },
        details: { securityKeyId: key.id, stored: key.signCount, seen },
      });
    });
  }
}

const PASSKEY: CeremonyBinding = { purpose: 'passkey', accountId: null, boundTo: '' };

const registrationBy = (session: Session): CeremonyBinding => ({
  purpose: 'registration',
  accountId: session.account.id,
  boundTo: session.tokenId,
});

/** The user handle: the account's id as bytes, which says nothing of the person (WebAuthn L3 §14.6.1). */
const userHandle = (accountId: string): Buffer<ArrayBuffer> =>
  Buffer.from(accountId.replaceAll('-', ''), 'hex');

const toDescriptor = ({ credentialId, transports }: SecurityKey) => ({ id: credentialId, transports });

const keyName = (name: string): string => oneLine(name, 'name', 100);

const doesNotVerify = (details: { unknownCredential?: true } = {}): Refusal =>
  new Refusal('INVALID_CODE', 'The security key’s answer does not verify.', details);

const noSuchKey = (): Refusal => new Refusal('NOT_FOUND', 'No such security key.');

const tooMany = (): Refusal =>
  new Refusal('CONFLICT', `An account can have ${MOST_KEYS} security keys: remove one first.`);
