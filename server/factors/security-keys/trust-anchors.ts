import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { MetadataBLOBPayloadEntry } from '@simplewebauthn/server';
import {
  convertCertBufferToPEM,
  validateCertificatePath,
  verifyMDSBlob,
} from '@simplewebauthn/server/helpers';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

// Status reports after which keys of a model prove nothing (FIDO Metadata Service, AuthenticatorStatus).
const COMPROMISED: readonly string[] = [
  'REVOKED',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_VERIFICATION_BYPASS',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
];

/** What its maker says of a model. */
export interface Model {
  /** Root certificates, PEM. */
  roots: string[];
  isCompromised: boolean;
}

export interface Metadata {
  /** By AAGUID. */
  models: ReadonlyMap<string, Model>;
  /** When a newer file is due, milliseconds. */
  nextUpdate: number;
}

/** The certificates in a PEM file. Throws when there is none, or one that cannot be read. */
export async function readCertificates(file: string): Promise<string[]> {
  const found = (await readFile(file, 'utf8')).match(PEM) ?? [];
  if (found.length === 0) throw new Error('holds no certificate in PEM');
  return found.map((pem) => new X509Certificate(pem).toString());
}

/** A blob of the FIDO Metadata Service (v3), from a file. Throws unless the FIDO Alliance signed it. */
export async function readMetadata(file: string): Promise<Metadata> {
  const { payload, parsedNextUpdate } = await verifyMDSBlob((await readFile(file, 'utf8')).trim());
  return {
    models: new Map(payload.entries.flatMap(toModel)),
    nextUpdate: parsedNextUpdate.getTime(),
  };
}

/** Keys without an AAGUID, of U2F and UAF, are none of these models. */
function toModel({ aaguid, metadataStatement, statusReports }: MetadataBLOBPayloadEntry): [string, Model][] {
  if (aaguid === undefined) return [];
  const roots = metadataStatement?.attestationRootCertificates ?? [];
  const isCompromised = statusReports.some(({ status }) => COMPROMISED.includes(status));
  return [
    [aaguid.toLowerCase(), { roots: roots.map((root) => convertCertBufferToPEM(root)), isCompromised }],
  ];
}

/** Whether a chain, the authenticator's certificate first, ends at one of these roots or is one itself. */
export async function leadsTo(chain: readonly Uint8Array[], roots: readonly string[]): Promise<boolean> {
  const isRoot = (certificate: X509Certificate): boolean =>
    roots.some((root) => certificate.raw.equals(rawOf(root)));
  try {
    const [own, ...issuers] = chain.map((certificate) => new X509Certificate(certificate));
    if (!own || roots.length === 0) return false;
    // FIDO metadata may list an authenticator's certificate as its own root.
    if (isRoot(own)) return true;
    // The library would let any certificate issue others, as the owner of an attested key could.
    if (!issuers.every((issuer) => issuer.ca)) return false;
    const path = [own, ...issuers.filter((issuer) => !isRoot(issuer))];
    return await validateCertificatePath(
      path.map((certificate) => certificate.toString()),
      [...roots],
    );
  } catch {
    // Malformed, expired, revoked, or of somebody else.
    return false;
  }
}

const rawOf = (pem: string): Buffer => new X509Certificate(pem).raw;
