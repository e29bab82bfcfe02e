import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { sqliteDriver } from '../../server/platform/database/sqlite-driver.js';
import { createTestDatabase } from '../support/database.js';
import { spawnServer } from '../support/process.js';

const KEY = 'a'.repeat(64);

/** Starts a server that must refuse, and returns what it said. */
function refusal(env: Record<string, string>, uid?: number) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/server/main.js'], {
    // A start that is not refused would go on for ever.
    timeout: 20_000,
    encoding: 'utf8',
    ...(uid !== undefined && { uid }),
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      DATA_DIR: mkdtempSync(join(tmpdir(), 'lk-')),
      PORT: '0',
      ...env,
    },
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'postgres://localhost/x'],
  ['DATABASE_POOL_SIZE', '0'],
  ['DATABASE_CA', '/nowhere.pem'],
  ['PUBLIC_URL', 'ftp://example.org'],
  ['ALLOWED_ORIGINS', 'https://ok.example,nonsense'],
  ['TRUSTED_PROXIES', 'everyone'],
  ['SECRET_KEY', 'too-short-secret'],
  ['ADMIN_PASSWORD', 'password123'],
  ['LOG_LEVEL', 'loud'],
  ['LATCHKEY_COMMIT', 'the latest'],
  ['ANDROID_APPS', 'org.example.app=AB:CD'],
  ['APPLE_APPS', 'nonsense'],
  ['WEBAUTHN_AAGUIDS', 'yubikey'],
  ['HOST', '0.0.0.0:4000'],
  ['PUBLIC_URL', 'https://example.org/?suite=1'],
  ['PASSWORD_SERVER', 'imaps://mail.example.org:port'],
  ['RP_ID', '192.168.1.1'],
  ['PROGRAM_SERVERS', 'imap=mail.example.org'],
])('%s=%s stops the start with one line that names it', (name, value) => {
  const { status, stdout, lines } = refusal({ [name]: value });
  expect(status).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(name);
  expect(stdout).toBe('');
  if (name === 'SECRET_KEY' || name === 'ADMIN_PASSWORD') expect(lines[0]).not.toContain(value);
});

test('MySQL without SECRET_KEY is refused before anything is touched', () => {
  const { status, lines } = refusal({ DATABASE_URL: 'mysql://root@127.0.0.1:1/none' });
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringContaining('SECRET_KEY')]);
});

test('a database that cannot be reached is one clear line; no password is shown, neither its own nor a new one', () => {
  const { status, stdout, lines } = refusal({
    DATABASE_URL: 'mysql://root:hunter2hunter2@127.0.0.1:1/none',
    SECRET_KEY: KEY,
    LOG_LEVEL: 'trace',
  });
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringContaining('ECONNREFUSED 127.0.0.1:1')]);
  for (const said of [stdout, ...lines]) {
    expect(said).not.toContain('hunter2');
    expect(said).not.toContain('shown once');
    expect(said).not.toContain(KEY);
  }
});

test.each([
  [
    'a name that nobody knows',
    'mysql://root@nowhere.invalid/none',
    /database is away: getaddrinfo (ENOTFOUND|EAI_AGAIN)/,
  ],
  [
    'a file that is no database',
    `sqlite:${fileURLToPath(import.meta.url)}`,
    /misconfigured: .*SQLITE_NOTADB/,
  ],
  ['a folder', `sqlite:${tmpdir()}`, /cannot be written to: EISDIR/],
])('a database that cannot be used is one clear line: %s', (_, url, reason) => {
  const { status, stdout, lines } = refusal({ DATABASE_URL: url, SECRET_KEY: KEY, LOG_LEVEL: 'info' });
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringMatching(reason)]);
  expect(stdout).toBe('');
});

test('a database of a development version is one clear line that says what to do', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'latchkey-start-')), 'old.sqlite');
  const old = new (sqliteDriver())(file);
  old.exec(`CREATE TABLE migrations (id integer PRIMARY KEY, timestamp bigint, name varchar);
    INSERT INTO migrations (timestamp, name) VALUES (1795478400000, 'CreateTables1795478400000')`);
  old.close();
  const { status, stdout, lines } = refusal({ DATABASE_URL: `sqlite:${file}`, SECRET_KEY: KEY });
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^Latchkey cannot start\. .* made by a development version .*export FILE/),
  ]);
  expect(stdout).toBe('');
});

