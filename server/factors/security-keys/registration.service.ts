import type { AccountSettings } from '../../settings/policies/account-settings.js';
import type {
  generateRegistrationOptions,
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import { newId } from '../../platform/ids.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { Refusal } from '../../platform/refusal.js';
import type { Settings } from '../../settings/settings.entity.js';
import { refuseUnlessAllowed } from '../factor.js';
import type { ProofsService } from '../../sessions/proofs/proofs.service.js';
import type { AttestationPolicy } from './attestation-policy.js';
import { webAuthn } from './webauthn-library.js';
import { CEREMONY_LASTS, type Ceremonies } from './ceremonies.js';
import { descriptorOf, userHandle } from './credentials.js';
import type { RelyingParty } from './relying-party.js';
import { challengeOf, doesNotVerify, isEmbedded, parseRegistration } from './responses.js';
import type { SecurityKey } from './security-key.entity.js';
import { keyName, MOST_KEYS, type SecurityKeysService, tooManyKeys } from './security-keys.service.js';
import { passkeyOffer, SECURITY_KEY } from './what-it-is.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
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

  /** How people are offered a passkey of the device that they sign in on. */
  async offer(): Promise<Settings['offerPasskeys']> {
    return passkeyOffer(await this.needs.settings.current());
  }

  /** For a passkey of this very device, or any key. Throws METHOD_DISABLED, or CONFLICT when there are as many as may be. */
  async begin(session: Session, onThisDevice: boolean): Promise<PublicKeyCredentialCreationOptionsJSON> {
    refuseUnlessAllowed(SECURITY_KEY, await this.needs.settings.of(session.account));
    const { userVerification } = this.needs.relyingParty;
    return this.options(session, 'registration', {
      authenticatorSelection: onThisDevice
        ? { authenticatorAttachment: 'platform', residentKey: 'required', userVerification: 'required' }
        : { residentKey: 'preferred', userVerification },
    });
  }

  /**
   * For a browser that makes a passkey without a gesture, right after it has filled in the password (conditional
   * mediation). Never the account's first factor: its owner would be asked for it elsewhere without ever having wanted
   * it. Throws METHOD_DISABLED, or CONFLICT when there are as many as may be.
   */
  async beginAutomatic(session: Session): Promise<PublicKeyCredentialCreationOptionsJSON> {
    refuseUnlessAutomatic(await this.needs.settings.of(session.account), session.account);
    const { userVerification } = this.needs.relyingParty;
    return this.options(session, 'automatic', {
      authenticatorSelection: { residentKey: 'required', userVerification },
    });
  }

  /** Throws INVALID_CODE when it does not verify, CHALLENGE_EXPIRED, CONFLICT when the key is registered already. */
  async finish(session: Session, name: string, response: unknown): Promise<SecurityKey> {
    refuseUnlessAllowed(SECURITY_KEY, await this.needs.settings.of(session.account));
    const key = await this.verified(session, 'registration', name, response);
    await this.needs.guard.own(session, async (tx, account) => {
      await this.needs.proofs.record(tx, session, SECURITY_KEY.method);
      await this.needs.keys.add(tx, session.actor, account, key);
    });
    return key;
  }

  /** Nobody had to be there for it, so it proves nothing of the session. Throws as `beginAutomatic` and `finish` do. */
  async finishAutomatic(session: Session, name: string, response: unknown): Promise<SecurityKey> {
    refuseUnlessAutomatic(await this.needs.settings.of(session.account), session.account);
    const key = await this.verified(session, 'automatic', name, response);
    await this.needs.guard.own(session, async (tx, account) => {
      refuseUnlessAutomatic(await this.needs.settings.of(account, tx), account);
      await this.needs.keys.add(tx, session.actor, account, key, { automatic: true });
    });
    return key;
  }

  private async options(
    session: Session,
    purpose: Purpose,
    wanted: Pick<Parameters<typeof generateRegistrationOptions>[0], 'authenticatorSelection'>,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { account } = session;
    const keys = await this.needs.keys.listMany([account.id]);
    if (keys.length >= MOST_KEYS) throw tooManyKeys();
    const { name } = await this.needs.branding.current();
    const { id, attestation, appId } = this.needs.relyingParty;
    const { generateRegistrationOptions } = await webAuthn();
    return generateRegistrationOptions({
      ...wanted,
      rpID: id,
      rpName: name,
      userID: userHandle(account.id),
      userName: account.login,
      userDisplayName: account.displayName ?? account.login,
      challenge: Buffer.from(
        await this.needs.ceremonies.begin(registrationBy(session, purpose), session),
        'base64url',
      ),
      timeout: CEREMONY_LASTS,
      attestationType: attestation,
      excludeCredentials: keys.map(descriptorOf),
      ...(appId !== undefined && { extensions: { appidExclude: appId } as object }),
    });
  }

  /** What is to be kept of an answer. How it was asked for is known by its challenge, whatever the client says. */
  private async verified(
    session: Session,
    purpose: Purpose,
    givenName: string,
    given: unknown,
  ): Promise<SecurityKey> {
    const name = keyName(givenName);
    const response = parseRegistration(given);
    const challenge = await challengeOf(response);
    await this.needs.ceremonies.end(challenge, registrationBy(session, purpose));
    const info = await this.verify(response, challenge, purpose);
    return {
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
      eligibilityUnknown: false,
      backedUp: info.credentialBackedUp,
      userHandle: null,
      createdAt: this.needs.clock.now(),
      lastUsedAt: null,
      counterRegressedAt: null,
    };
  }

  private async verify(
    response: RegistrationResponseJSON,
    expectedChallenge: string,
    purpose: Purpose,
  ): Promise<NonNullable<VerifiedRegistrationResponse['registrationInfo']>> {
    const { id, origins, userVerification } = this.needs.relyingParty;
    const { verifyRegistrationResponse } = await webAuthn();
    const { hasForeignRoot } = await import('./attestation.js');
    let result: VerifiedRegistrationResponse;
    try {
      if (hasForeignRoot(Buffer.from(response.response.attestationObject, 'base64url')))
        throw doesNotVerify();
      result = await verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origins,
        expectedRPID: id,
        // WebAuthn L3 §7.1, step 15: only what was asked for with conditional mediation may lack it.
        requireUserPresence: purpose !== 'automatic',
        requireUserVerification: userVerification === 'required',
      });
    } catch {
      // The library tells its refusals apart by text only; to a client they are one.
      throw doesNotVerify();
    }
    if (!result.verified || (await isEmbedded(response))) throw doesNotVerify();
    const { registrationInfo } = result;
    // The library takes the ID from the authenticator; ours is checked for length as well (WebAuthn L3 §7.1).
    if (registrationInfo.credential.id !== response.id) throw doesNotVerify();
    await this.needs.policy.check(registrationInfo);
    return registrationInfo;
  }
}

type Purpose = 'registration' | 'automatic';

const registrationBy = (session: Session, purpose: Purpose) => ({
  purpose,
  accountId: session.account.id,
  boundTo: session.tokenId,
});

/** Throws METHOD_DISABLED. */
function refuseUnlessAutomatic(
  settings: AccountSettings,
  { primaryFactors }: Pick<AccountProfile, 'primaryFactors'>,
): void {
  refuseUnlessAllowed(SECURITY_KEY, settings);
  if (passkeyOffer(settings) === 'SAVE' && primaryFactors !== 0) return;
  throw new Refusal('METHOD_DISABLED', 'No passkey is saved without asking here.');
}
