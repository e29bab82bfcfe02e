import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { writeArchive } from '../../../server/administration/import-export/archive/archive-file.js';
import { sqliteDriver } from '../../../server/platform/database/sqlite-driver.js';
import { endWithUs } from '../../support/children.js';
import { spawnCli } from '../../support/cli.js';
import { isMysql } from '../../support/database.js';
import { contentsOf, type Installation, newInstallation } from '../../support/installation.js';

const ACTOR = { id: null, login: 'the test', ipAddress: null };
// Several chunks of what is encrypted together, each of 64 KiB.
const PEOPLE = 4000;
// Whoever asks for transactions more often than every 100 ms is told the same again.
const POLLED = { interval: 500, timeout: 120_000 };

let folder: string;
let file: string;
let identityFile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-killed-'));
  file = join(folder, 'archive');
  identityFile = join(folder, 'identity');
  const identity = await generateIdentity();
  writeFileSync(identityFile, identity);
  const source = await newInstallation();
  const newcomers = Array.from({ length: PEOPLE }, (_, n) => ({
    login: `person-${n}`,
    loginKey: `person-${n}`,
    displayName: null,
    role: 'USER' as const,
    disabled: false,
    passwordHash: randomBytes(100).toString('base64'),
    passwordState: 'LONG' as const,
    passwordCost: null,
    primaryFactors: 0,
    requireTwoFactor: false,
    allowedNetworks: '',
    backupCodesLeft: null,
    recommendationDismissed: false,
  }));
  await source.database.transaction(async (tx) => {
    for (let from = 0; from < PEOPLE; from += 500) {
      await source.services.accountTransfer.insert(tx, newcomers.slice(from, from + 500));
    }
  });
  const text = () =>
    source.services.archiveExport.run(ACTOR, { total: () => undefined, written: () => undefined });
  await writeArchive(file, { recipients: [await identityToRecipient(identity)] }, text);
  await source.drop();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Whether somebody is in the middle of a transaction that writes there. */
async function isBeingWritten({ database, databaseUrl }: Installation): Promise<boolean> {
  if (isMysql) {
    const rows = await database.dataSource.query<unknown[]>(
      `SELECT 1 FROM information_schema.INNODB_TRX t
         INNER JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
         WHERE p.DB = DATABASE() AND t.trx_rows_modified > 1000`,
    );
    return rows.length > 0;
  }
  const sqlite = new (sqliteDriver())(databaseUrl.slice('sqlite:'.length), { timeout: 0 });
  try {
    sqlite.exec('BEGIN IMMEDIATE');
    return false;
  } catch {
    return true;
  } finally {
    sqlite.close();
  }
}

test('an import that is killed in the middle has changed nothing, and the next one succeeds', async () => {
  const target = await newInstallation();
  const before = await contentsOf(target);
  // What is read of it comes when the test says so.
  const pipe = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const child = spawn(
    process.execPath,
    ['dist/server/cli/main.js', 'archive:import', pipe, '--identity', identityFile],
    {
      env: { PATH: process.env['PATH'], DATABASE_URL: target.databaseUrl, SECRET_KEY: target.secretKey },
      stdio: 'ignore',
    },
  );
  endWithUs(child);
  const exited = once(child, 'exit');
  const bytes = readFileSync(file);
  const writer = createWriteStream(pipe);
  writer.on('error', () => undefined);
  writer.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  await expect.poll(() => isBeingWritten(target), POLLED).toBe(true);
  expect(await contentsOf(target)).toEqual(before);
  child.kill('SIGKILL');
  expect((await exited)[1]).toBe('SIGKILL');
  writer.destroy();

  await expect.poll(() => isBeingWritten(target), POLLED).toBe(false);
  expect(await contentsOf(target)).toEqual(before);
  const again = await spawnCli(target, ['archive:import', file, '--identity', identityFile]);
  expect(again).toMatchObject({ status: 0, stderr: '' });
  expect(await target.database.manager.count(Account)).toBe(PEOPLE);
  await target.drop();
}, 300_000);
