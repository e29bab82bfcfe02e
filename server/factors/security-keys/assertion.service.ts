import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  type VerifiedAuthenticationResponse,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { AuditService } from '../../events/audit/audit.service.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { refuseUnlessAllowed, type Spend } from '../factor.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { CEREMONY_LASTS, type Ceremonies, type CeremonyBinding } from './ceremonies.js';
import { descriptorOf, userHandle } from './credentials.js';
import type { RelyingParty } from './relying-party.js';
import { challengeOf, doesNotVerify, isEmbedded, parseAssertion } from './responses.js';
import { SecurityKey } from './security-key.entity.js';
import { described, type SecurityKeysService } from './security-keys.service.js';
import { SECURITY_KEY } from './what-it-is.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Session } from '../../platform/acting/session.js';

export interface CheckedAssertion {
  accountId: string;
  spend: Spend;
}

type AssertionInfo = VerifiedAuthenticationResponse['authenticationInfo'];
type OfAccount = CeremonyBinding & { accountId: string };

/** Proofs by security key or passkey (WebAuthn L3 §7.2). */
export class AssertionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly accounts: AccountsService,
    private readonly audit: AuditService,
    private readonly keys: SecurityKeysService,
    private readonly ceremonies: Ceremonies,
    private readonly relyingParty: RelyingParty,
  ) {}

  /** Options to ask one of the account's keys; `session`: whoever is signed in already. */
  async begin(binding: OfAccount, session: Session | null): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const keys = await this.keys.listMany([binding.accountId]);
    const { userVerification, appId } = this.relyingParty;
    return this.requestOptions(binding, session, {
      allowCredentials: keys.map(descriptorOf),
      userVerification,
      ...(appId !== undefined && { extensions: { appid: appId } }),
    });
  }

  /** Options for a sign-in without a login: any discoverable credential, user verification required. */
  async beginPasskeySignIn(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    refuseUnlessAllowed(SECURITY_KEY, await this.settings.current());
    return this.requestOptions(PASSKEY, null, { allowCredentials: [], userVerification: 'required' });
  }

  /** An assertion by one of this account's keys. Throws INVALID_CODE, CHALLENGE_EXPIRED or BAD_USER_INPUT. */
  async check(binding: OfAccount, given: unknown): Promise<CheckedAssertion> {
    return this.checkFor(binding, given, this.relyingParty.userVerification === 'required');
  }

  /** An assertion that names its account itself and counts as both factors. */
  async checkPasskey(given: unknown): Promise<CheckedAssertion> {
    refuseUnlessAllowed(SECURITY_KEY, await this.settings.current());
    return this.checkFor(PASSKEY, given, true);
  }

  private async requestOptions(
    binding: CeremonyBinding,
    session: Session | null,
    options: Pick<
      Parameters<typeof generateAuthenticationOptions>[0],
      'allowCredentials' | 'userVerification' | 'extensions'
    >,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      ...options,
      rpID: this.relyingParty.id,
      challenge: Buffer.from(await this.ceremonies.begin(binding, session), 'base64url'),
      timeout: CEREMONY_LASTS,
    });
  }

  private async checkFor(
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
    const handle = response.response.userHandle ?? '';
    // Step 6: only an account known beforehand may go without its handle.
    const isOwn = handle === '' ? binding.accountId !== null : isHandleOf(key.accountId, handle);
    if (!isOwn) throw doesNotVerify();
    const info = await this.verify(key, response, challenge, requireUserVerification);
    // Step 18 and the note on BE in §6.1.3: what a credential is never changes.
    const backupEligible = info.credentialDeviceType === 'multiDevice';
    if (backupEligible !== key.backupEligible) {
      await this.recordEligibilityChange(key, backupEligible);
      throw doesNotVerify();
    }
    if ((info.newCounter !== 0 || key.signCount !== 0) && info.newCounter <= key.signCount) {
      await this.recordCounterRegression(key, info.newCounter);
      throw doesNotVerify();
    }
    return { accountId: key.accountId, spend: this.spend(key, info) };
  }

  private async verify(
    key: SecurityKey,
    response: AuthenticationResponseJSON,
    expectedChallenge: string,
    requireUserVerification: boolean,
  ): Promise<AssertionInfo> {
    const { id, appId, origins } = this.relyingParty;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origins,
        expectedRPID: appId === undefined ? id : [id, appId],
        requireUserVerification,
        // The counter is ours to judge (see checkFor): the library would refuse without telling why.
        credential: { id: key.credentialId, publicKey: Buffer.from(key.publicKey, 'base64url'), counter: 0 },
      });
      if (verified && !isEmbedded(response)) return authenticationInfo;
    } catch {
      // The library tells its refusals apart by text only; to a client they are one.
    }
    throw doesNotVerify();
  }

  private spend(key: SecurityKey, info: AssertionInfo): Spend {
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
    const account = await this.accounts.byId(key.accountId);
    await this.database.transaction(async (tx) => {
      await tx.update(SecurityKey, { id: key.id }, { counterRegressedAt: this.clock.now() });
      await this.audit.record(tx, {
        action: 'security_key.counter_regressed',
        actor: NOBODY,
        account,
        details: { ...described(key), stored: key.signCount, seen },
      });
    });
  }

  private async recordEligibilityChange(key: SecurityKey, seen: boolean): Promise<void> {
    await this.audit.recordAlone({
      action: 'security_key.eligibility_changed',
      actor: NOBODY,
      account: await this.accounts.byId(key.accountId),
      details: { ...described(key), backupEligible: { stored: key.backupEligible, seen } },
    });
  }
}

/** It is not known who holds what answers so. */
const NOBODY: Actor = { id: null, login: null, ipAddress: null };

const isHandleOf = (accountId: string, handle: string): boolean =>
  userHandle(accountId).equals(Buffer.from(handle, 'base64url'));

const PASSKEY: CeremonyBinding = { purpose: 'passkey', accountId: null, boundTo: '' };
