import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  type VerifiedRegistrationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { newId } from '../../platform/ids.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { refuseUnlessAllowed } from '../factor.js';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import { type AttestationPolicy, hasForeignRoot } from './attestation-policy.js';
import { CEREMONY_LASTS, type Ceremonies } from './ceremonies.js';
import { descriptorOf, userHandle } from './credentials.js';
import type { RelyingParty } from './relying-party.js';
import { challengeOf, doesNotVerify, isEmbedded, parseRegistration } from './responses.js';
import type { SecurityKey } from './security-key.entity.js';
import { keyName, MOST_KEYS, type SecurityKeysService, tooManyKeys } from './security-keys.service.js';
import { SECURITY_KEY } from './what-it-is.js';
import type { Session } from '../../platform/acting/session.js';
import type { Branding } from '../../settings/branding.js';
import type { Ground } from '../../accounts/ground.js';

/** Registering security keys and passkeys (WebAuthn L3 §7.1). */
export class RegistrationService {
  constructor(
    private readonly needs: Ground & {
      proofs: ProofsService;
      keys: SecurityKeysService;
      ceremonies: Ceremonies;
      relyingParty: RelyingParty;
      policy: AttestationPolicy;
      branding: Branding;
    },
  ) {}

  /** Throws METHOD_DISABLED, or CONFLICT when the account has as many keys as it may. */
  async begin(session: Session): Promise<PublicKeyCredentialCreationOptionsJSON> {
    refuseUnlessAllowed(SECURITY_KEY, await this.needs.settings.current());
    const { account } = session;
    const keys = await this.needs.keys.listMany([account.id]);
    if (keys.length >= MOST_KEYS) throw tooManyKeys();
    const { name } = await this.needs.branding.current();
    const { id, attestation, userVerification, appId } = this.needs.relyingParty;
    return generateRegistrationOptions({
      rpID: id,
      rpName: name,
      userID: userHandle(account.id),
      userName: account.login,
      userDisplayName: account.displayName ?? account.login,
      challenge: Buffer.from(
        await this.needs.ceremonies.begin(registrationBy(session), session),
        'base64url',
      ),
      timeout: CEREMONY_LASTS,
      attestationType: attestation,
      excludeCredentials: keys.map(descriptorOf),
      authenticatorSelection: { residentKey: 'preferred', userVerification },
      ...(appId !== undefined && { extensions: { appidExclude: appId } as object }),
    });
  }

  /** Throws INVALID_CODE when it does not verify, CHALLENGE_EXPIRED, CONFLICT when the key is registered already. */
  async finish(session: Session, givenName: string, given: unknown): Promise<SecurityKey> {
    refuseUnlessAllowed(SECURITY_KEY, await this.needs.settings.current());
    const name = keyName(givenName);
    const response = parseRegistration(given);
    const challenge = challengeOf(response);
    await this.needs.ceremonies.end(challenge, registrationBy(session));
    const info = await this.verify(response, challenge);
    const key: SecurityKey = {
      id: newId(this.needs.clock.now()),
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
      createdAt: this.needs.clock.now(),
      lastUsedAt: null,
      counterRegressedAt: null,
    };
    await this.needs.guard.own(session, async (tx, account) => {
      await this.needs.proofs.record(tx, session, SECURITY_KEY.method);
      await this.needs.keys.add(tx, session.actor, account, key);
    });
    return key;
  }

  private async verify(
    response: RegistrationResponseJSON,
    expectedChallenge: string,
  ): Promise<NonNullable<VerifiedRegistrationResponse['registrationInfo']>> {
    const { id, origins, userVerification } = this.needs.relyingParty;
    let result: VerifiedRegistrationResponse;
    try {
      if (hasForeignRoot(Buffer.from(response.response.attestationObject, 'base64url')))
        throw doesNotVerify();
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
    if (!result.verified || isEmbedded(response)) throw doesNotVerify();
    const { registrationInfo } = result;
    // The library takes the ID from the authenticator; ours is checked for length as well (WebAuthn L3 §7.1).
    if (registrationInfo.credential.id !== response.id) throw doesNotVerify();
    await this.needs.policy.check(registrationInfo);
    return registrationInfo;
  }
}

const registrationBy = (session: Session) => ({
  purpose: 'registration' as const,
  accountId: session.account.id,
  boundTo: session.tokenId,
});
