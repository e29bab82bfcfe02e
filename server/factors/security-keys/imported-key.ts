import { Insertion } from '../../platform/database/prepared.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { newId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import { oneLine } from '../../platform/text.js';
import type { SecurityKey } from './security-key.entity.js';
import { webAuthnHelpers } from './webauthn-library.js';

/** A WebAuthn credential from elsewhere. It goes on working at the same RP ID. */
export interface ImportedKey {
  /** Base64url. */
  credentialId: string;
  /** COSE_Key, base64url, for ES256, RS256 or EdDSA. */
  publicKey: string;
  name: string;
  /** Null: the authenticator did not tell its model. */
  aaguid: string | null;
  transports: string[];
  signCount: number;
  /** Null: it is not known there, so what the first assertion says is taken for it. */
  backupEligible: boolean | null;
  backedUp: boolean;
  /** Base64url, as the authenticator holds it; UNKNOWN_HANDLE: it was not kept there; null: ours. */
  userHandle: string | null;
  /** Milliseconds. */
  createdAt: number | null;
}

/**
 * Some products give each key a handle at random and forget it. Such a key is told by its credential ID, which is one
 * account's alone, and proves itself by its signature, which the handle was never a part of.
 */
export const UNKNOWN_HANDLE = '';

/** Of authenticators that do not tell their model. */
export const NO_AAGUID = '00000000-0000-0000-0000-000000000000';

const LONGEST_CREDENTIAL_ID = 1023;
// WebAuthn L3 §5.4.3.
const LONGEST_USER_HANDLE = 64;
const LONGEST_NAME = 100;
const UNNAMED = 'Security key';
const MOST_TRANSPORTS = 10;
const MOST_COUNTED = 0xffff_ffff;
const BASE64URL = /^[\w-]+$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const TRANSPORT = /^[\w-]{1,32}$/;

export const KEY_ROW = new Insertion<Omit<SecurityKey, 'transports'> & { transports: string }>(
  'security_keys',
  [
    'id',
    'accountId',
    'credentialHash',
    'credentialId',
    'publicKey',
    'name',
    'aaguid',
    'transports',
    'signCount',
    'backupEligible',
    'eligibilityUnknown',
    'backedUp',
    'userHandle',
    'createdAt',
    'lastUsedAt',
    'counterRegressedAt',
  ],
);

export const credentialHashOf = ({ credentialId }: Pick<ImportedKey, 'credentialId'>): string =>
  sha256(credentialId);

/** Throws BAD_USER_INPUT, by a message that names the key; what a longer name has too much is cut off. */
export async function checkImportedKey(key: ImportedKey): Promise<ImportedKey> {
  const given = key.name.normalize('NFC').trim().slice(0, LONGEST_NAME);
  const name = oneLine(given === '' ? UNNAMED : given, 'name', LONGEST_NAME);
  const refuseUnless = (isRight: boolean, what: string): void => {
    if (!isRight) throw new Refusal('BAD_USER_INPUT', `The security key “${name}”: ${what}.`);
  };
  const { credentialId, publicKey, aaguid, transports, signCount, userHandle, createdAt } = key;
  refuseUnless(isBytes(credentialId, LONGEST_CREDENTIAL_ID), 'credentialId is no credential ID in base64url');
  refuseUnless(await isPublicKey(publicKey), 'publicKey is no COSE_Key for ES256, RS256 or EdDSA');
  refuseUnless(aaguid === null || UUID.test(aaguid), 'aaguid is no UUID');
  const areTransports =
    transports.length <= MOST_TRANSPORTS && transports.every((one) => TRANSPORT.test(one));
  refuseUnless(areTransports, 'transports are none of WebAuthn');
  refuseUnless(isCount(signCount, MOST_COUNTED), 'signCount is no counter of 32 bits');
  refuseUnless(
    userHandle === null || userHandle === UNKNOWN_HANDLE || isBytes(userHandle, LONGEST_USER_HANDLE),
    `userHandle is not base64url of at most ${LONGEST_USER_HANDLE} bytes`,
  );
  refuseUnless(createdAt === null || isCount(createdAt, Number.MAX_SAFE_INTEGER), 'createdAt is no time');
  return { ...key, name };
}

const isCount = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most;

/** In the one form that such bytes have: others would be another text, and so another credential. */
const isBytes = (text: string, most: number): boolean => {
  const bytes = Buffer.from(text, 'base64url');
  return (
    BASE64URL.test(text) && bytes.length >= 1 && bytes.length <= most && bytes.toString('base64url') === text
  );
};

/** Whether it is one by its form; that its numbers make a key is known when it signs. */
async function isPublicKey(text: string): Promise<boolean> {
  const { cose, isoCBOR } = await webAuthnHelpers();
  const { COSEALG, COSECRV, COSEKEYS, COSEKTY } = cose;
  let key: Map<number, unknown>;
  try {
    key = isoCBOR.decodeFirst(Uint8Array.from(Buffer.from(text, 'base64url')));
    if (!(key instanceof Map)) return false;
  } catch {
    return false;
  }
  const has = (label: number, value: number): boolean => key.get(label) === value;
  const bytes = (label: number): number => {
    const value = key.get(label);
    return value instanceof Uint8Array ? value.length : 0;
  };
  const { kty, alg, crv, x, y, n, e } = COSEKEYS;
  if (has(kty, COSEKTY.RSA)) return has(alg, COSEALG.RS256) && bytes(n) > 0 && bytes(e) > 0;
  if (bytes(x) !== 32) return false;
  if (has(kty, COSEKTY.OKP)) return has(alg, COSEALG.EdDSA) && has(crv, COSECRV.ED25519);
  const isOnP256 = has(alg, COSEALG.ES256) && has(crv, COSECRV.P256);
  return has(kty, COSEKTY.EC2) && isOnP256 && bytes(y) === 32;
}

/** As it is kept; what `checkImportedKey` has let pass. */
export function keyRowOf(accountId: string, key: ImportedKey, now: number) {
  return {
    ...key,
    id: newId(now),
    accountId,
    credentialHash: credentialHashOf(key),
    aaguid: key.aaguid?.toLowerCase() ?? NO_AAGUID,
    transports: JSON.stringify(key.transports),
    backupEligible: key.backupEligible ?? false,
    eligibilityUnknown: key.backupEligible === null,
    createdAt: key.createdAt ?? now,
    lastUsedAt: null,
    counterRegressedAt: null,
  };
}
