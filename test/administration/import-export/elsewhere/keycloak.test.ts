import { hashRaw } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OWN_PARAMETERS } from '../../../../server/factors/authenticator-app/totp.js';
import { FLAG } from '../../../support/attestation.js';
import { SoftAuthenticator } from '../../../support/authenticator.js';
import { NewHome, ORIGIN, SECRET } from '../../../support/elsewhere.js';

// Keycloak is Java's, and cannot be run here: this is its export as its sources have it (version 26: UserRepresentation,
// CredentialRepresentation, WebAuthnCredentialData, RecoveryAuthnCodesCredentialData, StorageId; WebAuthnRegister for the
// user handle, which is the user's id).

const PASSWORD = 'a password from elsewhere';
const salt = Buffer.from('0123456789abcdef');
const json = JSON.stringify;

let home: NewHome;
let password: object;
beforeAll(async () => {
  home = await NewHome.start();
  const cost = { memoryCost: 8, timeCost: 1, parallelism: 1, outputLen: 32, salt };
  password = {
    type: 'password',
    secretData: json({
      value: (await hashRaw(PASSWORD, cost)).toString('base64'),
      salt: salt.toString('base64'),
    }),
    credentialData: json({
      hashIterations: 1,
      algorithm: 'argon2',
      additionalParameters: { memory: ['8'], type: ['id'], version: ['1.3'], parallelism: ['1'] },
    }),
  };
});
afterAll(() => home.stop());

/** As Keycloak keeps a key: its ID in base64, its COSE_Key in base64url. */
const keyOf = (authenticator: SoftAuthenticator, more: object = {}) => ({
  id: 'c0ffee00-0000-4000-8000-000000000001',
  type: 'webauthn',
  userLabel: 'Blue key',
  createdDate: 1_700_000_000_000,
  secretData: '{}',
  credentialData: json({
    aaguid: '00000000-0000-0000-0000-000000000000',
    credentialId: authenticator.credentialId.toString('base64'),
    counter: authenticator.signCount,
    credentialPublicKey: authenticator.key.cose.toString('base64url'),
    attestationStatementFormat: 'none',
    transports: ['usb', 'nfc'],
  }),
  ...more,
});
const otp = {
  type: 'otp',
  secretData: json({ value: SECRET }),
  credentialData: json({
    subType: 'totp',
    digits: 6,
    period: 30,
    algorithm: 'HmacSHA1',
    secretEncoding: 'BASE32',
  }),
};

const ID = '3f1c9a52-8a44-4f0e-9d53-2f6f0c0f4a11';
const handle = { userHandle: Buffer.from(ID) };

test('people of several realms sign in with old password and code, old key and old passkey', async () => {
  const [key, passkey, synced] = [ORIGIN, ORIGIN, ORIGIN].map((origin) => new SoftAuthenticator(origin));
  key!.signCount = 41;
  const path = home.file(
    json([
      {
        realm: 'master',
        users: [
          {
            id: ID,
            username: 'rosa',
            email: 'rosa@example.org',
            credentials: [
              password,
              otp,
              keyOf(key!),
              keyOf(passkey!, { type: 'webauthn-passwordless', userLabel: 'Phone' }),
              keyOf(synced!, { type: 'webauthn-passwordless', userLabel: 'Cloud' }),
              {
                type: 'recovery-authn-codes',
                secretData: '{}',
                credentialData: '{"remaining":9,"total":12}',
              },
            ],
          },
        ],
      },
      { realm: 'without users' },
      {
        realm: 'staff',
        users: [
          { id: ID.replace('3', '4'), username: 'tomas', credentials: [password] },
          { id: ID.replace('3', '5'), username: 'rosa', credentials: [password] },
        ],
      },
    ]),
  );
  const report = await home.report(path);
  expect(report).toMatchObject({ format: 'keycloak', created: 2, refused: 1 });
  expect(report.remarks).toEqual([
    {
      line: 1,
      login: 'rosa',
      result: 'created',
      remark: 'Its recovery codes are hashed there, and are to be made anew as backup codes.',
    },
    { line: 3, login: 'rosa', result: 'refused', remark: 'This login stands in the file before.' },
  ]);
  expect(await home.code('rosa', OWN_PARAMETERS, PASSWORD)).toBeUndefined();
  expect(await home.key('rosa', key!, handle, PASSWORD)).toBeUndefined();
  expect(await home.passkey(passkey!, handle)).toBe('rosa');
  // Keycloak does not keep whether a key may be copied to other devices: its first use tells.
  expect(await home.passkey(synced!, { ...handle, flags: FLAG.UP | FLAG.UV | FLAG.BE })).toBe('rosa');
  expect(await home.passkey(passkey!, { userHandle: Buffer.from(ID.replace('3', '4')) })).toBe(
    'INVALID_CODE',
  );
  expect(await home.report(path)).toMatchObject({ created: 0, attached: 0, unchanged: 2, refused: 1 });
});

test('people of a directory come with what Keycloak keeps of them', async () => {
  const key = new SoftAuthenticator(ORIGIN);
  const id = 'f:0b4c5a1e-0000-4000-8000-000000000002:uid:paula';
  const report = await home.report(
    home.file(
      json({
        realm: 'directory',
        users: [{ id: ID, username: 'linked', federationLink: 'ldap', credentials: [otp] }],
        federatedUsers: [
          { id, credentials: [keyOf(key, { type: 'webauthn-passwordless' })] },
          { id: 'no id of a directory' },
        ],
      }),
    ),
  );
  expect(report).toMatchObject({ created: 2, refused: 1 });
  expect(report.remarks.map(({ login, remark }) => [login, remark])).toEqual([
    ['linked', 'Its password is the one of its directory.'],
    ['uid:paula', 'Its password is the one of its directory.'],
    [null, 'This federated user cannot be read.'],
  ]);
  expect(await home.passkey(key, { userHandle: Buffer.from(id) })).toBe('uid:paula');
});

test.each([
  ['no JSON', 'webauthn', { credentialData: '{' }, 'Its security key “Blue key” cannot be read.'],
  [
    'no public key',
    'webauthn',
    { credentialData: json({ credentialId: 'AAAA', counter: 0 }) },
    'cannot be read',
  ],
  [
    'a public key that is none',
    'webauthn-passwordless',
    { credentialData: json({ credentialId: 'AAAA', credentialPublicKey: 'oAAA', counter: 0 }) },
    'publicKey is no COSE_Key',
  ],
  ['an app without a secret', 'otp', {}, 'TOTP secret'],
])('whoever has a credential that is damaged is refused by name: %s', async (what, type, damage, why) => {
  const login = `damaged-${what.replaceAll(' ', '-')}`;
  const damaged = { ...keyOf(new SoftAuthenticator(ORIGIN)), type, ...damage };
  const user = { id: ID, username: login, credentials: [password, damaged] };
  const report = await home.report(home.file(json({ realm: 'x', users: [user] })));
  expect(report).toMatchObject({ created: 0, refused: 1 });
  expect(report.remarks[0]).toMatchObject({ login, remark: expect.stringContaining(why) as unknown });
  expect(await home.server.app.services.accounts.findByLogin(login)).toBeNull();
});
