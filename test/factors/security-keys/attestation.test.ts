import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CRLDistributionPointsExtension, Extension } from '@peculiar/x509';
import { SettingsService } from '@simplewebauthn/server';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../../server/config/config.js';
import { OperatorError } from '../../../server/platform/operator-error.js';
import { aaguidExtension, AttestationAuthority, derOf, subjectName } from '../../support/attestation.js';
import { type Attestation, SoftAuthenticator } from '../../support/authenticator.js';
import { ecKey, type EcKey } from '../../support/credential-keys.js';
import {
  accountFor,
  administratorOf,
  BEGIN_REGISTRATION,
  call,
  FINISH_REGISTRATION,
  type Json,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const ORIGIN = 'https://keys.example.org';
const VALIDITY = { notBefore: new Date('2024-01-01'), notAfter: new Date('2044-01-01') };
const ALLOWED = '7e1b0a52-9a31-4a3d-8c40-5b1f1f2f0c11';
const OTHER = 'f7c05d3e-52c8-4d57-8b6a-0d0d8d9f7a22';
const UNSAFE = '03b6a3f1-6d2c-4f0e-9f1c-9a8b7c6d5e33';

const bytesOf = (aaguid: string): Buffer => Buffer.from(aaguid.replaceAll('-', ''), 'hex');
const serialNumber = (): string => `00${randomBytes(15).toString('hex')}`;
const authority = (name: string, parent?: AttestationAuthority): Promise<AttestationAuthority> =>
  AttestationAuthority.create(
    {
      ...VALIDITY,
      serialNumber: serialNumber(),
      key: ecKey('P-256'),
      subject: subjectName(name, 'Test', 'Authenticator Attestation CA', 'AA'),
    },
    parent,
  );

interface Certificate {
  key: EcKey;
  x5c: Buffer[];
}

/** What a maker puts into an authenticator: a key, and a certificate for it. */
async function provision(
  maker: AttestationAuthority,
  extensions: Extension[],
  chain: Buffer[] = [],
): Promise<Certificate> {
  const key = ecKey('P-256');
  const subject = subjectName('Key', 'Test', 'Authenticator Attestation', 'AA');
  const certificate = await maker.issue(
    { ...VALIDITY, serialNumber: serialNumber(), key, subject },
    extensions,
  );
  return { key, x5c: [derOf(certificate), ...chain] };
}

const packed =
  ({ key, x5c }: Certificate) =>
  (toBeSigned: Buffer): Promise<Attestation> =>
    Promise.resolve({ format: 'packed', statement: { alg: key.algorithm, sig: key.sign(toBeSigned), x5c } });

let folder: string;
let maker: AttestationAuthority;
let otherMaker: AttestationAuthority;
/** Trusts `maker`, for one model. */
let byAnchor: TestServer;
/** Trusts `maker` for one model and `otherMaker` for another, by FIDO metadata. */
let byMetadata: TestServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-attestation-'));
  [maker, otherMaker] = [await authority('Maker'), await authority('Other maker')];
  byAnchor = await startTestServer({
    PUBLIC_URL: ORIGIN,
    WEBAUTHN_ATTESTATION: 'direct',
    WEBAUTHN_TRUST_ANCHORS: file('root.pem', maker.certificate.toString('pem')),
    WEBAUTHN_AAGUIDS: `${ALLOWED.toUpperCase()},${UNSAFE}`,
  });
  byMetadata = await startTestServer({
    PUBLIC_URL: ORIGIN,
    WEBAUTHN_ATTESTATION: 'direct',
    WEBAUTHN_METADATA: await metadataFile('blob.jwt', '2044-01-01'),
    WEBAUTHN_AAGUIDS: `${ALLOWED},${OTHER},${UNSAFE}`,
  });
});
afterAll(async () => {
  await byAnchor.stop();
  await byMetadata.stop();
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** A metadata blob as the FIDO Alliance makes it, signed below a root that the library takes for its. */
async function metadataFile(name: string, nextUpdate: string): Promise<string> {
  const alliance = await authority('FIDO Alliance');
  SettingsService.setRootCertificates({
    identifier: 'mds',
    certificates: [Uint8Array.from(derOf(alliance.certificate))],
  });
  const { key, x5c } = await provision(alliance, []);
  const entry = (aaguid: string, root: AttestationAuthority, status: string): Json => ({
    aaguid,
    metadataStatement: { aaguid, attestationRootCertificates: [derOf(root.certificate).toString('base64')] },
    statusReports: [{ status, effectiveDate: '2024-01-01' }],
    timeOfLastStatusChange: '2024-01-01',
  });
  const [x, y, d] = [key.x, key.y, key.secret].map((part) => part.toString('base64url'));
  const jwt = new SignJWT({
    legalHeader: 'For tests.',
    no: 1,
    nextUpdate,
    entries: [
      entry(ALLOWED, maker, 'FIDO_CERTIFIED'),
      entry(OTHER, otherMaker, 'FIDO_CERTIFIED_L1'),
      entry(UNSAFE, maker, 'ATTESTATION_KEY_COMPROMISE'),
      // A U2F key: of no AAGUID.
      { attestationCertificateKeyIdentifiers: ['00'.repeat(20)], statusReports: [] },
    ],
  }).setProtectedHeader({ alg: 'ES256', x5c: x5c.map((certificate) => certificate.toString('base64')) });
  return file(
    name,
    await jwt.sign(await importJWK({ kty: 'EC', crv: 'P-256', x, y, d } as JsonWebKey, 'ES256')),
  );
}

let accounts = 0;

/** What comes of registering a key that says it is of this model and attests like this. */
async function register(
  server: TestServer,
  aaguid: string,
  attest?: (toBeSigned: Buffer) => Promise<Attestation>,
): Promise<string | undefined> {
  const client = await accountFor(server, await administratorOf(server), `account ${++accounts}`);
  const authenticator = new SoftAuthenticator(ORIGIN);
  authenticator.aaguid = bytesOf(aaguid);
  const options = await call(client, BEGIN_REGISTRATION);
  expect(options).toMatchObject({ attestation: 'direct' });
  const response = await authenticator.create(options, {}, attest);
  return client.code(FINISH_REGISTRATION, { name: 'Key', response });
}

test('a key whose certificate names an allowed model and leads to a trust anchor is registered', async () => {
  const certificate = await provision(maker, [aaguidExtension(bytesOf(ALLOWED))]);
  expect(await register(byAnchor, ALLOWED, packed(certificate))).toBeUndefined();
});

test('so is one below an authority between, with or without the root in its chain', async () => {
  const between = await authority('Between', maker);
  for (const rest of [[between], [between, maker]]) {
    const chain = rest.map(({ certificate }) => derOf(certificate));
    const certificate = await provision(between, [aaguidExtension(bytesOf(ALLOWED))], chain);
    expect(await register(byAnchor, ALLOWED, packed(certificate))).toBeUndefined();
  }
});

test('a self-made chain that claims an allowed model is refused', async () => {
  const impostor = await authority('Maker');
  for (const chain of [[], [derOf(impostor.certificate)], [derOf(maker.certificate)]]) {
    const certificate = await provision(impostor, [aaguidExtension(bytesOf(ALLOWED))], chain);
    expect(await register(byAnchor, ALLOWED, packed(certificate))).toBe('METHOD_DISABLED');
    expect(await register(byMetadata, ALLOWED, packed(certificate))).toBe('METHOD_DISABLED');
  }
});

test('a certificate that is no authority’s vouches for none', async () => {
  // As the owner of a phone has one whose key signs whatever they like.
  const attested = await provision(maker, [aaguidExtension(bytesOf(ALLOWED))]);
  const subject = subjectName('Key', 'Test', 'Authenticator Attestation', 'AA');
  const self = { ...VALIDITY, serialNumber: serialNumber(), key: attested.key, subject };
  const forger = AttestationAuthority.holding(attested.key, await maker.issue(self));
  const forged = await provision(forger, [aaguidExtension(bytesOf(ALLOWED))], [derOf(forger.certificate)]);
  expect(await register(byAnchor, ALLOWED, packed(forged))).toBe('METHOD_DISABLED');
  expect(await register(byMetadata, ALLOWED, packed(forged))).toBe('METHOD_DISABLED');
});

test('an expired certificate is refused', async () => {
  const key = ecKey('P-256');
  const subject = subjectName('Key', 'Test', 'Authenticator Attestation', 'AA');
  const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') };
  const certificate = await maker.issue({ ...past, serialNumber: serialNumber(), key, subject }, [
    aaguidExtension(bytesOf(ALLOWED)),
  ]);
  expect(await register(byAnchor, ALLOWED, packed({ key, x5c: [derOf(certificate)] }))).toBe('INVALID_CODE');
});

test('an anchor of many models proves only the one that the certificate names', async () => {
  const nameless = await provision(maker, []);
  expect(await register(byAnchor, ALLOWED, packed(nameless))).toBe('METHOD_DISABLED');
  const another = await provision(maker, [aaguidExtension(bytesOf(OTHER))]);
  expect(await register(byAnchor, ALLOWED, packed(another))).toBe('INVALID_CODE');
  expect(await register(byAnchor, OTHER, packed(another))).toBe('METHOD_DISABLED');
});

test('a key that proves nothing is refused, whatever it says of itself', async () => {
  expect(await register(byAnchor, ALLOWED)).toBe('METHOD_DISABLED');
  const self = new SoftAuthenticator(ORIGIN);
  const client = await accountFor(byAnchor, await administratorOf(byAnchor), 'self attestation');
  self.aaguid = bytesOf(ALLOWED);
  const response = await self.create(await call(client, BEGIN_REGISTRATION), {}, (toBeSigned) =>
    Promise.resolve({
      format: 'packed',
      statement: { alg: self.key.algorithm, sig: self.key.sign(toBeSigned) },
    }),
  );
  expect(await client.code(FINISH_REGISTRATION, { name: 'Key', response })).toBe('METHOD_DISABLED');
});

test('by FIDO metadata, each model leads to its own maker’s root', async () => {
  const [mine, theirs] = [await provision(maker, []), await provision(otherMaker, [])];
  expect(await register(byMetadata, ALLOWED, packed(mine))).toBeUndefined();
  expect(await register(byMetadata, OTHER, packed(theirs))).toBeUndefined();
  expect(await register(byMetadata, ALLOWED, packed(theirs))).toBe('METHOD_DISABLED');
  expect(await register(byMetadata, OTHER, packed(mine))).toBe('METHOD_DISABLED');
});

test('a model that FIDO reports as compromised is refused', async () => {
  const certificate = await provision(maker, [aaguidExtension(bytesOf(UNSAFE))]);
  expect(await register(byAnchor, UNSAFE, packed(certificate))).toBeUndefined();
  expect(await register(byMetadata, UNSAFE, packed(certificate))).toBe('METHOD_DISABLED');
});

test('an Android attestation of anyone’s root is refused before its addresses are followed', async () => {
  const fetched: string[] = [];
  const canary: Server = createServer((request, answer) => {
    fetched.push(request.url ?? '');
    answer.end();
  }).listen(0, '127.0.0.1');
  await once(canary, 'listening');
  const { port } = canary.address() as AddressInfo;
  const server = await startTestServer({ PUBLIC_URL: ORIGIN });
  const client = await accountFor(server, await administratorOf(server), 'android');
  const authenticator = new SoftAuthenticator(ORIGIN);
  const own = await authority('Nobody');
  const key = authenticator.key as EcKey;
  const options = await call(client, BEGIN_REGISTRATION);
  const response = await authenticator.create(options, {}, async (toBeSigned) => {
    // The key description the library looks for first: the client data's hash, which ends what is signed.
    const description = `30350202012c0a01000201000a01000420${toBeSigned.subarray(-32).toString('hex')}040030003000`;
    const certificate = await own.issue(
      { ...VALIDITY, serialNumber: serialNumber(), key, subject: subjectName('Key', 'Test', 'Test', 'AA') },
      [
        new Extension('1.3.6.1.4.1.11129.2.1.17', false, Buffer.from(description, 'hex')),
        new CRLDistributionPointsExtension([`http://127.0.0.1:${port}/crl`]),
      ],
    );
    const x5c = [derOf(certificate), derOf(own.certificate)];
    return { format: 'android-key', statement: { alg: key.algorithm, sig: key.sign(toBeSigned), x5c } };
  });
  expect(await client.code(FINISH_REGISTRATION, { name: 'Key', response })).toBe('INVALID_CODE');
  expect(fetched).toEqual([]);
  await server.stop();
  canary.close();
});

test('old metadata is used, and complained of', async () => {
  const stale = await startTestServer({
    WEBAUTHN_ATTESTATION: 'direct',
    WEBAUTHN_METADATA: await metadataFile('old.jwt', '2024-02-01'),
  });
  expect(stale.logLines.some((line) => line.includes('out of date'))).toBe(true);
  expect(byMetadata.logLines.some((line) => line.includes('out of date'))).toBe(false);
  await stale.stop();
});

test('a file that cannot be trusted stops the start, and is named', async () => {
  const blob = await metadataFile('good.jwt', '2044-01-01');
  // Other keys than those that signed it.
  await metadataFile('other.jwt', '2044-01-01');
  const start = (env: Record<string, string>) => startTestServer({ WEBAUTHN_ATTESTATION: 'direct', ...env });
  await expect(start({ WEBAUTHN_METADATA: blob })).rejects.toThrow(/^WEBAUTHN_METADATA: /);
  for (const path of [join(folder, 'nowhere.pem'), file('empty.pem', '')]) {
    await expect(start({ WEBAUTHN_TRUST_ANCHORS: path })).rejects.toThrow(/^WEBAUTHN_TRUST_ANCHORS: /);
  }
});

test('a list of models without trust anchors is refused at start, and so are anchors nobody is asked to lead to', () => {
  const config = (env: Record<string, string>) => () =>
    readConfig({ DATABASE_URL: 'mysql://db/latchkey', SECRET_KEY: 'x'.repeat(32), ...env });
  expect(config({ WEBAUTHN_AAGUIDS: ALLOWED, WEBAUTHN_ATTESTATION: 'direct' })).toThrow(OperatorError);
  expect(config({ WEBAUTHN_AAGUIDS: ALLOWED, WEBAUTHN_METADATA: 'blob.jwt' })).toThrow(
    /WEBAUTHN_ATTESTATION/,
  );
  expect(config({ WEBAUTHN_TRUST_ANCHORS: 'root.pem' })).toThrow(/WEBAUTHN_ATTESTATION/);
  expect(
    config({ WEBAUTHN_AAGUIDS: ALLOWED, WEBAUTHN_METADATA: 'blob.jwt', WEBAUTHN_ATTESTATION: 'direct' }),
  ).not.toThrow();
});
