import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../../server/cli/main.js';
import { LookupKey } from '../../../server/platform/encryption/lookup-key.entity.js';
import { basicStatus, createAppPassword } from '../../support/backends.js';
import { runCli } from '../../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  createAccount,
  PASSWORD,
  protectedAccount,
  signIn,
  signInWithCode,
  signedIn,
  updateSettings,
  VERIFY_BACKUP_CODE,
} from '../../support/flows.js';
import { CHEAP, startTestServer, type TestServer } from '../../support/server.js';

const PASSPHRASE = 'seven slow snails';

let folder: string;
let identity: string;
let recipient: string;
let identityFile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-archive-'));
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  identityFile = join(folder, 'identity.txt');
  writeFileSync(identityFile, `# created: today\n# public key: ${recipient}\n${identity}\n`);
});

const databases: TestDatabase[] = [];
const servers: TestServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true });
});

interface Place {
  databaseUrl: string;
  secretKey: string;
}

/** A database on which no server was started, and a SECRET_KEY of its own. */
async function newPlace(options: { embedded?: boolean } = {}): Promise<Place> {
  const database = await createTestDatabase(options);
  databases.push(database);
  return { databaseUrl: database.url, secretKey: randomBytes(32).toString('hex') };
}

async function startOn({ databaseUrl, secretKey }: Place): Promise<TestServer> {
  return startTestServer({ DATABASE_URL: databaseUrl, SECRET_KEY: secretKey }, CHEAP);
}

let files = 0;
const newFile = (): string => join(folder, `archive-${++files}`);

/** Takes an installation elsewhere. */
async function move(from: Place, to: Place): Promise<void> {
  const file = newFile();
  const exported = await runCli(from, ['archive:export', file, '--recipient', recipient]);
  expect(exported).toMatchObject({ status: 0, stderr: '' });
  const imported = await runCli(to, ['archive:import', file, '--identity', identityFile]);
  expect(imported).toMatchObject({ status: 0, stderr: '' });
}

const spendBackupCode = async (server: TestServer, login: string, code: string) => {
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  return client.code(VERIFY_BACKUP_CODE, { challenge, code });
};

test('after a move to another server and kind of database people sign in with all that they had', async () => {
  // SQLite, MariaDB and SQLite again, where this run has both.
  const home = await newPlace({ embedded: true });
  const before = await startOn(home);
  servers.push(before);
  const admin = await administrator(before);
  await updateSettings(admin, { trustDevicesForDays: 30, authTokenExpirationLifetimeDays: 7 });
  const { secret, client } = await protectedAccount(before, admin, 'maria');
  const codes = await backupCodes(client);
  const phone = await createAppPassword(client, ['dav']);
  const tablet = await createAppPassword(client, ['dav'], { name: 'tablet' });
  const trusted = await signInWithCode(before, before.client(), 'maria', secret, true);
  await createAccount(admin, 'jo');
  const sealed = await before.app.services.auditChain.seal();
  expect(sealed).toBeGreaterThan(5);
  const { anchor } = await before.app.services.auditVerification.verify();

  const second = await newPlace();
  await move(home, second);
  let after = await startOn(second);
  after.clock.advance(before.clock.now() - Date.now() + 60_000);
  // The session has ended, the trust in the device has not.
  const { deviceToken } = trusted;
  expect((await signIn(after.client(), 'maria', PASSWORD, { deviceToken })).__typename).toBe('SignedIn');
  await signInWithCode(after, after.client(), 'maria', secret);
  await signedIn(after.client(), 'jo');
  expect(await spendBackupCode(after, 'maria', codes[0]!)).toBeUndefined();
  expect(await spendBackupCode(after, 'maria', codes[0]!)).toBe('INVALID_CODE');
  expect(await basicStatus(after, 'maria', phone.password)).toBe(200);
  await after.app.services.laterWrites.settle();
  const verified = await after.app.services.auditVerification.verify(anchor!);
  expect(verified.findings).toEqual([]);
  expect(verified.events).toBeGreaterThan(sealed);
  await after.stop();

  // The tablet was never used on the second server: its password is under the key of the first one still.
  const third = await newPlace({ embedded: true });
  await move(second, third);
  after = await startOn(third);
  // Uses are noted a minute apart.
  after.clock.advance(2 * (before.clock.now() - Date.now()) + 180_000);
  expect(await after.app.database.manager.count(LookupKey)).toBe(2);
  for (const { password } of [tablet, phone]) expect(await basicStatus(after, 'maria', password)).toBe(200);
  await after.app.services.laterWrites.settle();
  expect(await spendBackupCode(after, 'maria', codes[0]!)).toBe('INVALID_CODE');
  expect(await spendBackupCode(after, 'maria', codes[1]!)).toBeUndefined();
  await after.stop();
  // Used once, app passwords are under the key of this server, and it forgets those of others.
  after = await startOn(third);
  servers.push(after);
  expect(await after.app.database.manager.count(LookupKey)).toBe(0);
  for (const { password } of [tablet, phone]) expect(await basicStatus(after, 'maria', password)).toBe(200);
  expect((await after.app.services.auditVerification.verify(anchor!)).findings).toEqual([]);
});

