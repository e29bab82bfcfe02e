import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { cose, isoCBOR } from '@simplewebauthn/server/helpers';

const { COSEALG, COSECRV, COSEKEYS, COSEKTY } = cose;

/** A key pair as an authenticator holds one. */
export interface CredentialKey {
  algorithm: number;
  /** COSE_Key (RFC 9052 §7), in canonical CBOR. */
  cose: Buffer;
  sign(data: Uint8Array): Buffer;
}

const CURVES = {
  'P-256': { curve: p256, crv: COSECRV.P256, algorithm: COSEALG.ES256, bytes: 32 },
  'P-384': { curve: p384, crv: COSECRV.P384, algorithm: COSEALG.ES384, bytes: 48 },
  'P-521': { curve: p521, crv: COSECRV.P521, algorithm: COSEALG.ES512, bytes: 66 },
} as const;

export interface EcKey extends CredentialKey {
  x: Buffer;
  y: Buffer;
  secret: Buffer;
}

/** ECDSA with deterministic nonces (RFC 6979), which node:crypto has not got. */
export function ecKey(name: keyof typeof CURVES, given: Uint8Array = p256.utils.randomSecretKey()): EcKey {
  const { curve, crv, algorithm, bytes } = CURVES[name];
  const secret = Buffer.concat([Buffer.alloc(bytes - given.length), given]);
  const point = Buffer.from(curve.getPublicKey(secret, false));
  const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)];
  return {
    algorithm,
    x,
    y,
    secret,
    cose: coseKey([
      [COSEKEYS.kty, COSEKTY.EC2],
      [COSEKEYS.alg, algorithm],
      [COSEKEYS.crv, crv],
      [COSEKEYS.x, x],
      [COSEKEYS.y, y],
    ]),
    sign: (data) => Buffer.from(curve.sign(data, secret, { format: 'der', lowS: false })),
  };
}

export function ed25519Key(seed: Buffer): CredentialKey {
  // PKCS #8 of an Ed25519 key is this, and the seed (RFC 8410 §7).
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    algorithm: COSEALG.EdDSA,
    cose: coseKey([
      [COSEKEYS.kty, COSEKTY.OKP],
      [COSEKEYS.alg, COSEALG.EdDSA],
      [COSEKEYS.crv, COSECRV.ED25519],
      [COSEKEYS.x, Buffer.from(x ?? '', 'base64url')],
    ]),
    sign: (data) => sign(null, data, privateKey),
  };
}

/** RS256 from two primes, with the usual exponent 65537. */
export function rsaKey(p: bigint, q: bigint): CredentialKey {
  const e = 65_537n;
  const d = inverse(e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const encoded = Object.entries(numbers).map(([name, value]) => [
    name,
    bytesOf(value).toString('base64url'),
  ]);
  const privateKey = createPrivateKey({
    key: { kty: 'RSA', ...(Object.fromEntries(encoded) as Record<string, string>) },
    format: 'jwk',
  });
  return {
    algorithm: COSEALG.RS256,
    cose: coseKey([
      [COSEKEYS.kty, COSEKTY.RSA],
      [COSEKEYS.alg, COSEALG.RS256],
      [COSEKEYS.n, bytesOf(numbers.n)],
      [COSEKEYS.e, bytesOf(e)],
    ]),
    sign: (data) => sign('sha256', data, privateKey),
  };
}

const coseKey = (entries: [number, number | Uint8Array][]): Buffer =>
  Buffer.from(isoCBOR.encode(new Map(entries.map(([key, value]) => [key, plain(value)]))));

/** CBOR tells Buffer from Uint8Array, of which it is one. */
const plain = (value: number | Uint8Array) => (typeof value === 'number' ? value : Uint8Array.from(value));

const bytesOf = (value: bigint): Buffer => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
};

/** Extended Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next, factor, nextFactor] = [modulus, value % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return (factor + modulus) % modulus;
}
