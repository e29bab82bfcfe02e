import { hkdfSync } from 'node:crypto';
import { ExtendedKeyUsageExtension, Extension, SubjectAlternativeNameExtension } from '@peculiar/x509';
import {
  AttestationAuthority,
  attestationObject,
  authenticatorData,
  derOf,
  FLAG,
  sha256,
  type Statement,
  subjectName,
} from './attestation.js';
import { type CredentialKey, ecKey, type EcKey, ed25519Key, rsaKey } from './credential-keys.js';

// The test vectors of WebAuthn Level 3, made anew by the recipe its section "Test Vectors" gives: all that is
// random there comes from HKDF-SHA-256 of one sentence, and ECDSA nonces are deterministic (RFC 6979).

export const RP_ID = 'example.org';
export const ORIGIN = 'https://example.org';

/** One pair of ceremonies: what the relying party asked, what the authenticator answered. */
export interface Vector {
  registration: { challenge: Buffer; clientDataJSON: Buffer; attestationObject: Buffer };
  assertion: { challenge: Buffer; authenticatorData: Buffer; clientDataJSON: Buffer; signature: Buffer };
  credentialId: Buffer;
  aaguid: Buffer;
}

/** Where a vector is to differ from the specification's. */
export interface Variation {
  aaguid?: Buffer;
  /** TPM vendor ID in the certificate of a tpm attestation. */
  tpmManufacturer?: string;
  /** Whether the chain given ends with the root itself, as Android's do. */
  withRoot?: boolean;
}

type Draw = (length: number) => Buffer;

/** The values of one vector, in the order of their use: salts 00, 01, 02 … */
function drawer(info: string): Draw {
  let salt = 0;
  return (length) =>
    Buffer.from(hkdfSync('sha256', 'WebAuthn test vectors', Buffer.of(salt++), info, length));
}

const VALIDITY = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('3024-01-01T00:00:00Z') };
const name = (unit: string) => subjectName('WebAuthn test vectors', 'W3C', unit, 'AA');

/** The trust anchor of all vectors with attestation. */
export async function vectorAuthority(): Promise<AttestationAuthority> {
  const draw = drawer('Attestation CA');
  const key = ecKey('P-256', draw(32));
  return AttestationAuthority.create({
    ...VALIDITY,
    key,
    serialNumber: draw(16).toString('hex'),
    subject: name('Authenticator Attestation CA'),
  });
}

interface Ceremony {
  draw: Draw;
  authority: AttestationAuthority;
  key: CredentialKey;
  authData: Buffer;
  clientDataJSON: Buffer;
  credentialId: Buffer;
  variation: Variation;
}

type Attest = (ceremony: Ceremony) => Promise<Statement>;

const toBeSigned = ({ authData, clientDataJSON }: Ceremony): Buffer =>
  Buffer.concat([authData, sha256(clientDataJSON)]);

const none: Attest = () => Promise.resolve({});

const self: Attest = (ceremony) =>
  Promise.resolve({ alg: ceremony.key.algorithm, sig: ceremony.key.sign(toBeSigned(ceremony)) });

/** A certificate of the authority, for a key of its own unless given, and that key. */
async function certified(
  { draw, authority, variation }: Ceremony,
  options: { key?: EcKey; anonymous?: boolean; extensions?: Extension[] } = {},
): Promise<{ x5c: Buffer[]; key: EcKey }> {
  const key = options.key ?? ecKey('P-256', draw(32));
  const certificate = await authority.issue(
    {
      ...VALIDITY,
      key,
      serialNumber: draw(16).toString('hex'),
      ...(!options.anonymous && { subject: name('Authenticator Attestation') }),
    },
    options.extensions,
  );
  const root = variation.withRoot ? [derOf(authority.certificate)] : [];
  return { x5c: [derOf(certificate), ...root], key };
}

const packed: Attest = async (ceremony) => {
  const { x5c, key } = await certified(ceremony);
  return { alg: key.algorithm, sig: key.sign(toBeSigned(ceremony)), x5c };
};

