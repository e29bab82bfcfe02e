import { createPublicKey, ECDH, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../../platform/refusal.js';
import { webAuthnHelpers } from './webauthn-library.js';

// How the SubjectPublicKeyInfo of an uncompressed point on P-256 begins (RFC 5480 §2), and how long it is.
const P256_BEGINS = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const P256_LENGTH = 91;
// NIST SP 800-131A: with fewer, the key can be told from its public half.
const LEAST_RSA_BITS = 2048;
const PEM = /^\s*-----BEGIN PUBLIC KEY-----([\w+/=\s]+)-----END PUBLIC KEY-----\s*$/;

/**
 * A public key as authenticators and WebAuthn have it, a COSE_Key (RFC 9052 §7) in base64url. `given`: a
 * SubjectPublicKeyInfo in PEM (text) or DER (bytes), or a JWK (RFC 7517). Throws BAD_USER_INPUT unless it is a key for
 * ES256, a point on P-256, or RS256, of 2,048 bits or more.
 */
export async function coseKey(given: string | Buffer | JsonWebKey): Promise<string> {
  const { cose, isoCBOR } = await webAuthnHelpers();
  const { COSEALG, COSECRV, COSEKEYS, COSEKTY } = cose;
  const { kty, crv, x, y, n, e } = p256Of(given) ?? jwkOf(given);
  const entries: [number, number | Uint8Array][] | null =
    kty === 'EC' && crv === 'P-256'
      ? [
          [COSEKEYS.kty, COSEKTY.EC2],
          [COSEKEYS.alg, COSEALG.ES256],
          [COSEKEYS.crv, COSECRV.P256],
          [COSEKEYS.x, bytesOf(x)],
          [COSEKEYS.y, bytesOf(y)],
        ]
      : kty === 'RSA'
        ? [
            [COSEKEYS.kty, COSEKTY.RSA],
            [COSEKEYS.alg, COSEALG.RS256],
            [COSEKEYS.n, bytesOf(n)],
            [COSEKEYS.e, bytesOf(e)],
          ]
        : null;
  if (entries === null) throw refused('is for neither ES256 nor RS256');
  return Buffer.from(isoCBOR.encode(new Map(entries))).toString('base64url');
}

/** Nearly all that come along by the hundred thousand are such, and this is eight times as fast; null for what is none. */
function p256Of(given: string | Buffer | JsonWebKey): JsonWebKey | null {
  const pem = typeof given === 'string' ? PEM.exec(given)?.[1] : undefined;
  const der = pem === undefined ? given : Buffer.from(pem, 'base64');
  if (!Buffer.isBuffer(der) || der.length !== P256_LENGTH) return null;
  if (!der.subarray(0, P256_BEGINS.length).equals(P256_BEGINS)) return null;
  const point = der.subarray(P256_BEGINS.length - 1);
  try {
    // Throws for a point that is not on the curve.
    ECDH.convertKey(point, 'prime256v1');
  } catch {
    return null;
  }
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  return { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') };
}

function jwkOf(given: string | Buffer | JsonWebKey): JsonWebKey {
  const key = parsed(given);
  const { modulusLength = Infinity } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < LEAST_RSA_BITS) throw refused(`is of ${modulusLength} bits, too few for RS256`);
  return key.export({ format: 'jwk' });
}

function parsed(given: string | Buffer | JsonWebKey): KeyObject {
  try {
    if (typeof given === 'string') return createPublicKey({ key: given, format: 'pem', type: 'spki' });
    if (Buffer.isBuffer(given)) return createPublicKey({ key: given, format: 'der', type: 'spki' });
    return createPublicKey({ key: given, format: 'jwk' });
  } catch {
    throw refused('is no public key, or not on its curve');
  }
}

/** CBOR tells Buffer from Uint8Array, of which it is one. */
const bytesOf = (text = ''): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));

const refused = (why: string): Refusal =>
  new Refusal('BAD_USER_INPUT', `publicKey: ${why}.`, { field: 'publicKey' });
