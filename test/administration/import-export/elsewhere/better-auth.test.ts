import { afterAll, beforeAll, expect, test } from 'vitest';
import { OWN_PARAMETERS } from '../../../../server/factors/authenticator-app/totp.js';
import { FLAG } from '../../../support/attestation.js';
import { SoftAuthenticator } from '../../../support/authenticator.js';
import { BetterAuth, type Visitor } from '../../../support/better-auth.js';
import { ForeignTables, NewHome, ORIGIN } from '../../../support/elsewhere.js';
import { createAccount } from '../../../support/flows.js';
import { appCode, secretFromUri } from '../../../support/totp.js';

// The database is made by better-auth itself, by what people do there.

const OLD_PASSWORD = 'a password from elsewhere';
const UNVERSIONED = 'unversioned-secret-of-that-installation';
const VERSIONED = 'second-secret-of-that-installation-x';
const TIMEOUT = 180_000;

type Json = Record<string, unknown>;

let home: NewHome;
let there: ForeignTables;
let args: string[];
beforeAll(async () => {
  home = await NewHome.start();
  there = await ForeignTables.create();
  const env = `# of the other\nBETTER_AUTH_SECRET="${UNVERSIONED}"\nBETTER_AUTH_SECRETS=2:${VERSIONED}\n`;
  args = [there.source, '--format', 'better-auth', '--key-file', home.file(env)];
});
afterAll(async () => {
  await there.drop();
  await home.stop();
});

const emailOf = (name: string): string => `${name}@example.org`;

async function signedUp(betterAuth: BetterAuth, name: string, more: object = {}): Promise<Visitor> {
  const visitor = betterAuth.visitor();
  await visitor.ask('/sign-up/email', { name, email: emailOf(name), password: OLD_PASSWORD, ...more });
  return visitor;
}

async function enable(visitor: Visitor): Promise<{ secret: string; backupCodes: string[] }> {
  const { totpURI, backupCodes } = await visitor.ask<{ totpURI: string; backupCodes: string[] }>(
    '/two-factor/enable',
    { password: OLD_PASSWORD },
  );
  return { secret: secretFromUri(totpURI), backupCodes };
}

async function protectedBy(visitor: Visitor) {
  const given = await enable(visitor);
  await visitor.ask('/two-factor/verify-totp', { code: appCode(given.secret, Date.now()) });
  return given;
}

/** Answers what the authenticator holds of its owner, which better-auth forgets. */
async function registered(visitor: Visitor, authenticator: SoftAuthenticator, name: string): Promise<void> {
  const options = await visitor.ask<Json>('/passkey/generate-register-options');
  const response = await authenticator.create(options);
  await visitor.ask('/passkey/verify-registration', { response, name });
}

