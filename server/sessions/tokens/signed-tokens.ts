import type { EntityManager } from 'typeorm';
import { type Clock, DAY } from '../../platform/clock.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import { Device } from '../devices/device.entity.js';
import { KeyCheck, NEVER_EXPIRES } from '../../platform/encryption/key-check.entity.js';
import type { SignInMethod } from '../../platform/acting/sign-in-method.js';

export interface SignedClaims {
  tokenId: string;
  accountId: string;
  deviceId: string;
  credentialVersion: number;
  secondFactor: SignInMethod | null;
  issuedAt: number;
  expiresAt: number | null;
  epoch: number;
  /** See isSignedEnded. */
  version: number;
}

const TYPE = 'latchkey+jwt';
// Of another type than a token, so that neither is taken for the other, whatever else changes.
const PASS_TYPE = 'latchkey-pass+jwt';

/** One more than signedVersion says. */
const NEXT_VERSION = `1 + CASE WHEN signedEndedBelow > signedPasswordOnlyEndedBelow
  THEN signedEndedBelow ELSE signedPasswordOnlyEndedBelow END`;

/** Tokens that are not stored: JWT (RFC 7519), HS256. */
export class SignedTokens {
  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  /** With a host it is no token, but a pass for it. */
  async sign(claims: SignedClaims, host?: string): Promise<string> {
    const { SignJWT } = await import('jose');
    const { id, key } = this.keys.signingKey;
    const token = new SignJWT({
      dev: claims.deviceId,
      ver: claims.credentialVersion,
      amr: claims.secondFactor,
      ims: claims.issuedAt,
      epo: claims.epoch,
      end: claims.version,
    })
      .setProtectedHeader({ alg: 'HS256', typ: host === undefined ? TYPE : PASS_TYPE, kid: id })
      .setSubject(claims.accountId)
      .setJti(claims.tokenId);
    if (host !== undefined) token.setAudience(host);
    if (claims.expiresAt !== null) token.setExpirationTime(Math.floor(claims.expiresAt / 1000));
    return token.sign(key);
  }

  /** Lets the key be kept as long as a token needs it; `tx` is the transaction that issues the token. */
  async noteExpiry(tx: EntityManager, expiresAt: number | null): Promise<void> {
    const until = expiresAt ?? NEVER_EXPIRES;
    await tx
      .createQueryBuilder()
      .update(KeyCheck)
      // To the day: one sign-in a day writes, all others find it written.
      .set({ signedUntil: Math.min(until + DAY, NEVER_EXPIRES) })
      .where('keyId = :keyId AND (signedUntil IS NULL OR signedUntil < :until)', {
        keyId: this.keys.signingKey.id,
        until,
      })
      .execute();
  }

  /** Ends those of an account, or of one of its devices; one can be excepted. */
  async end(
    tx: EntityManager,
    of: { accountId: string; id?: string },
    exceptTokenId: string | null = null,
  ): Promise<void> {
    await tx
      .createQueryBuilder()
      .update(Device)
      .set({ signedEndedBelow: () => NEXT_VERSION, signedKept: exceptTokenId })
      .where(of)
      .execute();
  }

  /** Ends those of an account that rest on nothing but the password. */
  async endPasswordOnly(tx: EntityManager, accountId: string): Promise<void> {
    await tx
      .createQueryBuilder()
      .update(Device)
      .set({ signedPasswordOnlyEndedBelow: () => NEXT_VERSION })
      .where({ accountId })
      .execute();
  }

  /** Null when forged, expired or signed with a key that has left the ring; with a host, for all but a pass for it. */
  async verify(token: string, host?: string): Promise<SignedClaims | null> {
    const { errors, jwtVerify } = await import('jose');
    const expected = host === undefined ? { typ: TYPE } : { typ: PASS_TYPE, audience: host };
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = this.keys.verificationKey(kid);
          if (!key) throw new errors.JOSEError('unknown key');
          return key;
        },
        { algorithms: ['HS256'], ...expected, currentDate: new Date(this.clock.now()) },
      );
      return {
        tokenId: String(payload.jti),
        accountId: String(payload.sub),
        deviceId: String(payload['dev']),
        credentialVersion: Number(payload['ver']),
        secondFactor: payload['amr'] as SignInMethod | null,
        issuedAt: Number(payload['ims']),
        expiresAt: payload.exp === undefined ? null : payload.exp * 1000,
        // Older ones have none.
        epoch: Number(payload['epo'] ?? 0),
        version: Number(payload['end'] ?? 0),
      };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