const fidoU2f: Attest = async (ceremony) => {
  const { x, y } = ceremony.key as EcKey;
  const { x5c, key } = await certified(ceremony);
  const { clientDataJSON, credentialId } = ceremony;
  const parts = [Buffer.of(0), sha256(RP_ID), sha256(clientDataJSON), credentialId, Buffer.of(4), x, y];
  return { sig: key.sign(Buffer.concat(parts)), x5c };
};

const androidKey: Attest = async (ceremony) => {
  // KeyDescription of version 300, software only: the challenge, and two empty lists of authorisations.
  const description = `30350202012c0a01000201000a01000420${sha256(ceremony.clientDataJSON).toString('hex')}040030003000`;
  const { x5c, key } = await certified(ceremony, {
    key: ceremony.key as EcKey,
    extensions: [new Extension('1.3.6.1.4.1.11129.2.1.17', false, Buffer.from(description, 'hex'))],
  });
  return { alg: key.algorithm, sig: key.sign(toBeSigned(ceremony)), x5c };
};

const apple: Attest = async (ceremony) => {
  const nonce = Buffer.concat([Buffer.from('3024a1220420', 'hex'), sha256(toBeSigned(ceremony))]);
  const { x5c } = await certified(ceremony, {
    key: ceremony.key as EcKey,
    extensions: [new Extension('1.2.840.113635.100.8.2', false, nonce)],
  });
  return { x5c };
};

const tpm: Attest = async (ceremony) => {
  const { x, y } = ceremony.key as EcKey;
  const hex = (text: string): Buffer => Buffer.from(text, 'hex');
  const sized = (data: Buffer): Buffer =>
    Buffer.concat([Buffer.of(data.length >> 8, data.length & 255), data]);
  const SHA256 = hex('000b');
  // TPMT_PUBLIC: ECC, SHA-256, a signing key, no policy; no symmetric cipher, no scheme, P-256, no key derivation.
  const pubArea = Buffer.concat([
    hex('0023'),
    SHA256,
    hex('00040000'),
    hex('0000'),
    hex('0010001000030010'),
    sized(x),
    sized(y),
  ]);
  // TPMS_ATTEST of a certified key: magic, type, signer, extraData, clock, firmware, name, qualified name.
  const certInfo = Buffer.concat([
    hex('ff5443478017'),
    hex('0000'),
    sized(sha256(toBeSigned(ceremony))),
    hex('0000000000000000111111112222222233'),
    hex('0000000000000000'),
    sized(Buffer.concat([SHA256, sha256(pubArea)])),
    hex('0000'),
  ]);
  // Vendor, version and model of the TPM (TCG EK Credential Profile §3.1.2), in DER's order of a set.
  const tpmName = [
    {
      '2.23.133.2.1': [{ utf8String: ceremony.variation.tpmManufacturer ?? 'id:00000000' }],
      '2.23.133.2.3': [{ utf8String: 'id:00000000' }],
      '2.23.133.2.2': [{ utf8String: 'WebAuthn test vectors' }],
    },
  ];
  const { x5c, key } = await certified(ceremony, {
    anonymous: true,
    extensions: [
      new ExtendedKeyUsageExtension(['2.23.133.8.3']),
      // The types know names in one string only, which would become PrintableStrings.
      new SubjectAlternativeNameExtension([{ type: 'dn', value: tpmName as unknown as string }], true),
    ],
  });
  return { alg: key.algorithm, sig: key.sign(certInfo), ver: '2.0', x5c, pubArea, certInfo };
};

interface Recipe {
  format: string;
  attest: Attest;
  key: (draw: Draw) => CredentialKey;
  challengeBytes?: number;
  credentialIdBytes?: number;
  embedded?: { crossOrigin: true; topOrigin?: string };
}

const es256 = (draw: Draw): CredentialKey => ecKey('P-256', draw(32));

