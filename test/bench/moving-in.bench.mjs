import { spawn } from 'node:child_process';
import { createCipheriv, generateKeyPairSync, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { clearInterval, setInterval } from 'node:timers';
import { createConnection } from 'mysql2/promise';
import { cpuMeter } from './support/cpu.mjs';
import { onEachDatabase, onMysql } from './support/databases.mjs';
import { SECRET_KEY } from './support/server.mjs';

export const title =
  'Moving in from MailSuite Pro: its live database, each account with an app, ten backup codes, two keys and two devices';

const KEY = randomBytes(16).toString('hex');
const DERIVED = Buffer.from(hkdfSync('sha256', KEY, '', 'aurora-encrypt-v3', 32));
const AT_ONCE = 500;
const LOOKED_AT_EVERY = 100;

const TABLES = `
CREATE TABLE au_core_users (
  Id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, UUID varchar(255), Name varchar(255), PublicId varchar(255),
  IdTenant int DEFAULT 1, IsDisabled tinyint DEFAULT 0, Role int DEFAULT 2, Language varchar(255), Properties longtext,
  CreatedAt timestamp NULL, UpdatedAt timestamp NULL);
CREATE TABLE au_security_used_devices (
  Id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, UserId bigint, DeviceId varchar(255), DeviceName varchar(255),
  DeviceCustomName varchar(255) DEFAULT '', CreationDateTime int, LastUsageDateTime int, TrustTillDateTime int DEFAULT 0,
  DeviceIP varchar(255), CreatedAt timestamp NULL, UpdatedAt timestamp NULL);
CREATE TABLE au_security_web_authn_keys (
  Id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, UserId bigint, Name varchar(255), KeyData text,
  CreationDateTime int, CreatedAt timestamp NULL, UpdatedAt timestamp NULL)`;

function sealed(text) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', DERIVED, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from('V2'), nonce, cipher.getAuthTag(), body]).toString('base64url');
}

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ type: 'spki', format: 'pem' });
const keyOf = (id, which) => [
  id,
  `Key ${which}`,
  JSON.stringify({
    rpId: 'localhost',
    credentialId: randomBytes(32).toString('base64'),
    credentialPublicKey: PEM,
    AAGUID: Buffer.alloc(16).toString('base64'),
    signatureCounter: null,
  }),
  1_700_000_000 + which,
];
const deviceOf = (id, which) => [
  id,
  randomUUID(),
  `Chrome/1${which}0 on Windows 10`,
  1_700_000_000 + which,
  1_700_000_100,
  '192.0.2.7',
];

function propertiesOf() {
  const codes = Array.from({ length: 10 }, () => {
    const code = randomBytes(4).toString('hex').toUpperCase();
    return `${code.slice(0, 4)} ${code.slice(4)}`;
  });
  return JSON.stringify({
    'TwoFactorAuth::Secret': sealed('GEZDGNBVGY3TQOJQ'),
    'TwoFactorAuth::IsEncryptedSecret': true,
    'TwoFactorAuth::BackupCodes': sealed(JSON.stringify(codes)),
  });
}

async function fill(url, rows) {
  const suite = await createConnection({ uri: url, multipleStatements: true });
  await suite.query(TABLES);
  for (let from = 1; from <= rows; from += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, rows - from + 1) }, (_, index) => from + index);
    const people = ids.map((id) => [
      id,
      randomUUID(),
      `Person ${id}`,
      `person-${id}@example.org`,
      'German',
      propertiesOf(),
    ]);
    await suite.query('INSERT INTO au_core_users (Id, UUID, Name, PublicId, Language, Properties) VALUES ?', [
      people,
    ]);
    await suite.query(
      'INSERT INTO au_security_web_authn_keys (UserId, Name, KeyData, CreationDateTime) VALUES ?',
      [ids.flatMap((id) => [keyOf(id, 1), keyOf(id, 2)])],
    );
    await suite.query(
      'INSERT INTO au_security_used_devices (UserId, DeviceId, DeviceName, CreationDateTime, LastUsageDateTime, DeviceIP) VALUES ?',
      [ids.flatMap((id) => [deviceOf(id, 1), deviceOf(id, 2)])],
    );
  }
  await suite.end();
}

async function moveIn(source, databaseUrl, keyFile, ...more) {
  const began = performance.now();
  const args = ['import', '--format', 'aurora', source, '--key-file', keyFile, '--json', ...more];
  const child = spawn(process.execPath, ['dist/server/cli/main.js', ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, SECRET_KEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const cpu = cpuMeter(child.pid);
  let used = cpu();
  let peakMib = 0;
  const looking = setInterval(() => {
    try {
      used = cpu();
      const [, kib = '0'] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peakMib = Math.max(peakMib, Number(kib) / 1024);
    } catch {
      // It has just ended.
    }
  }, LOOKED_AT_EVERY);
  const answer = text(child.stdout);
  const [code] = await once(child, 'exit');
  clearInterval(looking);
  if (code !== 0) throw new Error(`import ended with ${code}: ${(await answer).slice(0, 500)}`);
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: used.all / 1000, peakMib };
}

export async function run({ rows = '100000' }) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-moving-in-'));
  const keyFile = join(folder, 'encryption_key.php');
  writeFileSync(keyFile, `<?php \\Aurora\\System\\Api::$sEncryptionKey = "${KEY}";`);
  try {
    await onMysql(async (source) => {
      await fill(source, Number(rows));
      await onEachDatabase(async (databaseUrl) => {
        for (const [round, ...more] of [
          ['into an empty database'],
          ['again, all there already'],
          ['what changed since then: nothing', '--since', 'last'],
        ]) {
          const { seconds, cpuSeconds, peakMib } = await moveIn(source, databaseUrl, keyFile, ...more);
          console.log(
            `  ${round}: ${rows} accounts in ${seconds.toFixed(1)} s (aim for 100000: 120 or less), ${cpuSeconds.toFixed(1)} s of CPU, ${peakMib.toFixed(0)} MiB at most`,
          );
        }
      });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
