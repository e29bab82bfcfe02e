import { createRequire } from 'node:module';
import { decodeAttestationObject, parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../../server/platform/encryption/secrets.js';
import { Ceremony } from '../../../server/factors/security-keys/ceremony.entity.js';
import { response } from '../../support/authenticator.js';
import {
  accountFor,
  administratorOf,
  BEGIN_REGISTRATION,
  call,
  FINISH_REGISTRATION,
} from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';

interface Recorded {
  response: { clientDataJSON: ArrayBuffer; attestationObject: ArrayBuffer };
}

const { lib } = createRequire(import.meta.url)('fido2-helpers') as { lib: Record<string, Recorded> };

// Where they were recorded.
const LOCAL = { PUBLIC_URL: 'https://localhost:8443', WEBAUTHN_ATTESTATION: 'direct' };
const PUBLIC = { PUBLIC_URL: 'https://webauthn.org', WEBAUTHN_ATTESTATION: 'direct' };

let servers: Map<object, TestServer>;
beforeAll(async () => {
  servers = new Map([
    [LOCAL, await startTestServer(LOCAL)],
    [PUBLIC, await startTestServer(PUBLIC)],
  ]);
});
afterAll(async () => {
  for (const server of servers.values()) await server.stop();
});

test.each([
  ['none', 'makeCredentialAttestationNoneResponse', LOCAL],
  ['fido-u2f', 'makeCredentialAttestationU2fResponse', LOCAL],
  ['fido-u2f', 'makeCredentialAttestationHypersecuU2fResponse', PUBLIC],
  ['packed', 'makeCredentialAttestationPackedResponse', PUBLIC],
  ['tpm', 'makeCredentialAttestationTpmResponse', PUBLIC],
])(
  '%s as a real authenticator made it registers, with one byte changed not: %s',
  async (format, name, where) => {
    const server = servers.get(where)!;
    const client = await accountFor(server, await administratorOf(server), name);
    const recorded = lib[name]!.response;
    const clientDataJSON = Buffer.from(recorded.clientDataJSON);
    const attestationObject = Buffer.from(recorded.attestationObject);
    const { challenge } = JSON.parse(clientDataJSON.toString()) as { challenge: string };
    const decoded = decodeAttestationObject(Uint8Array.from(attestationObject));
    expect(decoded.get('fmt')).toBe(format);
    const credentialId = Buffer.from(parseAuthenticatorData(decoded.get('authData')).credentialID!);

    const register = async (object: Buffer): Promise<string | undefined> => {
      const begun = await call(client, BEGIN_REGISTRATION);
      await server.app.database.manager.update(
        Ceremony,
        { challengeHash: sha256(begun['challenge'] as string) },
        { challengeHash: sha256(challenge) },
      );
      const answer = response(credentialId, { clientDataJSON, attestationObject: object });
      return client.code(FINISH_REGISTRATION, { name: 'Recorded', response: answer });
    };
    const changed = Buffer.from(attestationObject);
    changed[changed.indexOf(credentialId)]! ^= 1;
    expect(await register(changed)).toBe('INVALID_CODE');
    expect(await register(attestationObject)).toBeUndefined();
  },
);
