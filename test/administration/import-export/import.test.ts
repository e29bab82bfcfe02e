import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COLUMNS } from '../../../server/administration/import-export/account-sheet.js';
import { Contact } from '../../../server/accounts/contacts/contact.entity.js';
import { Account } from '../../../server/accounts/account.entity.js';
import { AuditEvent } from '../../../server/events/audit/audit-event.entity.js';
import { LOCALES } from '../../../server/platform/locale.js';
import { runCli } from '../../support/cli.js';
import { challengeFor, ME, PASSWORD, signedIn, STEP, VERIFY_CODE } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const SHORT_SECRET = 'JBSWY3DPEHPK3PXP';
const OTHER_SECRET = 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK';

let server: TestServer;
let folder: string;
let passwordHash: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-transfer-'));
  passwordHash = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

let files = 0;
function fileOf(content: string): string {
  const path = join(folder, `file-${++files}`);
  writeFileSync(path, content);
  return path;
}

const cli = (...args: string[]) => runCli(server, args);

interface Report {
  created: number;
  attached: number;
  unchanged: number;
  refused: number;
  remarks: { line: number; login: string | null; result: string; remark: string }[];
}

async function importOf(content: string, ...options: string[]): Promise<Report> {
  const { stdout } = await cli('import', fileOf(content), '--json', ...options);
  return JSON.parse(stdout) as Report;
}

const accounts = () => server.app.database.dataSource.getRepository(Account);

/** Signs in with the password and with the code that the app shows now. */
async function signsInWith(login: string, secret: string): Promise<boolean> {
  // Codes of the step of the import may have been used elsewhere.
  server.clock.advance(Math.max(STEP, Date.now() + STEP - server.clock.now()));
  const client = server.client();
  const { challenge } = await challengeFor(client, login);
  const code = appCode(secret, server.clock.now());
  return (await client.code(VERIFY_CODE, { challenge, code })) === undefined;
}

test('accounts of a CSV file sign in with their old password and the codes of their old app', async () => {
  const report = await importOf(
    [
      'login,displayName,role,passwordHash,totpSecret',
      `ada@example.org,"Ada, Countess",ADMIN,"${passwordHash}",${SECRET}`,
      `bob@example.org,Bob,,"${passwordHash}",`,
    ].join('\n'),
  );
  expect(report).toMatchObject({ created: 2, refused: 0, remarks: [] });
  expect(await signsInWith('ada@example.org', SECRET)).toBe(true);
  expect(await accounts().findOneByOrFail({ login: 'ada@example.org' })).toMatchObject({
    displayName: 'Ada, Countess',
    role: 'ADMIN',
    primaryFactors: 1,
  });
  const bob = server.client();
  await signedIn(bob, 'bob@example.org');
  expect(await bob.code(ME)).toBeUndefined();
});

test('each line that cannot be used is named with the reason, without its secrets, and the others are imported', async () => {
  const content = [
    'login,passwordHash,totpSecret,role',
    'good@example.org,,,',
    `,,${SECRET},`,
    `not-base32@example.org,,${SECRET}1!,`,
    'short@example.org,,GEZDGNBV,',
    'hash@example.org,$2y$10$abcdefghijklmnopqrstuu,,',
    'costly@example.org,"$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",,',
    'role@example.org,,,ROOT',
    'GOOD@example.org,,,',
  ].join('\n');
  const { status, stdout } = await cli('import', fileOf(content), '--json');
  expect(status).toBe(1);
  const report = JSON.parse(stdout) as Report;
  expect(report).toMatchObject({ created: 1, refused: 7 });
  const refused = report.remarks.filter(({ result }) => result === 'refused');
  expect(refused.map(({ line, login }) => [line, login])).toEqual([
    [3, null],
    [4, 'not-base32@example.org'],
    [5, 'short@example.org'],
    [6, 'hash@example.org'],
    [7, 'costly@example.org'],
    [8, 'role@example.org'],
    [9, 'GOOD@example.org'],
  ]);
  expect(stdout).not.toMatch(/GEZDGNBV|\$2y|\$argon2id\$v=19\$m/);
});

