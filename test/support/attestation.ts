import { createHash, createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PublicKey,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { EcKey } from './credential-keys.js';

/** Flags of authenticator data (WebAuthn L3 §6.1). */
export const FLAG = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40 } as const;

export interface AttestedCredential {
  aaguid: Buffer;
  credentialId: Buffer;
  publicKey: Buffer;
}

export const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

/** Authenticator data (WebAuthn L3 §6.1). */
export function authenticatorData(
  rpId: string,
  flags: number,
  signCount: number,
  credential?: AttestedCredential,
): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(signCount);
  const head = [sha256(rpId), Buffer.of(flags), counter];
  if (!credential) return Buffer.concat(head);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(credential.credentialId.length);
  return Buffer.concat([...head, credential.aaguid, length, credential.credentialId, credential.publicKey]);
}

export type Statement = Record<string, string | number | Uint8Array | Uint8Array[]>;

/** Attestation object (WebAuthn L3 §6.5.4). Keys of the statement in the order given. */
export function attestationObject(format: string, statement: Statement, authData: Uint8Array): Buffer {
  const fields = Object.entries(statement).map(([key, value]): [string, Plain] => [key, plain(value)]);
  return Buffer.from(
    isoCBOR.encode(
      new Map<string, Plain | Map<string, Plain>>([
        ['fmt', format],
        ['attStmt', new Map(fields)],
        ['authData', plain(authData)],
      ]),
    ),
  );
}

type Plain = string | number | Uint8Array | Uint8Array[];

/** Buffers as the Uint8Arrays they are: the encoder knows those only. */
function plain(value: Plain): Plain {
  if (Array.isArray(value)) return value.map((item) => Uint8Array.from(item));
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

/** Subject of a certificate as the packed format wants it (WebAuthn L3 §8.2.1). */
export const subjectName = (commonName: string, organisation: string, unit: string, country: string): Name =>
  new Name([
    { CN: [{ utf8String: commonName }] },
    { O: [{ utf8String: organisation }] },
    { OU: [{ utf8String: unit }] },
    { C: [{ printableString: country }] },
  ]);

interface Certified {
  serialNumber: string;
  notBefore: Date;
  notAfter: Date;
  subject?: Name;
  key: EcKey;
}

/** A certification authority for attestation certificates. Its ECDSA signatures are deterministic. */
export class AttestationAuthority {
  private constructor(
    private readonly key: EcKey,
    readonly certificate: X509Certificate,
  ) {}

  /** A root of its own, or below another authority. */
  static async create(
    self: Certified & { subject: Name },
    parent?: AttestationAuthority,
  ): Promise<AttestationAuthority> {
    const issuer = parent ? [await AuthorityKeyIdentifierExtension.create(parent.certificate.publicKey)] : [];
    const certificate = await certify(
      self,
      parent?.key ?? self.key,
      parent?.certificate.subjectName ?? self.subject,
      [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(publicKeyOf(self.key)),
        ...issuer,
      ],
    );
    return new AttestationAuthority(self.key, certificate);
  }

  /** Whoever holds this key can issue in the certificate's name, entitled to or not. */
  static holding(key: EcKey, certificate: X509Certificate): AttestationAuthority {
    return new AttestationAuthority(key, certificate);
  }

  async issue(subject: Certified, more: Extension[] = []): Promise<X509Certificate> {
    return certify(subject, this.key, this.certificate.subjectName, [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(publicKeyOf(subject.key)),
      await AuthorityKeyIdentifierExtension.create(this.certificate.publicKey),
      ...more,
    ]);
  }
}

export const derOf = (certificate: X509Certificate): Buffer => Buffer.from(certificate.rawData);

/** id-fido-gen-ce-aaguid: an OCTET STRING of 16 bytes (WebAuthn L3 §8.2.1). */
export const aaguidExtension = (aaguid: Buffer): Extension =>
  new Extension('1.3.6.1.4.1.45724.1.1.4', false, Buffer.concat([Buffer.of(0x04, 0x10), aaguid]));

async function certify(
  { key, ...fields }: Certified,
  issuerKey: EcKey,
  issuer: Name,
  extensions: Extension[],
): Promise<X509Certificate> {
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const sign = (_algorithm: unknown, _key: unknown, data: ArrayBuffer) =>
    Promise.resolve(p256.sign(new Uint8Array(data), issuerKey.secret, { lowS: false }));
  return X509CertificateGenerator.create(
    {
      ...fields,
      issuer,
      publicKey: publicKeyOf(key),
      signingKey: { algorithm: ecdsa } as unknown as CryptoKey,
      extensions,
    },
    // The one operation that is asked of it.
    { subtle: { sign } } as unknown as Crypto,
  );
}

const publicKeyOf = ({ x, y }: EcKey): PublicKey =>
  new PublicKey(
    createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') },
      format: 'jwk',
    }).export({ type: 'spki', format: 'der' }),
  );
