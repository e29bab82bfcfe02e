import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OWN_PARAMETERS } from '../../../../server/factors/authenticator-app/totp.js';
import { FLAG } from '../../../support/attestation.js';
import { SoftAuthenticator } from '../../../support/authenticator.js';
import type { EcKey } from '../../../support/credential-keys.js';
import { ForeignTables, NewHome, ORIGIN, SECRET } from '../../../support/elsewhere.js';
import { createAccount, PASSWORD } from '../../../support/flows.js';

// Nextcloud is no package here: these are its tables as its sources make them (server 31, twofactor_totp 17.1,
// twofactor_webauthn 2, twofactor_u2f 6). What is sealed was sealed by phpseclib 2.0.42, which is what its ICrypto calls,
// in PHP 8.2, in each of the three forms that lib/private/Security/Crypto.php reads.

const CONFIG = `<?php
// 'secret' => 'an older one',
$CONFIG = array (
  'instanceid' => 'oc1234567890',
  'passwordsalt' => 'not this secret',
  'secret' => 'an/instance\\'s \\\\secret+',
  'dbtype' => 'mysql',
  'dbpassword' => 'database password',
  'dbtableprefix' => 'nc_',
);
`;
const SEALED = [
  'dae0ac5cf2b452a40ef3638da85d2bb9c2fa3d4877006a4a4c4ed5837c927bd0647383117b236c952227b6a7cf665a5a|00112233445566778899aabbccddeeff|f29be8ad36320d5cb871368dacaceaf39d74fa313437eabf7836038fe12754d7c7da71b1c6ce3874499faba7a919d89486d716244d7dbfea96925fa56e484361|3',
  'dea698ae579d12e7b8b9cd2f0007b68a1a8ef2b9688d035ef9089da4b5d4ac74d1f63dc1054f0abf0f6ccca347b62036|00112233445566778899aabbccddeeff|12e59e83635ef93949665bf4b520f7f598bbe2695f2c061dcf8c43af1dc731e04be36ff01ddddf5b5ed08bae326802a6f5c39af160e26d9cb802daeaf1c8d841|2',
  '8d95cc9b78849c80fa40a532d824e24a7c834ea0db369c6a206a42cddce80d6fbfac36024747ed0affbc89c90c967bad|0123456789abcdef|dc7eb078c951bc22ce86a43efbf7dfe26db5fe28af6e7426e7b63f4359a65bca682defc4051498fc2aca22a152d322a962aa86709c19e2c2613d41f9bff18904',
] as const;
/** “not base32!”, in the form of today. */
const NO_SECRET =
  '6c8b13fd35156d74544c46c3a995c30a|00112233445566778899aabbccddeeff|e3188e8fd0f80092dd5eeddb85035dfb5e5ae8734b6e7a4c0a1cc4a73a8e3ec6c4111cdeff5130b51c9723e8287a091b47e2df8c9001e08973c09dde973514d5|3';
const TOKEN = { algorithm: 'SHA256', digits: 8, period: 60 } as const;
const base64 = (bytes: Buffer): string => bytes.toString('base64');

let home: NewHome;
let there: ForeignTables;
let args: string[];
let config: string;
let rows = 0;
beforeAll(async () => {
  home = await NewHome.start({ U2F_APP_ID: ORIGIN });
  there = await ForeignTables.create();
  config = home.file(CONFIG);
  args = [there.source, '--format', 'nextcloud', '--key-file', config];
  const id = 'id INTEGER PRIMARY KEY';
  const text = (...names: string[]): string => names.map((name) => `${name} VARCHAR(255)`).join(', ');
  await there.table(
    'nc_users',
    `uid VARCHAR(64) PRIMARY KEY, ${text('displayname', 'password', 'uid_lower')}`,
  );
  await there.table('nc_preferences', text('userid', 'appid', 'configkey', 'configvalue'));
  await there.table('nc_group_user', text('gid', 'uid'));
  await there.table(
    'nc_twofactor_totp_secrets',
    `${id}, user_id VARCHAR(64), secret TEXT, state INTEGER, last_counter INTEGER,
     algorithm VARCHAR(10) DEFAULT 'sha1', digits INTEGER DEFAULT 6, period INTEGER DEFAULT 30`,
  );
  await there.table(
    'nc_twofactor_backupcodes',
    `${id}, user_id VARCHAR(64), code VARCHAR(128), used SMALLINT`,
  );
  await there.table(
    'nc_twofactor_webauthn_regs',
    `${id}, ${text('name', 'public_key_credential_id', 'type', 'transports', 'attestation_type', 'trust_path', 'aaguid', 'credential_public_key', 'user_handle')},
     counter INTEGER, active SMALLINT, created_at INTEGER`,
  );
  await there.table(
    'nc_webauthn',
    `${id}, ${text('uid', 'name', 'public_key_credential_id')}, data TEXT, user_verification SMALLINT`,
  );
  await there.table(
    'nc_twofactor_u2f_registrations',
    `${id}, ${text('user_id', 'key_handle', 'public_key')}, certificate TEXT, counter INTEGER, name VARCHAR(255)`,
  );
});
afterAll(async () => {
  await there.drop();
  await home.stop();
});