test('addresses and languages come along, to be confirmed, and an export brings them on', async () => {
  const report = await importOf(
    [
      'login,email,locale,requireTwoFactor',
      'hélène,helene@example.org,FR,true',
      'olaf,,de,',
      'nowhere,not an address,,',
      'nobody,,klingon,',
    ].join('\n'),
  );
  expect(report).toMatchObject({ created: 2, refused: 2 });
  expect(report.remarks.filter(({ result }) => result === 'refused')).toEqual([
    { line: 4, login: 'nowhere', result: 'refused', remark: 'email is not an e-mail address.' },
    { line: 5, login: 'nobody', result: 'refused', remark: `locale must be one of ${LOCALES.join(', ')}.` },
  ]);
  const contacts = server.app.database.dataSource.getRepository(Contact);
  const { id } = await accounts().findOneByOrFail({ login: 'hélène' });
  expect(await contacts.findOneByOrFail({ accountId: id })).toMatchObject({
    email: null,
    pendingEmail: 'helene@example.org',
    locale: 'fr',
  });
  const asked = { action: 'account.contact_requested', accountId: id };
  expect(await server.app.database.manager.countBy(AuditEvent, asked)).toBe(1);
  const path = join(folder, 'contacts.jsonl');
  await cli('export', path);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({ login: 'hélène', email: 'helene@example.org', locale: 'fr' }),
  );
});

test('every column of the table that the dashboard takes is one of the command line’s too', async () => {
  const csv = `${COLUMNS.join(',')}\ncolumns,Columns,columns@example.org,es,USER,false,`;
  expect(await importOf(csv)).toMatchObject({ created: 1, refused: 0 });
});

test('a column that nobody knows stops the import: what it holds would be lost', async () => {
  const { status, stderr } = await cli('import', fileOf('login,totp_secret\nx@example.org,ABC\n'));
  expect(status).toBe(1);
  expect(stderr).toContain('There is no field totp_secret');
  expect(await accounts().countBy({ login: 'x@example.org' })).toBe(0);
});

test('JSON is taken as one object a line and as an array', async () => {
  const people = ['lines-1', 'lines-2'].map((login) => ({ login, totpSecret: SECRET, passwordHash }));
  expect(await importOf(people.map((person) => JSON.stringify(person)).join('\n'))).toMatchObject({
    created: 2,
  });
  expect(await importOf(JSON.stringify([{ login: 'array-1', disabled: true }], null, 2))).toMatchObject({
    created: 1,
  });
  expect(await signsInWith('lines-2', SECRET)).toBe(true);
  expect(await accounts().findOneByOrFail({ login: 'array-1' })).toMatchObject({ disabled: true });
});

test('a secret of 80 bits, as some products made them, goes on working and is pointed out', async () => {
  const report = await importOf(
    JSON.stringify({ login: 'weak-secret', totpSecret: SHORT_SECRET, passwordHash }),
  );
  expect(report).toMatchObject({ created: 1, remarks: [{ login: 'weak-secret', result: 'created' }] });
  expect(report.remarks[0]?.remark).toContain('80 bits');
  expect(await signsInWith('weak-secret', SHORT_SECRET)).toBe(true);
});

test('a code from before the import is not accepted: it may have been used where it comes from', async () => {
  const fresh = await startTestServer();
  try {
    const path = fileOf(JSON.stringify({ login: 'replayed', totpSecret: SECRET, passwordHash }));
    const before = appCode(SECRET, fresh.clock.now());
    expect((await runCli(fresh, ['import', path])).status).toBe(0);
    // The command line goes by the system's time.
    fresh.clock.advance(Math.max(0, Date.now() - fresh.clock.now()));
    const client = fresh.client();
    const { challenge } = await challengeFor(client, 'replayed');
    expect(await client.code(VERIFY_CODE, { challenge, code: before })).toBe('INVALID_CODE');
    const next = appCode(SECRET, fresh.clock.now() + STEP);
    expect(await client.code(VERIFY_CODE, { challenge, code: next })).toBeUndefined();
  } finally {
    await fresh.stop();
  }
});

