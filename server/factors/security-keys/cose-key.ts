import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../../platform/refusal.js';

/**
 * A public key as authenticators and WebAuthn have it, a COSE_Key (RFC 9052 §7) in base64url. `given`: a
 * SubjectPublicKeyInfo in PEM (text) or DER (bytes), or a JWK (RFC 7517). Throws BAD_USER_INPUT unless it is a key for
 * ES256, a point on P-256, or RS256.
 */
export async function coseKey(given: string | Buffer | JsonWebKey): Promise<string> {
  const { cose, isoCBOR } = await import('@simplewebauthn/server/helpers');
  const { COSEALG, COSECRV, COSEKEYS, COSEKTY } = cose;
  const { kty, crv, x, y, n, e } = parsed(given).export({ format: 'jwk' });
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