const user = (uid: string, password = '', displayname: string | null = null) =>
  there.insert('nc_users', { uid, displayname, password, uid_lower: uid.toLowerCase() });
const preference = (userid: string, appid: string, configkey: string, configvalue: string) =>
  there.insert('nc_preferences', { userid, appid, configkey, configvalue });
const totp = (user_id: string, secret: string, more: Record<string, string | number> = {}) =>
  there.insert('nc_twofactor_totp_secrets', {
    id: ++rows,
    user_id,
    secret,
    state: 2,
    last_counter: -1,
    ...more,
  });
const webauthn = (
  user_handle: string,
  name: string,
  { credentialId, key, signCount }: SoftAuthenticator,
  more: Record<string, string | number> = {},
) =>
  there.insert('nc_twofactor_webauthn_regs', {
    id: ++rows,
    name,
    public_key_credential_id: base64(credentialId),
    type: 'public-key',
    transports: '["usb"]',
    attestation_type: 'none',
    trust_path: '[]',
    aaguid: '00000000-0000-0000-0000-000000000000',
    credential_public_key: base64(key.cose),
    user_handle,
    counter: signCount,
    active: 1,
    created_at: 1_700_000_000,
    ...more,
  });
const passwordless = (
  uid: string,
  name: string,
  { credentialId, key }: SoftAuthenticator,
  more: object = {},
) =>
  there.insert('nc_webauthn', {
    id: ++rows,
    uid,
    name,
    public_key_credential_id: base64(credentialId),
    data: JSON.stringify({
      publicKeyCredentialId: credentialId.toString('base64url'),
      type: 'public-key',
      transports: [],
      attestationType: 'none',
      trustPath: {},
      aaguid: '00000000-0000-0000-0000-000000000000',
      credentialPublicKey: key.cose.toString('base64url'),
      userHandle: Buffer.from(uid).toString('base64url'),
      counter: 0,
      ...more,
    }),
    user_verification: 1,
  });
const u2f = (user_id: string, { credentialId, key }: SoftAuthenticator) => {
  const { x, y } = key as EcKey;
  return there.insert('nc_twofactor_u2f_registrations', {
    id: ++rows,
    user_id,
    key_handle: credentialId.toString('base64url'),
    public_key: base64(Buffer.concat([Buffer.from([4]), x, y])),
    certificate: '',
    counter: 0,
    name: 'Old key',
  });
};
const remarkOf = async (login: string): Promise<string | undefined> =>
  (await home.report(...args, '--dry-run')).remarks.find((one) => one.login === login)?.remark;

