import { SettingsService, type VerifiedRegistrationResponse } from '@simplewebauthn/server';
import {
  convertCertBufferToPEM,
  decodeAttestationObject,
  getCertificateInfo,
} from '@simplewebauthn/server/helpers';
import type { Logger } from 'pino';
import type { Clock } from '../../platform/clock.js';
import { OperatorError } from '../../platform/operator-error.js';
import { Refusal } from '../../platform/refusal.js';
import type { WebAuthnConfig } from './webauthn-config.js';
import { leadsTo, type Metadata, readCertificates, readMetadata } from './trust-anchors.js';

type RegistrationInfo = NonNullable<VerifiedRegistrationResponse['registrationInfo']>;

const ID_FIDO_GEN_CE_AAGUID = '1.3.6.1.4.1.45724.1.1.4';

/** Which models may be registered, and who has to vouch for them (WebAuthn L3 §7.1, steps on attestation). */
export class AttestationPolicy {
  private roots: string[] = [];
  private models: Metadata['models'] = new Map();
  private readonly allowed: readonly string[];

  constructor(
    private readonly config: WebAuthnConfig,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.allowed = config.aaguids.map((aaguid) => aaguid.toLowerCase());
  }

  /** Reads the trust anchors; before that, none is trusted. Throws OperatorError. */
  async load(): Promise<void> {
    const { trustAnchors, metadata } = this.config;
    if (trustAnchors !== undefined) {
      this.roots = await read('WEBAUTHN_TRUST_ANCHORS', () => readCertificates(trustAnchors));
    }
    if (metadata === undefined) return;
    const { models, nextUpdate } = await read('WEBAUTHN_METADATA', () => readMetadata(metadata));
    this.models = models;
    if (nextUpdate < this.clock.now()) {
      this.log.warn(
        { file: metadata, nextUpdate: new Date(nextUpdate) },
        'the FIDO metadata is out of date: fetch it anew',
      );
    }
  }

  /** Throws METHOD_DISABLED unless the verified attestation proves a model that may be registered. */
  async check({ aaguid, attestationObject }: RegistrationInfo): Promise<void> {
    if (this.config.trustAnchors === undefined && this.config.metadata === undefined) return;
    if (this.allowed.length > 0 && !this.allowed.includes(aaguid)) {
      throw new Refusal('METHOD_DISABLED', 'This model of security key is not allowed here.');
    }
    const model = this.models.get(aaguid);
    if (model?.isCompromised) {
      throw new Refusal('METHOD_DISABLED', 'This model of security key is known to be unsafe.');
    }
    const chain = certificatesOf(attestationObject);
    // A root of many models proves none of them, so with a list the certificate itself must name it.
    const namesModel = this.allowed.length === 0 || certifiedAaguid(chain) === aaguid;
    if (await leadsTo(chain, model?.roots ?? [])) return;
    if (namesModel && (await leadsTo(chain, this.roots))) return;
    throw new Refusal('METHOD_DISABLED', 'This security key does not prove that it is a model trusted here.');
  }
}

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
function certificatesOf(attestationObject: Uint8Array): Uint8Array[] {
  const statement = decodeAttestationObject(Uint8Array.from(attestationObject)).get('attStmt');
  const x5c: unknown = statement.get('x5c');
  return Array.isArray(x5c) ? x5c.filter((certificate) => certificate instanceof Uint8Array) : [];
}

/** The model that the authenticator's certificate names, in an OCTET STRING (WebAuthn L3 §8.2.1). */
function certifiedAaguid([own]: Uint8Array[]): string | null {
  if (!own) return null;
  const { extensions } = getCertificateInfo(Uint8Array.from(own)).parsedCertificate.tbsCertificate;
  const extension = extensions?.find(({ extnID }) => extnID === ID_FIDO_GEN_CE_AAGUID);
  if (!extension) return null;
  const hex = Buffer.from(extension.extnValue.buffer).toString('hex');
  return hex.replace(/^0410(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function read<T>(variable: string, from: () => Promise<T>): Promise<T> {
  try {
    return await from();
  } catch (error) {
    throw new OperatorError(
      `${variable}: cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