test('otpauth URIs give accounts that exist their app; unknown logins are refused unless asked for', async () => {
  await importOf(`login,passwordHash\nuri@example.org,"${passwordHash}"\n`);
  const uris = [
    `otpauth://totp/Suite:uri%40example.org?secret=${SECRET}&issuer=Suite`,
    `otpauth://totp/Suite:stranger?secret=${SECRET}&issuer=Suite`,
    `otpauth://totp/Suite:nine?secret=${SECRET}&issuer=Suite&digits=9`,
    `otpauth://hotp/Suite:counter?secret=${SECRET}&issuer=Suite&counter=1`,
    `otpauth://totp/Other:uri%40example.org?secret=${OTHER_SECRET}&issuer=Other`,
    'otpauth://totp/broken',
  ].join('\n');
  const report = await importOf(uris, '--issuer', 'suite');
  expect(report).toMatchObject({ attached: 1, created: 0, refused: 4 });
  expect(report.remarks.map(({ line }) => line).sort()).toEqual([2, 3, 4, 6]);
  expect(await signsInWith('uri@example.org', SECRET)).toBe(true);
  expect(
    await importOf(`otpauth://totp/Suite:stranger?secret=${SECRET}&issuer=Suite`, '--create'),
  ).toMatchObject({ created: 1 });
});

/** A field of Protocol Buffers: its key, and length-delimited content or a small number. */
const field = (number: number, content: Buffer | string | number): Buffer =>
  typeof content === 'number'
    ? Buffer.from([number << 3, content])
    : Buffer.concat([Buffer.from([(number << 3) | 2, Buffer.byteLength(content)]), Buffer.from(content)]);

test('what Google Authenticator transfers is imported', async () => {
  await importOf(`login,passwordHash\ngoogle@example.org,"${passwordHash}"\n`);
  const one = Buffer.concat([
    field(1, Buffer.from('12345678901234567890')),
    field(2, 'Suite:google@example.org'),
    field(3, 'Suite'),
    field(4, 1),
    field(5, 1),
    field(6, 2),
  ]);
  const payload = Buffer.concat([field(1, one), field(2, 1), field(3, 1)]);
  const uri = `otpauth-migration://offline?data=${encodeURIComponent(payload.toString('base64'))}`;
  expect(await importOf(uri)).toMatchObject({ attached: 1, refused: 0 });
  expect(await signsInWith('google@example.org', SECRET)).toBe(true);
  expect(await importOf('otpauth-migration://offline?data=AAAA')).toMatchObject({ refused: 1 });
});

test('a plain export of Aegis is imported; an encrypted one is refused', async () => {
  await importOf(`login,passwordHash\naegis@example.org,"${passwordHash}"\n`);
  const vault = {
    version: 1,
    header: { slots: null, params: null },
    db: {
      version: 3,
      entries: [
        {
          type: 'totp',
          uuid: '01',
          name: 'aegis@example.org',
          issuer: 'Suite',
          info: { secret: SECRET, algo: 'SHA1', digits: 6, period: 30 },
        },
        {
          type: 'totp',
          uuid: '02',
          name: 'aegis@example.org',
          issuer: 'Suite',
          info: { secret: OTHER_SECRET, algo: 'MD5', digits: 6, period: 30 },
        },
      ],
    },
  };
  expect(await importOf(JSON.stringify(vault, null, 4))).toMatchObject({ attached: 1, refused: 1 });
  expect(await signsInWith('aegis@example.org', SECRET)).toBe(true);
  const encrypted = { ...vault, header: { slots: [{}], params: {} }, db: 'c2VhbGVk' };
  const { status, stderr } = await cli('import', fileOf(JSON.stringify(encrypted)));
  expect(status).toBe(1);
  expect(stderr).toContain('encrypted');
});

test('a working app is never replaced by an import', async () => {
  await importOf(JSON.stringify({ login: 'kept', totpSecret: SECRET, passwordHash }));
  const report = await importOf(JSON.stringify({ login: 'KEPT', totpSecret: OTHER_SECRET }));
  expect(report).toMatchObject({ refused: 1, attached: 0 });
  expect(await signsInWith('kept', SECRET)).toBe(true);
});

test('a dry run reports the same and changes nothing', async () => {
  const content = ['dry-1', 'dry-2', ''].map((login) => JSON.stringify({ login })).join('\n');
  const before = await accounts().count();
  expect(await importOf(content, '--dry-run')).toMatchObject({ created: 2, refused: 1 });
  expect(await accounts().count()).toBe(before);
  expect(await importOf(content)).toMatchObject({ created: 2, refused: 1 });
});

