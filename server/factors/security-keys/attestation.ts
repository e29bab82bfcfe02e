import { SettingsService } from '@simplewebauthn/server';
import {
  convertCertBufferToPEM,
  decodeAttestationObject,
  getCertificateInfo,
} from '@simplewebauthn/server/helpers';

const ID_FIDO_GEN_CE_AAGUID = '1.3.6.1.4.1.45724.1.1.4';

/**
 * Whether an Android attestation names a root that is not Google's. The library finds that out only after it has
 * followed the addresses in the certificates, which may then be anyone's.
 */
export function hasForeignRoot(attestationObject: Uint8Array): boolean {
  if (decodeAttestationObject(Uint8Array.from(attestationObject)).get('fmt') !== 'android-key') return false;
  const root = certificatesOf(attestationObject).at(-1);
  const known = SettingsService.getRootCertificates({ identifier: 'android-key' });
  return root === undefined || !known.includes(convertCertBufferToPEM(Uint8Array.from(root)));
}

/** The authenticator's certificate and its issuers'; none in self attestation. */
export function certificatesOf(attestationObject: Uint8Array): Uint8Array[] {
  const statement = decodeAttestationObject(Uint8Array.from(attestationObject)).get('attStmt');
  const x5c: unknown = statement.get('x5c');
  return Array.isArray(x5c) ? x5c.filter((certificate) => certificate instanceof Uint8Array) : [];
}

/** The model that the authenticator's certificate names, in an OCTET STRING (WebAuthn L3 §8.2.1). */
export function certifiedAaguid([own]: Uint8Array[]): string | null {
  if (!own) return null;
  const { extensions } = getCertificateInfo(Uint8Array.from(own)).parsedCertificate.tbsCertificate;
  const extension = extensions?.find(({ extnID }) => extnID === ID_FIDO_GEN_CE_AAGUID);
  if (!extension) return null;
  const hex = Buffer.from(extension.extnValue.buffer).toString('hex');
  return hex.replace(/^0410(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
