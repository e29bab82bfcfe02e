import { randomBytes } from 'node:crypto';
import type { ImportedKey } from '../../server/factors/security-keys/imported-key.js';
import { attestationObject, authenticatorData, FLAG, sha256, type Statement } from './attestation.js';
import { type CredentialKey, ecKey } from './credential-keys.js';

type Json = Record<string, unknown>;

/** What the authenticator, or the browser it is plugged into, does other than it should. */
export interface Deviation {
  origin?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  type?: string;
  rpId?: string;
  flags?: number;
  signCount?: number;
  credentialId?: Buffer;
  /** The credential ID that only the browser claims. */
  claimedId?: Buffer;
  userHandle?: Buffer;
}

export interface Attestation {
  format: string;
  statement: Statement;
}

/** An authenticator in software, and a browser at an origin: for what Chromium would never send. */
export class SoftAuthenticator {
  readonly key: CredentialKey;
  readonly credentialId: Buffer = randomBytes(32);
  aaguid: Buffer = Buffer.alloc(16);
  signCount = 0;
  flags: number = FLAG.UP | FLAG.UV;
  private userHandle: Buffer;

  /** `held`: what is on it already, of a registration elsewhere. */
  constructor(
    private readonly origin: string,
    held: { key?: CredentialKey; userHandle?: Buffer } = {},
  ) {
    this.key = held.key ?? ecKey('P-256');
    this.userHandle = held.userHandle ?? Buffer.alloc(0);
  }

  /** As the server kept it that it was registered at. */
  kept(name = 'Old key'): ImportedKey {
    return {
      credentialId: this.credentialId.toString('base64url'),
      publicKey: this.key.cose.toString('base64url'),
      name,
      aaguid: null,
      transports: ['usb'],
      signCount: this.signCount,
      backupEligible: (this.flags & FLAG.BE) !== 0,
      backedUp: (this.flags & FLAG.BS) !== 0,
      userHandle: this.userHandle.length === 0 ? null : this.userHandle.toString('base64url'),
      createdAt: null,
    };
  }

  /** Answers PublicKeyCredentialCreationOptionsJSON; without `attest`, with the format none. */
  async create(
    options: Json,
    deviation: Deviation = {},
    attest: (toBeSigned: Buffer) => Promise<Attestation> = () =>
      Promise.resolve({ format: 'none', statement: {} }),
  ): Promise<Json> {
    this.userHandle = Buffer.from((options['user'] as { id: string }).id, 'base64url');
    const credentialId = deviation.credentialId ?? this.credentialId;
    const clientDataJSON = this.clientData('webauthn.create', options, deviation);
    const authData = authenticatorData(
      deviation.rpId ?? (options['rp'] as { id: string }).id,
      FLAG.AT | (deviation.flags ?? this.flags),
      deviation.signCount ?? this.signCount,
      { aaguid: this.aaguid, credentialId, publicKey: this.key.cose },
    );
    const { format, statement } = await attest(Buffer.concat([authData, sha256(clientDataJSON)]));
    return response(deviation.claimedId ?? credentialId, {
      clientDataJSON,
      attestationObject: attestationObject(format, statement, authData),
    });
  }

  /** Answers PublicKeyCredentialRequestOptionsJSON; each time with a higher counter. */
  get(options: Json, deviation: Deviation = {}): Json {
    this.signCount += 1;
    const clientDataJSON = this.clientData('webauthn.get', options, deviation);
    const authData = authenticatorData(
      deviation.rpId ?? (options['rpId'] as string),
      deviation.flags ?? this.flags,
      deviation.signCount ?? this.signCount,
    );
    return response(deviation.credentialId ?? this.credentialId, {
      clientDataJSON,
      authenticatorData: authData,
      signature: this.key.sign(Buffer.concat([authData, sha256(clientDataJSON)])),
      userHandle: deviation.userHandle ?? this.userHandle,
    });
  }

  private clientData(type: string, options: Json, deviation: Deviation): Buffer {
    const { origin = this.origin, crossOrigin = false, topOrigin } = deviation;
    const data = {
      type: deviation.type ?? type,
      challenge: options['challenge'],
      origin,
      crossOrigin,
      topOrigin,
    };
    return Buffer.from(JSON.stringify(data));
  }
}

/** A credential in the JSON form of WebAuthn L3 §5.1.8. */
export function response(credentialId: Buffer, parts: Record<string, Buffer>): Json {
  const id = credentialId.toString('base64url');
  const encoded = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64url')]);
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: Object.fromEntries(encoded) as Json,
  };
}