test('an import that was killed is run again and makes each account once', async () => {
  const people = 4000;
  const path = fileOf(
    Array.from({ length: people }, (_, n) => JSON.stringify({ login: `bulk-${n}`, totpSecret: SECRET })).join(
      '\n',
    ),
  );
  const before = await accounts().count();
  const first = spawn(process.execPath, ['dist/server/cli/main.js', 'import', path], {
    env: { PATH: process.env['PATH'], DATABASE_URL: server.databaseUrl, SECRET_KEY: server.secretKey },
    stdio: 'ignore',
  });
  const exited = once(first, 'exit');
  while ((await accounts().count()) === before && first.exitCode === null);
  first.kill('SIGKILL');
  await exited;
  const { stdout } = await cli('import', path, '--json');
  const { created, unchanged, refused } = JSON.parse(stdout) as Report;
  expect(unchanged).toBeGreaterThan(0);
  expect({ sum: created + unchanged, refused }).toEqual({ sum: people, refused: 0 });
  expect(await accounts().count()).toBe(before + people);
});

test('every account that was brought along is in the audit log', async () => {
  await importOf(JSON.stringify({ login: 'audited', totpSecret: SECRET }));
  const events = server.app.database.dataSource.getRepository(AuditEvent);
  expect(await events.findOneByOrFail({ accountLogin: 'audited' })).toMatchObject({
    action: 'account.imported',
    actorLogin: 'command line',
    details: { role: 'USER', authenticatorApp: true },
  });
});

test('the suite’s settings files become ours, every setting mapped or named, and no password of theirs is shown', async () => {
  const module = fileOf(
    JSON.stringify(
      {
        Disabled: [false, 'bool'],
        ShowRecommendationToConfigure: [false, 'bool'],
        MandatoryToConfigure: [false, 'bool'],
        AllowSecurityKeys: [true, 'bool'],
        FacetIds: [['android:apk-key-hash:abc'], 'array'],
        ClockTolerance: [3, 'int'],
        TrustDevicesForDays: [60, 'int'],
        IncludeInMobile: [true, 'bool'],
      },
      null,
      4,
    ),
  );
  const suite = fileOf(
    JSON.stringify({
      AdminPassword: ['hunter2hunter2', 'string'],
      StoreAuthTokenInDB: [true, 'bool'],
      AuthTokenExpirationLifetimeDays: [45, 'int'],
    }),
  );
  const { status, stdout } = await cli('import', module, suite);
  expect(status).toBe(0);
  for (const line of [
    'ClockTolerance\tclockTolerance = 3',
    'MandatoryToConfigure\tleft out: It demands nothing; whom requireTwoFactor names here stays.',
    'AuthTokenExpirationLifetimeDays\tauthTokenExpirationLifetimeDays = 45',
    'AdminPassword\tleft out: It has no counterpart here.',
  ]) {
    expect(stdout.split('\n')).toContain(line);
  }
  expect(stdout).toContain('FacetIds\tleft out: Native apps are named in ANDROID_APPS');
  expect(stdout).not.toContain('hunter2');
  const { stdout: now } = await cli('settings:get', '--json');
  expect(JSON.parse(now)).toMatchObject({
    showRecommendationToConfigure: false,
    clockTolerance: 3,
    trustDevicesForDays: 60,
    authTokenExpirationLifetimeDays: 45,
  });
});

test('an export holds all but hashes, is its owner’s only, and brings the codes to another installation', async () => {
  await importOf(
    JSON.stringify({ login: 'mover', displayName: 'Mover', totpSecret: SECRET, totpDigits: 8, passwordHash }),
  );
  const path = join(folder, 'export.jsonl');
  expect((await cli('export', path)).status).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const exported = readFileSync(path, 'utf8');
  expect(exported).not.toContain('argon2');
  const mover = exported
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { login: string })
    .find(({ login }) => login === 'mover');
  expect(mover).toMatchObject({
    displayName: 'Mover',
    totpSecret: SECRET,
    totpDigits: 8,
    securityKeys: [],
    devices: [],
  });
  expect((await cli('export', path)).status).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe(exported);

  const elsewhere = await startTestServer();
  try {
    const { stdout } = await runCli(elsewhere, ['import', path, '--json']);
    // An administrator of that name is there already.
    expect(JSON.parse(stdout)).toMatchObject({ unchanged: 1, refused: 0 });
    const moved = await elsewhere.app.services.accounts.findByLogin('mover');
    expect(moved).toMatchObject({ displayName: 'Mover', primaryFactors: 1 });
    const second = join(folder, 'second.jsonl');
    await runCli(elsewhere, ['export', second]);
    expect(readFileSync(second, 'utf8')).toContain(
      `"totpSecret":"${SECRET}","totpAlgorithm":"SHA1","totpDigits":8`,
    );
  } finally {
    await elsewhere.stop();
  }
});