test('the embedded key and database are readable by their owner only, and the key is kept', async () => {
  const DATA_DIR = join(mkdtempSync(join(tmpdir(), 'latchkey-start-')), 'data');
  const first = await spawnServer({ DATA_DIR });
  const file = join(DATA_DIR, 'secret.key');
  const mode = (path: string) => statSync(path).mode & 0o777;
  expect(mode(DATA_DIR)).toBe(0o700);
  expect(mode(file)).toBe(0o600);
  for (const name of ['latchkey.sqlite', 'latchkey.sqlite-wal'])
    expect(mode(join(DATA_DIR, name))).toBe(0o600);
  const key = readFileSync(file, 'utf8');
  expect(first.output.join('\n')).toMatch(/Password, shown once: \S+/);
  expect(await first.kill('SIGTERM')).toBe(0);

  const second = await spawnServer({ DATA_DIR });
  expect(second.output.join('\n')).not.toContain('shown once');
  expect(readFileSync(file, 'utf8')).toBe(key);
  await second.kill('SIGTERM');
});

/** A folder of an account that we are not, or of nobody in particular, with a key in it. */
function folderWithKey(keyMode: number, owner: number): { DATA_DIR: string; file: string } {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'latchkey-start-'));
  const file = join(DATA_DIR, 'secret.key');
  chmodSync(DATA_DIR, 0o777);
  writeFileSync(file, KEY);
  chmodSync(file, keyMode);
  chownSync(file, owner, owner);
  return { DATA_DIR, file };
}
/** Where others can look, and write nothing. */
function folderOfRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-start-'));
  chmodSync(folder, 0o755);
  return folder;
}
const NOBODY = 65_534;
const SOMEBODY = 12_345;
const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)(
  'a key of somebody else’s that can be read is used, and the log says who else can',
  async () => {
    const { DATA_DIR, file } = folderWithKey(0o644, SOMEBODY);
    const server = await spawnServer({ DATA_DIR }, { uid: NOBODY });
    const warning = server.output.find((line) => line.includes(file))!;
    expect(JSON.parse(warning)).toMatchObject({ level: pino.levels.values['warn'] });
    expect(warning).toContain('EPERM');
    expect(readFileSync(file, 'utf8')).toBe(KEY);
    await server.kill('SIGTERM');
  },
);

test.runIf(isRoot)('one that is closed to all others needs no warning when it is ours', async () => {
  const { DATA_DIR, file } = folderWithKey(0o400, NOBODY);
  const server = await spawnServer({ DATA_DIR }, { uid: NOBODY });
  expect(server.output.join('')).not.toContain(file);
  expect(statSync(file).mode & 0o777).toBe(0o400);
  await server.kill('SIGTERM');
});

test.runIf(isRoot).each([
  ['a key that cannot be read', () => folderWithKey(0o600, SOMEBODY)],
  ['a folder that cannot be written', () => ({ DATA_DIR: join(folderOfRoot(), 'data') })],
])('%s is one line', (_name, place) => {
  const { status, stdout, lines } = refusal({ DATA_DIR: place().DATA_DIR }, NOBODY);
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/SECRET_KEY: none given, and .*cannot be (read|written) \(E/),
  ]);
  expect(stdout).toBe('');
});

test('a key file that was cut off is one line, not a new key', () => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'latchkey-start-'));
  writeFileSync(join(DATA_DIR, 'secret.key'), '');
  expect(refusal({ DATA_DIR }).lines).toEqual([expect.stringContaining('does not hold a key')]);
});

test('healthz and readyz answer', async () => {
  const database = await createTestDatabase({ empty: true });
  const server = await spawnServer({ DATABASE_URL: database.url, SECRET_KEY: KEY });
  const status = async (path: string) => (await fetch(server.url + path)).status;
  expect([await status('/healthz'), await status('/readyz'), await status('/nothing')]).toEqual([
    200, 200, 404,
  ]);
  await server.kill('SIGTERM');
  await database.drop();
});

test('a second start does not install or build again', async () => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'latchkey-start-'));
  const child = spawn(process.execPath, ['server/process/start.mjs'], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR },
  });
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('"msg":"listening"')) resolve();
    });
  });
  child.kill('SIGTERM');
  expect(output).not.toMatch(/Installing|Building/);
});
