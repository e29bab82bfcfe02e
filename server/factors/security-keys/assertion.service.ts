import { withoutPolicies } from '../../settings/policies/account-settings.js';
import type {
  AuthenticationResponseJSON,
  generateAuthenticationOptions,
  PublicKeyCredentialRequestOptionsJSON,
  VerifiedAuthenticationResponse,
} from '@simplewebauthn/server';
import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../../accounts/accounts.service.js';
import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import { changed } from '../../platform/database/prepared.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { refuseUnlessAllowed, type Spend } from '../factor.js';
import { CEREMONY_LASTS, type Ceremonies, type CeremonyBinding } from './ceremonies.js';
import { webAuthn } from './webauthn-library.js';
import { descriptorOf, userHandle } from './credentials.js';
import { UNKNOWN_HANDLE } from './imported-key.js';
import type { RelyingParty } from './relying-party.js';
import { challengeOf, doesNotVerify, isEmbedded, parseAssertion } from './responses.js';
import { SecurityKey } from './security-key.entity.js';
import { described, type SecurityKeysService } from './security-keys.service.js';
import { SECURITY_KEY } from './what-it-is.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

export interface CheckedAssertion {
  accountId: string;
  spend: Spend;
}

type AssertionInfo = VerifiedAuthenticationResponse['authenticationInfo'];
type OfAccount = CeremonyBinding & { accountId: string };

type AssertingKey = Pick<
  SecurityKey,
  | 'id'
  | 'accountId'
  | 'credentialId'
  | 'publicKey'
  | 'name'
  | 'aaguid'
  | 'signCount'
  | 'backupEligible'
  | 'eligibilityUnknown'
  | 'userHandle'
>;
type Flag = 'backupEligible' | 'eligibilityUnknown';
// Neither database has booleans.
const KEY = new PackedColumns<Omit<AssertingKey, Flag> & Record<Flag, number>>({
  id: 'id',
  accountId: 'accountId',
  credentialId: 'credentialId',
  publicKey: 'publicKey',
  name: 'name',
  aaguid: 'aaguid',
  signCount: 'signCount',
  backupEligible: 'backupEligible',
  eligibilityUnknown: 'eligibilityUnknown',
  userHandle: 'userHandle',
});
const FIND_KEY = `SELECT ${KEY.sql} AS found FROM security_keys
  WHERE credentialHash = ? AND (? IS NULL OR accountId = ?)`;
const SPEND = `UPDATE security_keys SET signCount = ?, backedUp = ?, backupEligible = ?, eligibilityUnknown = 0,
  lastUsedAt = ? WHERE id = ? AND signCount = ?`;

