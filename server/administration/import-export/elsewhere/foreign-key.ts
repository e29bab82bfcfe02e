import { coseKey } from '../../../factors/security-keys/cose-key.js';
import type { ImportedKey } from '../../../factors/security-keys/imported-key.js';

/** A credential as other products keep it: bytes in base64 or base64url, with padding or without. */
export type ForeignKey = Omit<ImportedKey, 'name'> & { name: string | null | undefined };

const BASE64 = /^[\w+/-]+={0,2}$/;
const POINT_BYTES = 65;
const UNCOMPRESSED = 4;
const BYTES_OF_COORDINATE = 32;

/** In the form that the import takes; what is damaged is left as it is, to be refused there by name. */
export async function importedKey(given: ForeignKey): Promise<ImportedKey> {
  const { name, credentialId, publicKey } = given;
  return {
    ...given,
    name: name ?? '',
    credentialId: base64url(credentialId),
    publicKey: await publicKeyOf(base64url(publicKey)),
  };
}

/** The same bytes in base64url. */
const base64url = (text: string): string =>
  BASE64.test(text.trim()) ? Buffer.from(text.trim(), 'base64').toString('base64url') : text;

/** Of U2F keys there is but the point on P-256 (FIDO U2F Raw Message Formats §4.3). */
async function publicKeyOf(text: string): Promise<string> {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== POINT_BYTES || bytes[0] !== UNCOMPRESSED) return text;
  const half = 1 + BYTES_OF_COORDINATE;
  const [x, y] = [bytes.subarray(1, half), bytes.subarray(half)].map((part) => part.toString('base64url'));
  try {
    return await coseKey({ kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' });
  } catch {
    return text;
  }
}

/** User handles are bytes; this is text in UTF-8. */
export const handleOf = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