const RECIPES = {
  'none.ES256': { format: 'none', attest: none, key: es256 },
  'none.ES256.crossOrigin': { format: 'none', attest: none, key: es256, embedded: { crossOrigin: true } },
  'none.ES256.topOrigin': {
    format: 'none',
    attest: none,
    key: es256,
    embedded: { crossOrigin: true, topOrigin: 'https://example.com' },
  },
  'none.ES256.long-credential-id': { format: 'none', attest: none, key: es256, credentialIdBytes: 1023 },
  'packed-self.ES256': { format: 'packed', attest: self, key: es256 },
  'packed.ES256': { format: 'packed', attest: packed, key: es256 },
  'packed.ES384': { format: 'packed', attest: packed, key: (draw) => ecKey('P-384', draw(48)) },
  'packed.ES512': {
    format: 'packed',
    attest: packed,
    key: (draw) => ecKey('P-521', draw(65)),
    challengeBytes: 128,
  },
  // The two smallest Mersenne primes of 1024 bits or more.
  'packed.RS256': { format: 'packed', attest: packed, key: () => rsaKey(2n ** 1279n - 1n, 2n ** 2203n - 1n) },
  'packed.EdDSA': { format: 'packed', attest: packed, key: (draw) => ed25519Key(draw(32)) },
  'tpm.ES256': { format: 'tpm', attest: tpm, key: es256 },
  'android-key.ES256': { format: 'android-key', attest: androidKey, key: es256 },
  'apple.ES256': { format: 'apple', attest: apple, key: es256 },
  'fido-u2f.ES256': { format: 'fido-u2f', attest: fidoU2f, key: es256 },
} satisfies Record<string, Recipe>;

export type VectorName = keyof typeof RECIPES;

/** The specification's vector of that name, unless it is to vary. */
export async function vector(
  authority: AttestationAuthority,
  vectorName: VectorName,
  variation: Variation = {},
): Promise<Vector> {
  const recipe: Recipe = RECIPES[vectorName];
  const draw = drawer(vectorName);
  const challengeBytes = recipe.challengeBytes ?? 32;

  const challenge = draw(challengeBytes);
  const key = recipe.key(draw);
  const clientDataJSON = clientData('webauthn.create', challenge, draw, recipe.embedded);
  const drawnAaguid = draw(16);
  const aaguid = variation.aaguid ?? drawnAaguid;
  const credentialId = draw(recipe.credentialIdBytes ?? 32);
  const registered = recipe.format === 'fido-u2f' ? 0 : flagsFrom(draw(1), FLAG.UV | FLAG.BE | FLAG.BS);
  const authData = authenticatorData(RP_ID, FLAG.UP | FLAG.AT | registered, 0, {
    aaguid,
    credentialId,
    publicKey: key.cose,
  });
  const ceremony = { draw, authority, key, authData, clientDataJSON, credentialId, variation };
  const statement = await recipe.attest(ceremony);

  const secondChallenge = draw(challengeBytes);
  const secondClientData = clientData('webauthn.get', secondChallenge, draw, recipe.embedded);
  const eligible = registered & FLAG.BE;
  const asserted = eligible | flagsFrom(draw(1), FLAG.UV | FLAG.BS, eligible);
  const assertionData = authenticatorData(RP_ID, FLAG.UP | asserted, 0);
  return {
    credentialId,
    aaguid,
    registration: {
      challenge,
      clientDataJSON,
      attestationObject: attestationObject(recipe.format, statement, authData),
    },
    assertion: {
      challenge: secondChallenge,
      authenticatorData: assertionData,
      clientDataJSON: secondClientData,
      signature: key.sign(Buffer.concat([assertionData, sha256(secondClientData)])),
    },
  };
}

/** The random byte's flags, without BS where there is no BE. */
function flagsFrom(random: Buffer, mask: number, eligible: number = random[0]! & FLAG.BE): number {
  const flags = random[0]! & mask;
  return eligible === 0 ? flags & ~(FLAG.BE | FLAG.BS) : flags;
}

function clientData(type: string, challenge: Buffer, draw: Draw, embedded: Recipe['embedded']): Buffer {
  const isExtended = (draw(1)[0]! & 1) === 1;
  return Buffer.from(
    JSON.stringify({
      type,
      challenge: challenge.toString('base64url'),
      origin: ORIGIN,
      crossOrigin: embedded !== undefined,
      ...(embedded?.topOrigin !== undefined && { topOrigin: embedded.topOrigin }),
      ...(isExtended && {
        extraData: `clientDataJSON may be extended with additional fields in the future, such as this: ${draw(16).toString('base64url')}`,
      }),
    }),
  );
}