test('people sign in with old password and code, old key, old passkey and old U2F key', async () => {
  const keys = Array.from({ length: 4 }, () => new SoftAuthenticator(ORIGIN));
  const [key, off, passkey, oldKey] = keys as [SoftAuthenticator, ...SoftAuthenticator[]] &
    SoftAuthenticator[];
  key.signCount = 12;
  await user(
    'Ada',
    `3|${await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })}`,
    'Ada Lovelace',
  );
  await preference('Ada', 'settings', 'email', 'ada@example.org');
  await preference('Ada', 'core', 'lang', 'de_DE');
  await preference('Ada', 'other', 'email', 'not.this@example.org');
  await there.insert('nc_group_user', { gid: 'admin', uid: 'Ada' });
  await totp('Ada', SEALED[0]);
  await there.insert('nc_twofactor_backupcodes', {
    id: ++rows,
    user_id: 'Ada',
    code: '3|$argon2id$x',
    used: 0,
  });
  await webauthn('Ada', 'Blue key', key);
  await webauthn('Ada', 'Lost key', off!, { active: 0 });
  await passwordless('Ada', 'Phone', passkey!, { backupEligible: true, backupStatus: true });
  await u2f('Ada', oldKey!);
  // As the app for WebAuthn takes it over: the same key once more.
  const { x, y } = oldKey!.key as EcKey;
  const point = base64(Buffer.concat([Buffer.from([4]), x, y]));
  await webauthn('Ada', 'Old key', oldKey!, { credential_public_key: point });
  const report = await home.report(...args);
  expect(report).toMatchObject({ created: 1, refused: 0 });
  expect(report.remarks[0]?.remark).toBe(
    [
      'It is an administrator’s there, and a user’s here: see account:role.',
      'Its backup codes are hashed there, and are to be made anew.',
      '1 of its security keys are switched off there, and left out.',
      'Its U2F keys answer where U2F_APP_ID is the URL of that Nextcloud.',
    ].join(' '),
  );
  const handle = { userHandle: Buffer.from('Ada') };
  expect(await home.code('ada', OWN_PARAMETERS)).toBeUndefined();
  expect(await home.key('ada', key, handle)).toBeUndefined();
  expect(await home.key('ada', key, { userHandle: Buffer.from('ada') })).toBe('INVALID_CODE');
  expect(await home.passkey(passkey!, { ...handle, flags: FLAG.UP | FLAG.UV | FLAG.BE | FLAG.BS })).toBe(
    'Ada',
  );
  const ofU2f = { rpId: ORIGIN, flags: FLAG.UP, userHandle: Buffer.alloc(0) };
  expect(await home.key('ada', oldKey!, ofU2f)).toBeUndefined();
  const { id } = (await home.server.app.services.accounts.findByLogin('ada'))!;
  const admin = await home.administrator();
  expect(
    await admin.data(
      `query ($id: ID!) { account(id: $id) { login displayName role locale pendingEmail twoFactor { securityKeys { name } } } }`,
      { id },
    ),
  ).toEqual({
    account: {
      login: 'Ada',
      displayName: 'Ada Lovelace',
      role: 'USER',
      locale: 'DE',
      pendingEmail: 'ada@example.org',
      twoFactor: { securityKeys: [{ name: 'Blue key' }, { name: 'Old key' }, { name: 'Phone' }] },
    },
  });
  expect(await home.report(...args)).toMatchObject({ created: 0, attached: 0, unchanged: 1, refused: 0 });
});

test('people of a directory are in the tables of their factors alone; every form of sealing opens', async () => {
  const admin = await home.administrator();
  for (const login of ['second', 'first', 'token']) await createAccount(admin, login);
  await totp('second', SEALED[1]);
  await totp('first', SEALED[2]);
  await totp('token', SEALED[0], { algorithm: 'sha256', digits: 8, period: 60 });
  expect(await home.report(...args)).toMatchObject({ created: 0, attached: 3, refused: 0 });
  for (const login of ['second', 'first']) expect(await home.code(login, OWN_PARAMETERS)).toBeUndefined();
  expect(await home.code('token', TOKEN)).toBeUndefined();
});

test('what cannot come along, or was never switched on, is said', async () => {
  await user('bob', '1|$2y$10$abcdefghijklmnopqrstuv');
  await user('carol', '');
  await preference('carol', 'core', 'enabled', 'false');
  await totp('carol', SEALED[0], { state: 1 });
  await there.insert('nc_twofactor_backupcodes', { id: ++rows, user_id: 'carol', code: 'x', used: 1 });
  expect(await remarkOf('bob')).toBe('Its password (bcrypt) cannot be brought along, only Argon2.');
  expect(await remarkOf('carol')).toBe('Its authenticator app was not confirmed there, and is left out.');
  expect(await home.report(...args)).toMatchObject({ created: 2, refused: 0 });
  expect(await home.server.app.services.accounts.findByLogin('carol')).toMatchObject({
    disabled: true,
    primaryFactors: 0,
  });
});

