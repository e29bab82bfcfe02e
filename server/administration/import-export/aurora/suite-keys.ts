import { z } from 'zod';
import { coseKey } from '../../../factors/security-keys/cose-key.js';
import { checkImportedKey, type ImportedKey } from '../../../factors/security-keys/imported-key.js';
import { invalid } from '../totp-secret.js';
import { type SuiteKey, type SuiteUser, textOf } from './suite-user.js';

const SECOND = 1000;

/** What the WebAuthn library of the suite returns for a registration; the binary parts in base64. */
const keyData = z.object({
  rpId: z.string().nullish(),
  credentialId: z.string().min(1),
  credentialPublicKey: z.string(),
  AAGUID: z.string().nullish(),
  signatureCounter: z.int().nullish(),
});

/** The user handle that the suite's keys were registered with: the text of the UUID in base64. */
export const suiteUserHandle = (uuid: string): string =>
  Buffer.from(Buffer.from(uuid).toString('base64')).toString('base64url');

/** Throws BAD_USER_INPUT, by a message that does not name the key; `rpId`: that keys must be of to work here. */
export async function importedKeyOf(user: SuiteUser, key: SuiteKey, rpId: string): Promise<ImportedKey> {
  const parsed = keyData.safeParse(json(key.keyData));
  if (!parsed.success) throw invalid('its data cannot be read.');
  const { rpId: itsOwn, credentialId, credentialPublicKey, AAGUID, signatureCounter } = parsed.data;
  if (itsOwn != null && itsOwn.toLowerCase() !== rpId.toLowerCase()) {
    throw invalid(`it is of the RP ID ${textOf(itsOwn).slice(0, 255)}, and works only there.`);
  }
  return checkImportedKey({
    credentialId: Buffer.from(credentialId, 'base64').toString('base64url'),
    publicKey: await coseKey(credentialPublicKey),
    name: key.name,
    aaguid: aaguidOf(AAGUID ?? ''),
    transports: [],
    // As it was when the key was registered: the suite never noted it again.
    signCount: signatureCounter ?? 0,
    backupEligible: null,
    backedUp: false,
    userHandle: user.uuid === '' ? null : suiteUserHandle(user.uuid),
    createdAt: key.createdAt > 0 ? key.createdAt * SECOND : null,
  });
}

function aaguidOf(base64: string): string | null {
  const hex = Buffer.from(base64, 'base64').toString('hex');
  if (hex.length !== 32) return null;
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
