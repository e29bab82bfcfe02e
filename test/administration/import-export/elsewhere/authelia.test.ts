import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OWN_PARAMETERS } from '../../../../server/factors/authenticator-app/totp.js';
import { SoftAuthenticator } from '../../../support/authenticator.js';
import { NewHome, ORIGIN, RP_ID, SECRET } from '../../../support/elsewhere.js';
import { createAccount } from '../../../support/flows.js';

// Authelia is Go's, and cannot be run here: these are its exports as its sources have them (version 4.39:
// TOTPConfigurationDataExport, WebAuthnCredentialDataExport, UserOpaqueIdentifiersExport; WebAuthnUser for the user
// handle, a random text in the table webauthn_users, which no export holds).

const TOKEN = { algorithm: 'SHA256', digits: 8, period: 60 } as const;
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

let home: NewHome;
beforeAll(async () => {
  home = await NewHome.start();
});
afterAll(() => home.stop());

const totpOf = (username: string, more: object = {}) => ({
  created_at: '2024-05-02T09:14:03.1234Z',
  last_used_at: null,
  username,
  issuer: 'Authelia',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  secret: base64(SECRET),
  ...more,
});
const keyOf = (username: string, authenticator: SoftAuthenticator, more: object = {}) => ({
  created_at: '2024-05-02T09:14:03Z',
  rpid: RP_ID,
  username,
  description: 'Blue key',
  kid: base64(authenticator.credentialId),
  aaguid: '00000000-0000-0000-0000-000000000000',
  attestation_type: 'none',
  attestation_format: 'none',
  attachment: 'cross-platform',
  transports: ['usb'],
  sign_count: authenticator.signCount,
  clone_warning: false,
  legacy: false,
  discoverable: true,
  present: true,
  verified: true,
  backup_eligible: false,
  backup_state: false,
  public_key: base64(authenticator.key.cose),
  attestation: '',
  ...more,
});
const apps = (...entries: object[]): string => home.file(stringify({ totp_configurations: entries }));
const keys = (...entries: object[]): string => home.file(stringify({ webauthn_credentials: entries }));
const authelia = ['--format', 'authelia'];

test('people sign in with old code, old key and old passkey', async () => {
  const admin = await home.administrator();
  for (const login of ['au-maria', 'au-token']) await createAccount(admin, login);
  const [key, passkey] = [new SoftAuthenticator(ORIGIN), new SoftAuthenticator(ORIGIN)];
  key.signCount = 7;
  const handle = `q"9,;${'x'.repeat(59)}`;
  const files = [
    keys(keyOf('au-maria', key), keyOf('au-keys-only', passkey)),
    apps(totpOf('au-maria'), totpOf('au-token', TOKEN)),
    home.file(
      [
        'id,rpid,username,userid',
        `1,${RP_ID},au-maria,"${handle.replaceAll('"', '""')}"`,
        `2,${RP_ID},au-keys-only,other`,
        '3,elsewhere.example,au-maria,not this one',
      ].join('\n'),
    ),
  ];
  expect(await home.report(...files, ...authelia)).toMatchObject({ attached: 2, created: 1, refused: 0 });
  expect(await home.code('au-maria', OWN_PARAMETERS)).toBeUndefined();
  expect(await home.code('au-token', TOKEN)).toBeUndefined();
  expect(await home.key('au-maria', key, { userHandle: Buffer.from(handle) })).toBeUndefined();
  expect(await home.key('au-maria', key, { userHandle: Buffer.from('not this one') })).toBe('INVALID_CODE');
  expect(await home.passkey(passkey, { userHandle: Buffer.from('other') })).toBe('au-keys-only');
  expect(await home.report(...files, ...authelia)).toMatchObject({ unchanged: 3, attached: 0, refused: 0 });
});

test('without the table of user handles a key answers by its ID', async () => {
  const key = new SoftAuthenticator(ORIGIN);
  expect(await home.report(keys(keyOf('au-handleless', key)), ...authelia)).toMatchObject({ created: 1 });
  expect(await home.passkey(key, { userHandle: Buffer.from('whatever it was given there') })).toBe(
    'au-handleless',
  );
});

test('a key of another RP ID is named and left out', async () => {
  const key = new SoftAuthenticator(ORIGIN);
  const report = await home.report(keys(keyOf('au-other', key, { rpid: 'other.example' })), ...authelia);
  expect(report).toMatchObject({ created: 1, refused: 0 });
  expect(report.remarks[0]?.remark).toBe(
    'Its security key “Blue key” is one for other.example, and left out.',
  );
});

test.each([
  ['secret', () => apps(totpOf('au-damaged', { secret: '%%' })), 'TOTP secret'],
  ['secret that is not Base32', () => apps(totpOf('au-damaged', { secret: base64('1890') })), 'TOTP secret'],
  ['hash', () => apps(totpOf('au-damaged', { algorithm: 'MD5' })), 'MD5'],
  [
    'configuration',
    () => apps(totpOf('au-damaged', { period: 'long' })),
    'Its TOTP configuration cannot be read.',
  ],
  [
    'public key',
    () => keys(keyOf('au-damaged', new SoftAuthenticator(ORIGIN), { public_key: 'AAAA' })),
    'publicKey is no COSE_Key',
  ],
  [
    'key ID',
    () => keys(keyOf('au-damaged', new SoftAuthenticator(ORIGIN), { kid: '*' })),
    'credentialId is no credential ID',
  ],
  ['key', () => keys({ username: 'au-damaged' }), 'Its security key cannot be read.'],
])('whoever has what is damaged is refused by name: %s', async (_, file, why) => {
  const report = await home.report(file(), ...authelia);
  expect(report).toMatchObject({ created: 0, refused: 1 });
  expect(report.remarks[0]).toMatchObject({
    login: 'au-damaged',
    remark: expect.stringContaining(why) as unknown,
  });
  expect(JSON.stringify(report)).not.toContain(base64(SECRET));
});

test('an entry without a name is counted among the refused', async () => {
  const report = await home.report(apps({ secret: base64(SECRET) }), ...authelia);
  expect(report).toMatchObject({ refused: 1, remarks: [{ login: null }] });
});

test.each([
  ['no YAML', () => home.file('{ a: [ }\n'), 'no export of Authelia'],
  ['an alias', () => home.file('totp_configurations: &all [ ]\nothers: *all\n'), 'no export of Authelia'],
  ['identifiers', () => home.file(stringify({ identifiers: [] })), 'webauthn_users'],
])('another file is refused as a whole: %s', async (_, file, why) => {
  const { status, stderr } = await home.import(file(), ...authelia);
  expect(status).toBe(1);
  expect(stderr).toContain(why);
});