test(
  'people sign in with the old code, an old backup code and the old passkey, whichever secret sealed them',
  async () => {
    const [passkey, synced] = [new SoftAuthenticator(ORIGIN), new SoftAuthenticator(ORIGIN)];
    synced.flags = FLAG.UP | FLAG.UV | FLAG.BE | FLAG.BS;
    const place = { databaseUrl: there.source, publicUrl: ORIGIN };
    const before = await BetterAuth.start({ ...place, secrets: { BETTER_AUTH_SECRET: UNVERSIONED } });
    const maria = await protectedBy(await signedUp(before, 'maria'));
    await before.stop();
    const secrets = { BETTER_AUTH_SECRET: UNVERSIONED, BETTER_AUTH_SECRETS: `2:${VERSIONED}` };
    const after = await BetterAuth.start({ ...place, secrets });
    const paul = await signedUp(after, 'paul', { username: 'paul' });
    const ofPaul = await protectedBy(paul);
    await registered(paul, passkey, 'Blue key');
    await registered(paul, synced, 'Phone');
    await enable(await signedUp(after, 'unfinished'));
    await after.stop();

    const admin = await home.administrator();
    for (const login of [emailOf('maria'), 'paul']) await createAccount(admin, login);
    const report = await home.report(...args);
    expect(report).toMatchObject({ attached: 2, created: 1, refused: 0 });
    const unfinished = report.remarks.find(({ login }) => login === emailOf('unfinished'));
    expect(unfinished?.remark).toBe(
      'Its two-factor authentication was not switched on there, and is left out. Its password (scrypt) cannot be brought along, only Argon2.',
    );
    for (const secret of [maria.secret, ofPaul.secret, ...maria.backupCodes, UNVERSIONED, VERSIONED]) {
      expect(JSON.stringify(report)).not.toContain(secret);
    }
    for (const [login, { secret, backupCodes }] of [
      [emailOf('maria'), maria],
      ['paul', ofPaul],
    ] as const) {
      expect(await home.code(login, OWN_PARAMETERS, undefined, secret)).toBeUndefined();
      expect(await home.backupCode(login, backupCodes[3]!)).toBeUndefined();
      expect(await home.backupCode(login, backupCodes[3]!)).toBe('INVALID_CODE');
      expect(await home.backupCode(login, backupCodes[4]!.toUpperCase())).toBeUndefined();
    }
    // They answer with the handles that better-auth gave them and did not keep.
    expect(await home.key('paul', passkey)).toBeUndefined();
    expect(await home.passkey(passkey)).toBe('paul');
    expect(await home.passkey(synced)).toBe('paul');
    const stranger = new SoftAuthenticator(ORIGIN);
    expect(await home.passkey(stranger, { credentialId: passkey.credentialId })).toBe('INVALID_CODE');
    expect(await home.report(...args)).toMatchObject({ attached: 0, created: 0, unchanged: 3, refused: 0 });
  },
  TIMEOUT,
);

test('the key file may hold the secret alone; what another sealed is refused by name', async () => {
  const report = await home.report(...args.slice(0, -1), home.file(`${UNVERSIONED}\n`), '--dry-run');
  expect(report).toMatchObject({ refused: 1 });
  expect(report.remarks.find(({ result }) => result === 'refused')).toMatchObject({
    login: 'paul',
    remark: 'Its TOTP secret cannot be opened: version 2 of BETTER_AUTH_SECRETS is not in the key file.',
  });
  const wrong = await home.report(...args.slice(0, -1), home.file('another secret\n'), '--dry-run');
  const ofMaria = wrong.remarks.find(({ login }) => login === emailOf('maria'));
  expect(ofMaria?.remark).toBe(
    'Its TOTP secret cannot be opened: damaged, or sealed with another secret than the key file’s.',
  );
});

test.each([
  ['TOTP secret', 'twoFactor', { secret: 'zz' }, 'Its TOTP secret cannot be opened'],
  ['backup codes', 'twoFactor', { backupCodes: '[1]' }, 'Its backup codes cannot be opened'],
  ['credential ID', 'passkey', { credentialID: '*' }, 'credentialId is no credential ID'],
  ['public key', 'passkey', { publicKey: 'AAAA' }, 'publicKey is no COSE_Key'],
  ['counter', 'passkey', { counter: -1 }, 'signCount is no counter'],
])('whoever has what is damaged is refused by name: %s', async (_, table, change, why) => {
  const undo = await there.change(table, change);
  const report = await home.report(...args, '--dry-run');
  await undo();
  const refused = report.remarks.filter(({ result }) => result === 'refused');
  expect(refused.map(({ login }) => login)).toContain('paul');
  expect(refused.every(({ remark }) => remark.includes(why))).toBe(true);
});

test.each([
  ['no key file', () => args.slice(0, -2), 'BETTER_AUTH_SECRET'],
  ['a key file of others', () => [...args.slice(0, -1), home.file('A=1\nB=2\n')], 'assigns neither'],
])('what cannot be read is refused as a whole: %s', async (_, given, why) => {
  const { status, stderr } = await home.import(...given());
  expect(status).toBe(1);
  expect(stderr).toContain(why);
});

test('a database of something else is refused', async () => {
  const other = await ForeignTables.create();
  await other.table('something', 'id INTEGER PRIMARY KEY');
  const { status, stderr } = await home.import(other.source, ...args.slice(1));
  await other.drop();
  expect(status).toBe(1);
  expect(stderr).toContain('no database of better-auth');
});
