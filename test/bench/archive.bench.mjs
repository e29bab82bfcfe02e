import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { KeyRing } from '../../dist/server/platform/encryption/key-ring.js';
import { insertProtected } from './support/accounts.mjs';
import { onMysql, onSqlite } from './support/databases.mjs';
import { fill, hashOf, idOf, text } from './support/fill.mjs';
import { SECRET_KEY } from './support/server.mjs';

export const title =
  'Archive: a whole installation, each account with an app, a key, ten backup codes, a device, an app password, five events';

const PASSPHRASE = 'correct horse battery staple';
const OTHER_KEY = '1f'.repeat(32);
const METER =
  'data:text/javascript,process.on("exit",()=>{const {maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process.stderr.write("used:"+maxRSS+","+(userCPUTime+systemCPUTime))})';
const ACCOUNTS_AT_ONCE = 500;
const EVENTS_EACH = 5;
const CODES_EACH = 10;

export async function run({ accounts = '100000' }) {
  const count = Number(accounts);
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-archive-'));
  try {
    for (const [from, to] of [
      [onSqlite, onMysql],
      [onMysql, onSqlite],
    ]) {
      await from(async (source) => {
        await fillAll(source, count);
        const file = join(folder, `${from.name}.archive`);
        const name = from === onSqlite ? 'SQLite' : 'MariaDB/MySQL';
        told(`export from ${name}`, count, archive('export', file, source, SECRET_KEY), statSync(file).size);
        await to(async (target) => {
          const other = to === onSqlite ? 'SQLite' : 'MariaDB/MySQL';
          told(`import into ${other}`, count, archive('import', file, target, OTHER_KEY));
        });
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds, those of CPU, and the most memory that it had, in MB. */
function archive(what, file, databaseUrl, secretKey) {
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', METER, 'dist/server/cli/main.js', `archive:${what}`, file],
    {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, SECRET_KEY: secretKey },
      input: PASSPHRASE,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  const seconds = (performance.now() - began) / 1000;
  const [, memory, cpu] = /used:(\d+),(\d+)/.exec(stderr) ?? [];
  return { seconds, memory: Number(memory) / 1024, cpu: Number(cpu) / 1e6 };
}

function told(what, count, { seconds, memory, cpu }, size) {
  const file = size === undefined ? '' : `, a file of ${(size / 2 ** 20).toFixed(0)} MB`;
  console.log(
    `  ${what}: ${count} accounts in ${seconds.toFixed(1)} s (aim: 120 or less), ${cpu.toFixed(1)} s of CPU, ${memory.toFixed(0)} MB at most${file}`,
  );
}

async function fillAll(databaseUrl, count) {
  // As long as it takes.
  const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  await database.dataSource.transaction(async (tx) => {
    const inTransaction = { dataSource: { manager: tx } };
    for (let from = 0; from < count; from += ACCOUNTS_AT_ONCE) {
      await insertProtected(inTransaction, Math.min(ACCOUNTS_AT_ONCE, count - from), `person-${from}`);
    }
  });
  const now = Date.now();
  const account = database.isMysql
    ? '(SELECT id FROM bench_people WHERE place = (seq - 1) DIV EACH + 1)'
    : '(SELECT id FROM bench_people WHERE place = (seq - 1) / EACH + 1)';
  const owner = (each) => account.replace('EACH', each);
  await database.dataSource.query(
    `CREATE TABLE bench_people AS SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM accounts`,
  );
  await database.dataSource.query('CREATE INDEX bench_place ON bench_people (place)');
  await fill(database, 'backup_codes', CODES_EACH * count, {
    id: idOf(database, '1'),
    accountId: owner(CODES_EACH),
    hash: hashOf(database),
    salt: "'c2FsdHNhbHRzYWx0c2FsdA'",
  });
  await fill(database, 'devices', count, {
    id: idOf(database, '2'),
    accountId: owner(1),
    secretHash: hashOf(database),
    userAgent: "'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'",
    ipAddress: "'192.0.2.1'",
    createdAt: now,
    lastSeenAt: now,
    trustedAt: now,
    trustedUntil: now + 864e5,
  });
  await fill(database, 'security_keys', count, {
    id: idOf(database, '3'),
    accountId: owner(1),
    credentialHash: hashOf(database),
    credentialId: hashOf(database),
    publicKey: hashOf(database),
    name: text(database, 'Key '),
    aaguid: "'00000000-0000-0000-0000-000000000000'",
    transports: `'["usb"]'`,
    signCount: 'seq',
    backupEligible: 0,
    backedUp: 0,
    createdAt: now,
  });
  await fill(database, 'app_passwords', count, {
    id: idOf(database, '4'),
    accountId: owner(1),
    credentialVersion: 0,
    hash: hashOf(database),
    keyId: `'${new KeyRing([SECRET_KEY]).currentKeyId}'`,
    name: text(database, 'Phone '),
    scopes: `'["imap","smtp"]'`,
    createdAt: now,
  });
  await fill(database, 'contacts', count, {
    accountId: owner(1),
    email: text(database, 'person@example.org'),
    locale: "'de'",
    askedByOwner: 0,
  });
  await fill(database, 'audit_events', EVENTS_EACH * count, {
    id: idOf(database, '5'),
    at: `${now} + seq`,
    action: "'sign_in.succeeded'",
    accountId: owner(EVENTS_EACH),
    ipAddress: "'192.0.2.1'",
    details: `'{"device":"01900000-0000-7000-8000-000000000000"}'`,
    mac: hashOf(database),
  });
  await database.dataSource.query('DROP TABLE bench_people');
  await database.close();
}
