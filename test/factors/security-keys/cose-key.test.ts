import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { coseKey } from '../../../server/factors/security-keys/cose-key.js';
import { ecKey, rsaKey } from '../../support/credential-keys.js';

const { x, y, cose } = ecKey('P-256');
const POINT: JsonWebKey = {
  kty: 'EC',
  crv: 'P-256',
  x: x.toString('base64url'),
  y: y.toString('base64url'),
};
// Mersenne primes.
const [P, Q] = [2n ** 1279n - 1n, 2n ** 2203n - 1n];
const MODULUS: JsonWebKey = {
  kty: 'RSA',
  n: Buffer.from((P * Q).toString(16).padStart(872, '0'), 'hex').toString('base64url'),
  e: 'AQAB',
};

test.each([
  ['a point on P-256', POINT, cose],
  ['an RSA key', MODULUS, rsaKey(P, Q).cose],
])('%s is the same COSE_Key, be it given as PEM, DER or JWK', async (_, jwk, expected) => {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const pem = key.export({ type: 'spki', format: 'pem' });
  const der = key.export({ type: 'spki', format: 'der' });
  for (const given of [jwk, pem.toString(), der]) {
    expect(await coseKey(given)).toBe(expected.toString('base64url'));
  }
});

const spki = (curve: string): string =>
  generateKeyPairSync('ec', { namedCurve: curve })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();

/** Of the point, with a coordinate that is another. */
function beside(): Buffer {
  const der = createPublicKey({ key: POINT, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  der[der.length - 1]! ^= 1;
  return der;
}

test.each([
  ['a point beside the curve', { ...POINT, y: POINT.x! }],
  ['such a point as DER', beside()],
  [
    'such a point as PEM',
    `-----BEGIN PUBLIC KEY-----\n${beside().toString('base64')}\n-----END PUBLIC KEY-----\n`,
  ],
  ['a point on another curve', spki('P-384')],
  ['a key of another kind', generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })],
  [
    'an RSA key of 1,024 bits',
    generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
  ],
  ['text', 'secret'],
  ['bytes', Buffer.from('secret')],
  ['an empty JWK', {}],
])('%s is refused, and not repeated', async (_, given) => {
  const refusal = await coseKey(given).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(String(refusal)).not.toContain('secret');
});