/** Proofs by security key or passkey (WebAuthn L3 §7.2). */
export class AssertionService {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      keys: SecurityKeysService;
      ceremonies: Ceremonies;
      relyingParty: RelyingParty;
    },
  ) {}

  /** Options to ask one of the account's keys; `session`: that of the person who is already signed in. */
  async begin(binding: OfAccount, session: Session | null): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const keys = await this.needs.keys.listMany([binding.accountId]);
    const { userVerification, appId } = this.needs.relyingParty;
    return this.requestOptions(binding, session, {
      allowCredentials: keys.map(descriptorOf),
      userVerification,
      ...(appId !== undefined && { extensions: { appid: appId } }),
    });
  }

  /** Options for a sign-in without a login: any discoverable credential, user verification required. */
  async beginPasskeySignIn(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    refuseUnlessAllowed(SECURITY_KEY, withoutPolicies(await this.needs.settings.current()));
    return this.requestOptions(PASSKEY, null, { allowCredentials: [], userVerification: 'required' });
  }

  /** An assertion by one of this account's keys. Throws INVALID_CODE, CHALLENGE_EXPIRED or BAD_USER_INPUT. */
  async check(binding: OfAccount, given: unknown): Promise<CheckedAssertion> {
    return this.checkFor(binding, given, this.needs.relyingParty.userVerification === 'required');
  }

  /** An assertion that names its account itself and counts as both factors. */
  async checkPasskey(given: unknown): Promise<CheckedAssertion> {
    refuseUnlessAllowed(SECURITY_KEY, withoutPolicies(await this.needs.settings.current()));
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
    const { generateAuthenticationOptions } = await webAuthn();
    return generateAuthenticationOptions({
      ...options,
      rpID: this.needs.relyingParty.id,
      challenge: Buffer.from(await this.needs.ceremonies.begin(binding, session), 'base64url'),
      timeout: CEREMONY_LASTS,
    });
  }

  private async checkFor(
    binding: CeremonyBinding,
    given: unknown,
    requireUserVerification: boolean,
  ): Promise<CheckedAssertion> {
    const response = parseAssertion(given);
    const challenge = await challengeOf(response);
    await this.needs.ceremonies.end(challenge, binding);
    const key = await this.keyOf(sha256(response.id), binding.accountId);
    if (!key) throw doesNotVerify({ unknownCredential: true });
    const handle = response.response.userHandle ?? '';
    // Step 6: only an account known beforehand may go without its handle.
    const isOwn = handle === '' ? binding.accountId !== null : isHandleOf(key, handle);
    if (!isOwn) throw doesNotVerify();
    const info = await this.verify(key, response, challenge, requireUserVerification);
    // Step 18 and the note on BE in §6.1.3: what a credential is never changes.
    const backupEligible = info.credentialDeviceType === 'multiDevice';
    if (backupEligible !== key.backupEligible && !key.eligibilityUnknown) {
      await this.recordEligibilityChange(key, backupEligible);
      throw doesNotVerify();
    }
    if ((info.newCounter !== 0 || key.signCount !== 0) && info.newCounter <= key.signCount) {
      await this.recordCounterRegression(key, info.newCounter);
      throw doesNotVerify();
    }
    return { accountId: key.accountId, spend: this.spend(key, info) };
  }

  /** By an account's keys alone, where it is known whose it must be. */
  private async keyOf(credentialHash: string, accountId: string | null): Promise<AssertingKey | null> {
    const asked = [credentialHash, accountId, accountId];
    const row = await this.needs.database.row<{ found: Packed }>(FIND_KEY, asked);
    if (!row) return null;
    const { backupEligible, eligibilityUnknown, ...key } = KEY.copy(row.found);
    return {
      ...key,
      backupEligible: Boolean(backupEligible),
      eligibilityUnknown: Boolean(eligibilityUnknown),
    };
  }

  private async verify(
    key: AssertingKey,
    response: AuthenticationResponseJSON,
    expectedChallenge: string,
    requireUserVerification: boolean,
  ): Promise<AssertionInfo> {
    const { id, appId, origins } = this.needs.relyingParty;
    const { verifyAuthenticationResponse } = await webAuthn();
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
      if (verified && !(await isEmbedded(response))) return authenticationInfo;
    } catch {
      // The library tells its refusals apart by text only; to a client they are one.
    }
    throw doesNotVerify();
  }

  private spend(key: AssertingKey, info: AssertionInfo): Spend {
    const spend = async (tx: EntityManager): Promise<boolean> => {
      const flags = [info.credentialBackedUp, info.credentialDeviceType === 'multiDevice'].map(Number);
      const seen = [info.newCounter, ...flags, this.needs.clock.now()];
      return (await changed(tx, SPEND, [...seen, key.id, key.signCount])) === 1;
    };
    return Object.assign(spend, { by: described(key) });
  }

  private async recordCounterRegression(key: AssertingKey, seen: number): Promise<void> {
    const account = await this.needs.accounts.byId(key.accountId);
    await this.needs.database.transaction(async (tx) => {
      await tx.update(SecurityKey, { id: key.id }, { counterRegressedAt: this.needs.clock.now() });
      await this.needs.audit.record(tx, {
        action: 'security_key.counter_regressed',
        actor: NOBODY,
        account,
        details: { ...described(key), stored: key.signCount, seen },
      });
    });
  }

  private async recordEligibilityChange(key: AssertingKey, seen: boolean): Promise<void> {
    await this.needs.audit.recordAlone({
      action: 'security_key.eligibility_changed',
      actor: NOBODY,
      account: await this.needs.accounts.byId(key.accountId),
      details: { ...described(key), backupEligible: { stored: key.backupEligible, seen } },
    });
  }
}

/** It is not known who holds what answers so. */
const NOBODY: Actor = { id: null, login: null, ipAddress: null };

/** A key that was brought along answers with the handle that it was registered with. */
const isHandleOf = ({ accountId, userHandle: own }: AssertingKey, handle: string): boolean =>
  own === UNKNOWN_HANDLE ||
  (own === null ? userHandle(accountId) : Buffer.from(own, 'base64url')).equals(
    Buffer.from(handle, 'base64url'),
  );

const PASSKEY: CeremonyBinding = { purpose: 'passkey', accountId: null, boundTo: '' };