test('an archive is for its owner’s eyes, never over another file, and tells nothing without its passphrase', async () => {
  const [server] = servers as [TestServer];
  const file = newFile();
  const exported = await runCli(server, ['archive:export', file, '--json'], `${PASSPHRASE}\nmore\n`);
  expect(exported).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(exported.stdout)).toMatchObject({ path: file, rows: { accounts: 3 } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
  expect(bytes.includes('maria')).toBe(false);
  const over = await runCli(server, ['archive:export', file], PASSPHRASE);
  expect(over).toMatchObject({ status: 1, stderr: `${file} exists already.\n` });
  expect(readFileSync(file).equals(bytes)).toBe(true);

  const place = await newPlace();
  const wrong = await runCli(place, ['archive:import', file], 'seven slow snakes');
  expect(wrong).toMatchObject({ status: 1, stdout: '', stderr: `The passphrase does not open ${file}.\n` });
  const other = await runCli(place, ['archive:import', file, '--identity', identityFile]);
  expect(other).toMatchObject({ status: 1, stderr: `The key does not open ${file}.\n` });
  expect(await runCli(place, ['archive:import', file], PASSPHRASE)).toMatchObject({ status: 0, stderr: '' });
  // The second time it is no new installation.
  const again = await runCli(place, ['archive:import', file], PASSPHRASE);
  expect(again.status).toBe(1);
  expect(again.stderr).toContain('in use already');
});

test.each([
  ['a short passphrase', [], 'fourteen chars', '15 characters'],
  ['no passphrase', [], '', '15 characters'],
  ['a recipient that is none', ['--recipient', 'age1nobody'], '', 'no public key'],
])('an export with %s is refused, and makes no file', async (_name, options, input, why) => {
  const file = newFile();
  const { status, stdout, stderr } = await runCli(servers[0]!, ['archive:export', file, ...options], input);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(why);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(file)).toBe(false);
});

test('a file without private keys of age is refused, without what stands in it', async () => {
  const file = newFile();
  writeFileSync(file, 'AGE-SECRET-KEY-1NOTQUITE\n');
  const { status, stderr } = await runCli(await newPlace(), ['archive:import', file, '--identity', file]);
  expect(status).toBe(1);
  expect(stderr).toContain('holds no private keys of age');
  expect(stderr).not.toContain('NOTQUITE');
});

/** A person at a terminal, who types an answer to each question. */
async function atTerminal(place: Place, args: string[], answers: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  let shown = '';
  const left = [...answers];
  const screen = new Writable({
    write(chunk, _encoding, done) {
      shown += String(chunk);
      if (String(chunk).endsWith(': ')) setImmediate(() => input.write(`${left.shift() ?? ''}\n`));
      done();
    },
  });
  const status = await runCommandLine(args, {
    env: { DATABASE_URL: place.databaseUrl, SECRET_KEY: place.secretKey },
    input,
    output: screen,
    errors: screen,
  });
  return { status, shown };
}

test('a terminal asks for the passphrase, twice for a new one, and does not show it', async () => {
  const [server] = servers as [TestServer];
  const file = newFile();
  const slip = await atTerminal(server, ['archive:export', file], [PASSPHRASE, 'seven slow snakes']);
  expect(slip.status).toBe(1);
  expect(slip.shown).toContain('two different passphrases');
  expect(existsSync(file)).toBe(false);
  const exported = await atTerminal(server, ['archive:export', file], [PASSPHRASE, PASSPHRASE]);
  const imported = await atTerminal(await newPlace(), ['archive:import', file], [PASSPHRASE]);
  for (const { status, shown } of [exported, imported]) {
    expect(status).toBe(0);
    expect(shown).not.toContain('snail');
  }
  expect(exported.shown.match(/: /g)).toHaveLength(2);
});

test('both ends of a move are in the audit log', async () => {
  const [, moved] = servers as [TestServer, TestServer];
  const admin = await administrator(moved);
  const { auditEvents } = await admin.data<{ auditEvents: { items: { action: string }[] } }>(
    '{ auditEvents(page: { page: 1, perPage: 100 }) { items { action } } }',
  );
  const actions = auditEvents.items.map(({ action }) => action);
  expect(actions).toEqual(
    expect.arrayContaining(['archive.exported', 'archive.imported', 'account.created']),
  );
});
