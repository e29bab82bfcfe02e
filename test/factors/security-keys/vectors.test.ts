import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsService } from '@simplewebauthn/server';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 as hashed } from '../../../server/platform/encryption/secrets.js';
import { Ceremony } from '../../../server/factors/security-keys/ceremony.entity.js';
import { type AttestationAuthority, derOf, sha256 } from '../../support/attestation.js';
import { response } from '../../support/authenticator.js';
import type { Client } from '../../support/client.js';
import { challengeFor } from '../../support/flows.js';
import {
  accountFor,
  administratorOf,
  BEGIN_REGISTRATION,
  BEGIN_VERIFICATION,
  call,
  clientOf,
  FINISH_REGISTRATION,
  type Json,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import {
  ORIGIN,
  type Variation,
  vector,
  vectorAuthority,
  type VectorName,
} from '../../support/webauthn-vectors.js';

// SHA-256 of what the specification prints (W3C WebAuthn Level 3, "Test Vectors"): of clientDataJSON and
// attestationObject, and of authenticatorData, clientDataJSON and signature.
const DIGESTS: Record<VectorName, [registration: string, assertion: string]> = {
  'none.ES256': [
    'ca116797d5733da69f40faafb9b8db9f3b9bf01aef951e4092f366a00199a57c',
    '51f88ba36a5fc7dac2c8448f78d26e018ac7bd09ee414d79572026fd014a36f4',
  ],
  'none.ES256.crossOrigin': [
    '2326afe295be7a996ee6b96eecb95b6e68d871bfb1ed50259614cfd0aaac4000',
    'c2616949905872d0d015ca2426ea09e1bd2151f29e1f2fff09e0d8123ddaafda',
  ],
  'none.ES256.topOrigin': [
    '4c9d95e4521ed0b6b6e2afaa37f308143151ebbde039550ee36b07b03bb6b248',
    '03eb72cf96829fbebe01544b878143e4a52424b50c59492844f8bbd695d03a91',
  ],
  'none.ES256.long-credential-id': [
    'cd55eafcd226de9025858c83e98edf5f7a2a22218c1e031a4a918c10faa01ba5',
    'b64abc4ec62f630444f7dd61d72f9fe5e0907c9bdf53d47010f6035b97f30c69',
  ],
  'packed-self.ES256': [
    'fd0d89d617360cd0de376a18b8416a646bffc223d671fdfa3225d3eb86193628',
    'f04d30c37e47d62e1a8272ea42aa62d80d32ff4fab955209a3bcb2827bb7fa42',
  ],
  'packed.ES256': [
    'a644533cb10ce3b7c08aeed4671156a298c4a34b7bacb1cc5caa793d6ccb63ed',
    'bb6a9fc3c6c91e151d58e7d4eb7c66adb2969ca751624128c4b250ab81d00cc9',
  ],
  'packed.ES384': [
    '6c03e36d4013a93f5d3556422e8fcf7d2e7150e38d8111188c849ea0590455d9',
    '1f7529eb0c282a3c134d2544b77040376955f87e875608779e4a28b6592f3099',
  ],
  'packed.ES512': [
    'd8f892579d0472a38c74fa1fb939c646ce87025aa22ebe6f19ac1b180267b5cc',
    'f7464773c3a98813cab4daaa149b0decdb79e87b5e30b8d36e690daa2eccff91',
  ],
  'packed.RS256': [
    '4b37bf3d5b02deeabeaca7047d6974c576a46081c2a061c1df178c9f8cecd068',
    '1c07a27751cbd730daf24a542b9bd6b9be3152f4361666b99945f007fac3dab6',
  ],
  'packed.EdDSA': [
    '6c5e33303a0a8683d729cf14ce4157866cafd259930e6b66b4a924f6159c1937',
    '045bb6ab03480f53d54fcdd9acf0ee7833647e72fcfb4bcb70fdfead58ebd8c0',
  ],
  'tpm.ES256': [
    '0c56a53eb6832c281e3f2720fb5f212fb4e53f642df7e83889f70eeaf46b4122',
    'cfabb9ddc42230b56fdaeedfc46b0912c2a735603055d7258c10399f85997e59',
  ],
  'android-key.ES256': [
    '9ece870b0c50e6e82fa488550825ae28eb9df2f2d040d6f6abe8f2317a44587c',
    '046d5d284a8ebc6100975bf018b247e6e122e039844831b640ebc05f2191116b',
  ],
  'apple.ES256': [
    'c56d857ddc96abcad55f86dae086070870d766eafe2bbd78afa511f387a6a3af',
    'ce00e186354261e7c4a0f0ff5abcd5877a4775524f11463240fb5420d33fdddf',
  ],
  'fido-u2f.ES256': [
    'c263ebbbcc560350044eccb0affb907f7a31c6d1821e004a36c71ef55ee4ebb7',
    '03a8b0381fff9b7b700849078429048f8639dccf61e43ed391fa5ad1bb8896d0',
  ],
};

let authority: AttestationAuthority;
let folder: string;
/** Trusts the vectors' root, and nothing that is not attested by it. */
let trusting: TestServer;
/** Asks for no attestation. */
let plain: TestServer;
let admins: Map<TestServer, Client>;
beforeAll(async () => {
  authority = await vectorAuthority();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-vectors-'));
  const root = join(folder, 'root.pem');
  writeFileSync(root, authority.certificate.toString('pem'));
  // The library knows Apple's and Google's roots itself: the vectors' root takes their place.
  for (const identifier of ['apple', 'android-key'] as const) {
    const certificates = [Uint8Array.from(derOf(authority.certificate))];
    SettingsService.setRootCertificates({ identifier, certificates });
  }
  trusting = await startTestServer({
    PUBLIC_URL: ORIGIN,
    WEBAUTHN_ATTESTATION: 'direct',
    WEBAUTHN_TRUST_ANCHORS: root,
  });
  plain = await startTestServer({ PUBLIC_URL: ORIGIN });
  admins = new Map([
    [trusting, await administratorOf(trusting)],
    [plain, await administratorOf(plain)],
  ]);
});
afterAll(async () => {
  await trusting.stop();
  await plain.stop();
  rmSync(folder, { recursive: true });
});

/** Makes the server's open ceremony the one of the vector: challenges are random otherwise. */
async function askFor(server: TestServer, challenge: Buffer, begun: Json): Promise<void> {
  const { affected } = await server.app.database.manager.update(
    Ceremony,
    { challengeHash: hashed(begun['challenge'] as string) },
    { challengeHash: hashed(challenge.toString('base64url')) },
  );
  expect(affected).toBe(1);
}

type Registration = Awaited<ReturnType<typeof vector>>['registration'];
type Assertion = Awaited<ReturnType<typeof vector>>['assertion'];

async function register(
  server: TestServer,
  client: Client,
  credentialId: Buffer,
  { challenge, ...parts }: Registration,
): Promise<string | undefined> {
  await askFor(server, challenge, await call(client, BEGIN_REGISTRATION));
  return client.code(FINISH_REGISTRATION, { name: 'Vector', response: response(credentialId, parts) });
}

async function verify(
  server: TestServer,
  login: string,
  credentialId: Buffer,
  { challenge, ...parts }: Assertion,
): Promise<string | undefined> {
  const client = clientOf(server);
  const { challenge: signingIn } = await challengeFor(client, login);
  await askFor(server, challenge, await call(client, BEGIN_VERIFICATION, { challenge: signingIn }));
  return client.code(VERIFY_KEY, { challenge: signingIn, response: response(credentialId, parts) });
}

const flip = (bytes: Uint8Array, offset: number): void => {
  bytes[offset < 0 ? bytes.length + offset : offset]! ^= 1;
};

const withChangedOrigin = (clientDataJSON: Buffer): Buffer => {
  const changed = Buffer.from(clientDataJSON);
  flip(changed, changed.indexOf('example.org'));
  return changed;
};

type AttStmt = Map<string, Uint8Array | Uint8Array[]>;

/** The attestation object with one byte changed, of its statement or its authenticator data. */
function altered(object: Buffer, change: (authData: Uint8Array, statement: AttStmt) => void): Buffer {
  const decoded = isoCBOR.decodeFirst<Map<string, unknown>>(Uint8Array.from(object));
  change(decoded.get('authData') as Uint8Array, decoded.get('attStmt') as AttStmt);
  return Buffer.from(isoCBOR.encode(decoded as Parameters<typeof isoCBOR.encode>[0]));
}

// Offsets in authenticator data (WebAuthn L3 §6.1, §6.5.1).
const OF_RP_ID_HASH = 0;
const OF_FLAGS = 32;
const OF_CREDENTIAL_ID = 55;

/** One byte in each part that the format protects. */
function alterations(object: Buffer): [part: string, Buffer][] {
  const statement = isoCBOR.decodeFirst<Map<string, AttStmt>>(Uint8Array.from(object)).get('attStmt')!;
  const changes: [string, Buffer][] = [
    ['RP ID hash', altered(object, (authData) => flip(authData, OF_RP_ID_HASH))],
    ['user presence', altered(object, (authData) => flip(authData, OF_FLAGS))],
    ['credential ID', altered(object, (authData) => flip(authData, OF_CREDENTIAL_ID))],
  ];
  if (statement.size > 0) {
    changes.push(['public key', altered(object, (authData) => flip(authData, -1))]);
  }
  for (const field of ['sig', 'certInfo', 'pubArea']) {
    if (!statement.has(field)) continue;
    changes.push([field, altered(object, (_, attStmt) => flip(attStmt.get(field) as Uint8Array, -1))]);
  }
  if (statement.has('x5c')) {
    changes.push(
      ['certificate', altered(object, (_, attStmt) => flip((attStmt.get('x5c') as Uint8Array[])[0]!, 20))],
      ['its signature', altered(object, (_, attStmt) => flip((attStmt.get('x5c') as Uint8Array[])[0]!, -1))],
    );
  }
  return changes;
}

const NO_AAGUID = Buffer.alloc(16);

test.each(Object.entries(DIGESTS))(
  '%s is made anew as the specification prints it',
  async (name, digests) => {
    const { registration, assertion } = await vector(authority, name as VectorName);
    const { authenticatorData, clientDataJSON, signature } = assertion;
    expect([
      sha256(Buffer.concat([registration.clientDataJSON, registration.attestationObject])).toString('hex'),
      sha256(Buffer.concat([authenticatorData, clientDataJSON, signature])).toString('hex'),
    ]).toEqual(digests);
  },
);

test.each<[what: string, name: VectorName, variation: Variation, needsAttestation: boolean]>([
  ['none', 'none.ES256', {}, false],
  ['a credential ID of 1,023 bytes', 'none.ES256.long-credential-id', {}, false],
  ['packed, self attestation', 'packed-self.ES256', {}, false],
  ['packed, ES256', 'packed.ES256', {}, true],
  ['packed, RS256', 'packed.RS256', {}, true],
  ['packed, Ed25519', 'packed.EdDSA', {}, true],
  ['apple', 'apple.ES256', {}, true],
  [
    'tpm, of a registered vendor (else the specification’s)',
    'tpm.ES256',
    { tpmManufacturer: 'id:FFFFF1D0' },
    true,
  ],
  ['android-key, root included (else the specification’s)', 'android-key.ES256', { withRoot: true }, true],
  ['fido-u2f, zeros as AAGUID (else the specification’s)', 'fido-u2f.ES256', { aaguid: NO_AAGUID }, true],
])(
  '%s registers and signs in; with one byte changed it does not',
  async (what, name, variation, needsAttestation) => {
    const server = needsAttestation ? trusting : plain;
    const { credentialId, registration, assertion } = await vector(authority, name, variation);
    const client = await accountFor(server, admins.get(server)!, what);

    for (const [part, attestationObject] of alterations(registration.attestationObject)) {
      const changed = { ...registration, attestationObject };
      expect(await register(server, client, credentialId, changed), part).toMatch(
        /INVALID_CODE|METHOD_DISABLED/,
      );
    }
    const elsewhere = { ...registration, clientDataJSON: withChangedOrigin(registration.clientDataJSON) };
    expect(await register(server, client, credentialId, elsewhere)).toBe('INVALID_CODE');
    expect(await register(server, client, credentialId, registration)).toBeUndefined();

    for (const part of ['authenticatorData', 'signature'] as const) {
      const changed = { ...assertion, [part]: Buffer.from(assertion[part]) };
      flip(changed[part], -1);
      expect(await verify(server, what, credentialId, changed), part).toBe('INVALID_CODE');
    }
    const assertedElsewhere = { ...assertion, clientDataJSON: withChangedOrigin(assertion.clientDataJSON) };
    expect(await verify(server, what, credentialId, assertedElsewhere)).toBe('INVALID_CODE');
    expect(await verify(server, what, credentialId, assertion)).toBeUndefined();
  },
);

test.each<[why: string, name: VectorName]>([
  ['it ran in a page of another origin', 'none.ES256.crossOrigin'],
  ['it names a top origin', 'none.ES256.topOrigin'],
  ['ES384 was not asked for', 'packed.ES384'],
  ['ES512 was not asked for', 'packed.ES512'],
  ['no TPM vendor is registered as 00000000', 'tpm.ES256'],
  ['its chain leaves Android’s root out', 'android-key.ES256'],
  ['U2F keys have no AAGUID', 'fido-u2f.ES256'],
])('refused, since %s: %s', async (_why, name) => {
  const client = await accountFor(plain, admins.get(plain)!, `refused ${name}`);
  const { credentialId, registration } = await vector(authority, name);
  expect(await register(plain, client, credentialId, registration)).toBe('INVALID_CODE');
});

test('an assertion that ran in a page of another origin is refused', async () => {
  const login = 'embedded assertion';
  const client = await accountFor(plain, admins.get(plain)!, login);
  const { credentialId, registration, assertion } = await vector(authority, 'none.ES256.crossOrigin');
  const text = registration.clientDataJSON.toString();
  const own = Buffer.from(text.replace('"crossOrigin":true', '"crossOrigin":false'));
  expect(
    await register(plain, client, credentialId, { ...registration, clientDataJSON: own }),
  ).toBeUndefined();
  expect(await verify(plain, login, credentialId, assertion)).toBe('INVALID_CODE');
});
