import type { VerifiedRegistrationResponse } from '@simplewebauthn/server';
import type { Logger } from 'pino';
import type { Clock } from '../../platform/clock.js';
import { OperatorError } from '../../platform/operator-error.js';
import { Refusal } from '../../platform/refusal.js';
import type { WebAuthnConfig } from './webauthn-config.js';
import type { Metadata } from './trust-anchors.js';

type RegistrationInfo = NonNullable<VerifiedRegistrationResponse['registrationInfo']>;

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
    if (trustAnchors === undefined && metadata === undefined) return;
    const { readCertificates, readMetadata } = await import('./trust-anchors.js');
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
    const { certificatesOf, certifiedAaguid } = await import('./attestation.js');
    const { leadsTo } = await import('./trust-anchors.js');
    const chain = certificatesOf(attestationObject);
    // A root of many models proves none of them, so with a list the certificate itself must name it.
    const namesModel = this.allowed.length === 0 || certifiedAaguid(chain) === aaguid;
    if (await leadsTo(chain, model?.roots ?? [])) return;
    if (namesModel && (await leadsTo(chain, this.roots))) return;
    throw new Refusal('METHOD_DISABLED', 'This security key does not prove that it is a model trusted here.');
  }
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