test.each([
  ['tampered', () => totp('tampered', SEALED[0].replace('dae0', 'dae1')), 'It is damaged'],
  ['cut-off', () => totp('cut-off', SEALED[0].slice(0, 150)), 'It has none of Nextcloud’s forms'],
  ['unsealed', () => totp('unsealed', SECRET), 'It has none of Nextcloud’s forms'],
  ['future', () => totp('future', `${SEALED[0].slice(0, -1)}4`), 'It has none of Nextcloud’s forms'],
  ['no-base32', () => totp('no-base32', NO_SECRET), 'The TOTP secret is not Base32'],
  ['hash', () => totp('hash', SEALED[0], { algorithm: 'md5' }), 'Codes by md5'],
  [
    'key-id',
    () => webauthn('key-id', 'Red key', new SoftAuthenticator(ORIGIN), { public_key_credential_id: '*' }),
    'The security key “Red key”: credentialId',
  ],
  [
    'public-key',
    () => webauthn('public-key', 'Red key', new SoftAuthenticator(ORIGIN), { credential_public_key: 'AAAA' }),
    'The security key “Red key”: publicKey',
  ],
  [
    'off-the-curve',
    () =>
      webauthn('off-the-curve', 'Red key', new SoftAuthenticator(ORIGIN), {
        credential_public_key: base64(Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)])),
      }),
    'The security key “Red key”: publicKey',
  ],
  [
    'record',
    () => passwordless('record', 'Red key', new SoftAuthenticator(ORIGIN), { counter: 'none' }),
    'Its passwordless key “Red key” cannot be read.',
  ],
])('whoever has what is damaged is refused by name: %s', async (login, damage, why) => {
  await damage();
  expect(await remarkOf(login)).toContain(why);
  const { stdout, stderr } = await home.import(...args);
  expect(stdout + stderr).not.toContain(SECRET);
  expect(await home.server.app.services.accounts.findByLogin(login)).toBeNull();
});

test('with the secret of another installation nobody’s second factor is taken for none', async () => {
  const other = home.file(CONFIG.replace('an/instance', 'another/instance'));
  const report = await home.report(there.source, '--format', 'nextcloud', '--key-file', other, '--dry-run');
  const ada = report.remarks.find(({ login }) => login === 'Ada');
  expect(ada).toMatchObject({
    result: 'refused',
    remark: expect.stringContaining('another secret') as unknown,
  });
});

test.each([
  ['no key file', () => [there.source, '--format', 'nextcloud'], 'config.php'],
  ['a key file of others', () => [...args.slice(0, -1), home.file('<?php return [];')], 'it has no secret'],
  [
    'another prefix',
    () => [...args.slice(0, -1), home.file(CONFIG.replace("'nc_'", "'oc_'"))],
    'it has no table oc_users',
  ],
  [
    'a prefix that is none',
    () => [...args.slice(0, -1), home.file(CONFIG.replace("'nc_'", "'x`; '"))],
    'no prefix of tables',
  ],
  ['no database', () => [home.file('text'), ...args.slice(1)], 'neither the URL of a database'],
  [
    'a database that is not there',
    () => ['mysql://root:hidden@127.0.0.1:9/nextcloud', ...args.slice(1)],
    'The source cannot be read',
  ],
  [
    'a kind that is not read',
    () => ['pgsql://nextcloud:hidden@host/nextcloud', ...args.slice(1)],
    'MySQL, MariaDB and SQLite',
  ],
  ['no format', () => ['mysql://root:hidden@127.0.0.1/nextcloud'], '--format'],
])('what cannot be read is refused as a whole, without a secret: %s', async (_, given, why) => {
  const { status, stdout, stderr } = await home.import(...given());
  expect(status).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toContain(why);
  expect(stderr).not.toMatch(/hidden|instance|database password/);
});
