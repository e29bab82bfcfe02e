import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../server/app/data-source.js';
import { sqliteDriver } from '../../server/platform/database/sqlite-driver.js';
import { runCli } from '../support/cli.js';
import { createTestDatabase } from '../support/database.js';
import { administrator, createAccount } from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-backup-'));
  file = join(folder, 'backup.sqlite');
});

test('a backup made while a server writes is one complete file, readable by its owner only', async () => {
  const admin = await administrator(server);
  await createAccount(admin, 'before');
  const until = { isDone: false };
  const writing = (async () => {
    for (let n = 0; !until.isDone; n++) await createAccount(admin, `meanwhile-${n}`);
  })();
  const answer = await runCli(server, ['backup', file]);
  until.isDone = true;
  await writing;
  expect(answer).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual(['backup.sqlite']);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const copy = new (sqliteDriver())(file);
  expect(copy.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  const logins = copy.prepare('SELECT login FROM accounts').pluck().all();
  expect(logins).toEqual(expect.arrayContaining(['admin', 'before']));
  expect(answer.stdout).toContain(`${logins.length} accounts`);
  copy.close();
  const restored = await openDatabase({ url: `sqlite:${file}`, poolSize: 1 });
  expect(await restored.isReady()).toBe(true);
  await restored.close();
});

test('a backup never replaces a file, and leaves none behind when it fails', async () => {
  writeFileSync(file, 'something else');
  const over = await runCli(server, ['backup', file]);
  expect(over).toMatchObject({ status: 1, stderr: expect.stringContaining('exists already') as string });
  expect(readFileSync(file, 'utf8')).toBe('something else');

  const nowhere = await runCli(server, ['backup', join(folder, 'nowhere', 'x.sqlite')]);
  expect(nowhere.status).toBe(1);
  expect(nowhere.stderr.trim().split('\n')).toHaveLength(1);

  const damaged = join(folder, 'damaged.sqlite');
  writeFileSync(damaged, 'not a database '.repeat(1000));
  const target = join(folder, 'of-damaged.sqlite');
  const refused = await runCli({ ...server, databaseUrl: `sqlite:${damaged}` }, ['backup', target]);
  expect(refused.status).toBe(1);
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(target)).toBe(false);
});

test('a database is backed up as it is, before an update has migrated it', async () => {
  const fresh = await createTestDatabase();
  const old = await openDatabase({ url: fresh.url, poolSize: 1 });
  await old.dataSource.undoLastMigration({ transaction: 'each' });
  const count = async () => (await old.dataSource.query<object[]>('SELECT * FROM migrations')).length;
  const before = await count();
  expect((await runCli({ ...server, databaseUrl: fresh.url }, ['backup', file])).status).toBe(0);
  expect(await count()).toBe(before);
  const copy = new (sqliteDriver())(file);
  expect(copy.prepare('SELECT * FROM migrations').all()).toHaveLength(before);
  copy.close();
  await old.close();
  await fresh.drop();
});

test('of MySQL it says what to use', async () => {
  const { status, stderr } = await runCli({ ...server, databaseUrl: 'mysql://root@127.0.0.1:1/x' }, [
    'backup',
    file,
  ]);
  expect(status).toBe(1);
  expect(stderr).toContain('mariadb-dump --single-transaction');
  expect(existsSync(file)).toBe(false);
});
