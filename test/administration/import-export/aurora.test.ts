import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Contact } from '../../../server/accounts/contacts/contact.entity.js';
import { Account } from '../../../server/accounts/account.entity.js';
import { SecurityKey } from '../../../server/factors/security-keys/security-key.entity.js';
import { Device } from '../../../server/sessions/devices/device.entity.js';
import { openMysql } from '../../../server/administration/import-export/foreign-database.js';
import { FLAG } from '../../support/attestation.js';
import { type CliAnswer, runCli } from '../../support/cli.js';
import { challengeFor, STEP, VERIFY_BACKUP_CODE, VERIFY_CODE } from '../../support/flows.js';
import { hasMariadb } from '../../support/mariadb.js';
import { type ScriptedImap, startScriptedImap } from '../../support/scripted-imap.js';
import { BEGIN_VERIFICATION, call, VERIFY_KEY } from '../../support/security-keys.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import {
  type Generation,
  GENERATIONS,
  SuiteAuthenticator,
  SuiteDatabase,
  type SuitePerson,
} from '../../support/suite-database.js';
import { appCode } from '../../support/totp.js';

/** The suite keeps none of its own: the mail server knows it. */
const MAIL_PASSWORD = 'of the mail server';
const SHOWN = {
  id: true,
  displayName: true,
  role: true,
  disabled: true,
  recommendationDismissed: true,
  allowedNetworks: true,
};
const CODES = ['AB12 CD34', '', 'EF56 GH78'];

const secretOf = (generation: Generation): string =>
  ({
    plain: 'JBSWY3DPEHPK3PXP',
    salt: 'GEZDGNBVGY3TQOJQ',
    md5: 'MFRGGZDFMZTWQ2LK',
    xxtea: 'NB2W45DFOIZDGNBV',
    gcm: 'KRSXG5CTMVRXEZLU',
  })[generation];

describe.skipIf(!hasMariadb())('moving in from the suite', () => {
  let imap: ScriptedImap;
  let suite: SuiteDatabase;
  let folder: string;
  let keyFile: string;
  /** For what brings nobody along. */
  let empty: TestServer;
  beforeAll(async () => {
    imap = await startScriptedImap({ verdict: () => 'OK done' });
    suite = await SuiteDatabase.start();
    folder = mkdtempSync(join(tmpdir(), 'latchkey-aurora-'));
    keyFile = fileOf('encryption_key.php', suite.keyFile);
    empty = await newServer();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await empty.stop();
    await suite.stop();
    await imap.stop();
  });

  const newServer = (): Promise<TestServer> =>
    startTestServer({
      PASSWORD_SERVER: `imap://127.0.0.1:${imap.port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
      LOGIN_DOMAIN: 'as-typed',
    });

  function fileOf(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  const importInto = (server: TestServer, source = suite.url, ...options: string[]): Promise<CliAnswer> =>
    runCli(server, ['import', '--format', 'aurora', '--key-file', keyFile, '--json', ...options, source]);

  async function reportOf(answer: Promise<CliAnswer>) {
    const { stdout, stderr } = await answer;
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Record<string, unknown> & {
      remarks: { login: string | null; result: string; remark: string }[];
    };
  }

  async function emptied(...tables: string[]): Promise<void> {
    for (const table of tables) await suite.connection.query(`DROP TABLE IF EXISTS au_${table}`);
  }
  const NINE = ['core_users', 'security_used_devices', 'security_web_authn_keys'];
  async function emptySuite(): Promise<void> {
    await emptied(...NINE);
    await suite.createTables(9);
  }
  const EIGHT = ['bool', 'int', 'bigint', 'string', 'text'].map((type) => `eav_attributes_${type}`);

  const [ec, rsa, synced] = [
    new SuiteAuthenticator('ES256'),
    new SuiteAuthenticator('RS256'),
    new SuiteAuthenticator('ES256'),
  ];
  const holder = randomUUID();
  const people: SuitePerson[] = [
    ...GENERATIONS.map((generation) => ({
      publicId: `${generation}@example.org`,
      generation,
      secret: secretOf(generation),
      codes: CODES,
      language: 'German',
    })),
    {
      publicId: 'holder@example.org',
      uuid: holder,
      name: 'Key Holder',
      language: 'French',
      keys: [
        { name: 'Blue', data: ec.keyData },
        { name: 'Laptop', data: rsa.keyData },
        { name: 'Phone', data: synced.keyData },
      ],
      codes: CODES,
      devices: [
        { name: 'Chrome/113 on Windows 10', at: 1_690_000_000 },
        { name: 'Safari/16', customName: 'My iPad', at: 1_690_000_001 },
      ],
    },
    { publicId: 'root@example.org', role: 0 },
    { publicId: 'tenant@example.org', role: 1, language: 'Klingon' },
    {
      publicId: 'quiet@example.org',
      disabled: true,
      showRecommendation: false,
      ipAllowList: { '192.0.2.1': { Comment: 'Office' }, '192.0.2.2': { Comment: '' } },
    },
  ];

  /** Step one with the mail server's password, and the code that the old app shows. */
  async function signsInByApp(server: TestServer, login: string, secret: string): Promise<void> {
    // Codes of the step of the import may have been used there.
    server.clock.advance(Math.max(STEP, Date.now() + STEP - server.clock.now()));
    const client = server.client();
    const { challenge } = await challengeFor(client, login, MAIL_PASSWORD);
    await client.data(VERIFY_CODE, { challenge, code: appCode(secret, server.clock.now()) });
  }

  async function signsInByCode(server: TestServer, login: string, code: string): Promise<string | undefined> {
    const client = server.client();
    const { challenge } = await challengeFor(client, login, MAIL_PASSWORD);
    return client.code(VERIFY_BACKUP_CODE, { challenge, code });
  }

  async function signsInByKey(
    server: TestServer,
    key: SuiteAuthenticator,
    { uuid = holder, flags }: { uuid?: string; flags?: number } = {},
  ): Promise<string | undefined> {
    const client = server.client();
    const { challenge } = await challengeFor(client, 'holder@example.org', MAIL_PASSWORD);
    const options = await call(client, BEGIN_VERIFICATION, { challenge });
    const response = key.answer(server.url, options, uuid, flags);
    return client.code(VERIFY_KEY, { challenge, response });
  }

  async function everyoneIsIn(server: TestServer): Promise<void> {
    for (const generation of GENERATIONS) {
      const login = `${generation}@example.org`;
      await signsInByApp(server, login, secretOf(generation));
      expect(await signsInByCode(server, login, 'ab12cd34')).toBeUndefined();
      expect(await signsInByCode(server, login, 'ab12cd34')).toBe('INVALID_CODE');
    }
    expect(await signsInByKey(server, ec, { uuid: randomUUID() })).toBe('INVALID_CODE');
    expect(await signsInByKey(server, ec)).toBeUndefined();
    expect(await signsInByKey(server, rsa)).toBeUndefined();
    // The suite did not keep whether a key can be synced: what it says first is believed, and stays.
    expect(await signsInByKey(server, synced, { flags: FLAG.UP | FLAG.UV | FLAG.BE })).toBeUndefined();
    const { manager } = server.app.database;
    const account = (login: string) =>
      manager.findOneOrFail(Account, { select: SHOWN, where: { login: `${login}@example.org` } });
    expect(await account('root')).toMatchObject({ role: 'ADMIN', disabled: false });
    expect(await account('tenant')).toMatchObject({ role: 'USER' });
    expect(await account('quiet')).toMatchObject({
      disabled: true,
      recommendationDismissed: true,
      allowedNetworks: '192.0.2.1/32 192.0.2.2/32',
    });
    const { id, ...rest } = await account('holder');
    expect(rest).toMatchObject({ displayName: 'Key Holder', role: 'USER', recommendationDismissed: false });
    // The login is the address: nothing has to be confirmed.
    expect(await manager.findOneByOrFail(Contact, { accountId: id })).toMatchObject({
      locale: 'fr',
      email: null,
      pendingEmail: null,
    });
    expect(await manager.countBy(Contact, { locale: 'de' })).toBe(GENERATIONS.length);
    const devices = await manager.findBy(Device, { accountId: id });
    const brought = devices.filter(({ createdAt }) => createdAt < 1_700_000_000_000);
    expect(
      brought.map(({ name, ipAddress, trustedUntil }) => [name, ipAddress, trustedUntil]).sort(),
    ).toEqual([
      ['Chrome/113 on Windows 10', '192.0.2.7', null],
      ['My iPad', '192.0.2.7', null],
    ]);
    const keys = await manager.findBy(SecurityKey, { accountId: id });
    expect(keys.map(({ name }) => name).sort()).toEqual(['Blue', 'Laptop', 'Phone']);
  }

  const WHOLE = { created: people.length, attached: 0, unchanged: 0, refused: 0 };
  const SUMS = { shortSecrets: GENERATIONS.length, ipAllowLists: 1, tenantAdmins: 1, otherLanguages: 1 };

  test('people of version 9 sign in with what they had, whatever generation it was sealed by; a second run changes nothing', async () => {
    await emptySuite();
    for (const person of people) await suite.add(person);
    const server = await newServer();
    try {
      const planned = await reportOf(importInto(server, suite.url, '--dry-run'));
      expect(planned).toMatchObject({ dryRun: true, version: '9', ...WHOLE, ...SUMS });
      expect(await server.app.database.manager.count(Account)).toBe(1);

      const report = await reportOf(importInto(server));
      expect(report).toMatchObject({ dryRun: false, ...WHOLE, ...SUMS });
      expect(report.remarks.map(({ login, remark }) => [login, remark])).toEqual([
        [
          'tenant@example.org',
          'Its language, Klingon, there is not here. It was administrator of its tenant, and is no administrator here (see --tenant-admins).',
        ],
      ]);
      await everyoneIsIn(server);

      const again = await reportOf(importInto(server));
      expect(again).toMatchObject({ created: 0, attached: 0, unchanged: people.length, refused: 0 });
      expect(await signsInByCode(server, 'gcm@example.org', 'AB12 CD34')).toBe('INVALID_CODE');
      expect(await signsInByCode(server, 'gcm@example.org', 'ef56-gh78')).toBeUndefined();
    } finally {
      await server.stop();
    }
  });

  test('a dump of it gives the same, also by gzip', async () => {
    for (const [name, content] of [
      ['dump.sql', suite.dump()],
      ['dump.sql.gz', gzipSync(suite.dump('--complete-insert', '--skip-extended-insert', '--hex-blob'))],
    ] as const) {
      const server = await newServer();
      try {
        const report = await reportOf(importInto(server, fileOf(name, content)));
        expect(report).toMatchObject({ version: '9', ...WHOLE, ...SUMS });
        await everyoneIsIn(server);
        // It is the installation that counts, not how it is read.
        const live = await reportOf(importInto(server, suite.url, '--since', 'last'));
        expect(live).toMatchObject({ created: 0, attached: 0, unchanged: people.length, remarks: [] });
      } finally {
        await server.stop();
      }
    }
  });

  test('people of version 8 sign in with what they had, live and from a dump', async () => {
    await emptied(...NINE);
    await suite.createTables(8);
    for (const person of people) {
      const { devices = [], ...rest } = person;
      await suite.addEntity({
        ...rest,
        // Version 8 knows no names that people give.
        devices: devices.map(({ name, customName, at }) => ({ name: customName ?? name, at })),
      });
    }
    for (const source of [suite.url, fileOf('eight.sql', suite.dump())]) {
      const server = await newServer();
      try {
        expect(await reportOf(importInto(server, source))).toMatchObject({ version: '8', ...WHOLE, ...SUMS });
        await everyoneIsIn(server);
        const again = await reportOf(importInto(server, source));
        expect(again).toMatchObject({ created: 0, attached: 0, unchanged: people.length, refused: 0 });
      } finally {
        await server.stop();
      }
    }
    await emptied(...EIGHT, 'eav_entities');
  });

  test('a row of each kind of damage is refused by name, without what is secret in it, and the others come', async () => {
    await emptySuite();
    const key = new SuiteAuthenticator();
    const secret = secretOf('gcm');
    const wrongKey = new SuiteAuthenticator('ES256', 'old.example.org');
    const properties = (values: Record<string, unknown>) => ({
      properties: JSON.stringify(
        Object.fromEntries(Object.entries(values).map(([name, value]) => [`TwoFactorAuth::${name}`, value])),
      ),
    });
    const rows: [SuitePerson, string | null][] = [
      [{ publicId: 'good@example.org', secret, codes: CODES }, null],
      [
        { publicId: 'json@example.org', properties: '{"TwoFactorAuth::Secret":"' },
        'Its Properties are damaged',
      ],
      [
        {
          publicId: 'sealed@example.org',
          ...properties({ Secret: 'AAAAAAAAAAAAAAAA', IsEncryptedSecret: true }),
        },
        'Its TOTP secret cannot be decrypted',
      ],
      [
        {
          publicId: 'base32@example.org',
          ...properties({ Secret: 'not base32!', IsEncryptedSecret: false }),
        },
        'The TOTP secret is not Base32.',
      ],
      [
        {
          publicId: 'codes@example.org',
          ...properties({ Secret: secret, IsEncryptedSecret: false, BackupCodes: 'AAAAAAAAAAAAAAAA' }),
        },
        'Its backup codes are refused: they cannot be decrypted.',
      ],
      [
        { publicId: 'list@example.org', secret, codes: ['AB12 CD34', 'short'] },
        'Its backup codes are refused: they are no list of codes.',
      ],
      [
        { publicId: 'torn@example.org', properties: '{"IPAllowList::IPAllowList":"{\\"192.0.2"}' },
        'Its list of allowed addresses cannot be read.',
      ],
      [
        { publicId: 'nowhere@example.org', ipAllowList: { office: { Comment: '' } } },
        'Each must be an address or a network',
      ],
      [
        { publicId: 'moved@example.org', secret, keys: [{ name: 'Old', data: wrongKey.keyData }] },
        'it is of the RP ID old.example.org, and works only there.',
      ],
      [
        { publicId: 'alone@example.org', keys: [{ name: 'Old', data: wrongKey.keyData }] },
        'It would lose its second factor',
      ],
      [
        { publicId: 'data@example.org', secret, keys: [{ name: 'Torn', data: '{"rpId":"loc' }] },
        'its data cannot be read',
      ],
      [
        {
          publicId: 'pem@example.org',
          secret,
          keys: [{ name: 'Pem', data: { ...key.keyData, credentialPublicKey: 'none' } }],
        },
        'publicKey: is no public key',
      ],
      [
        {
          publicId: 'twice@example.org',
          secret,
          keys: [
            { name: 'One', data: key.keyData },
            { name: 'Two', data: key.keyData },
          ],
        },
        'it is there twice',
      ],
      [
        { publicId: 'thief@example.org', keys: [{ name: 'Stolen', data: key.keyData }] },
        'is another account’s',
      ],
      [{ publicId: '', secret }, 'It has no PublicId'],
      [{ publicId: ' good@example.org', secret }, 'This login is another person’s there as well.'],
    ];
    for (const [person] of rows) await suite.add(person);
    const server = await newServer();
    try {
      const answer = await importInto(server);
      expect(answer.status).toBe(1);
      const report = await reportOf(Promise.resolve(answer));
      const refused = report.remarks.filter(({ result }) => result === 'refused');
      const expected = rows.filter(([, problem]) => problem !== null);
      expect(new Set(refused.map(({ login }) => login))).toEqual(
        new Set(expected.map(([{ publicId }]) => publicId || null)),
      );
      for (const [{ publicId }, problem] of expected) {
        expect(
          refused.filter(({ login }) => login === (publicId || null)).map(({ remark }) => remark),
        ).toEqual([expect.stringContaining(problem!)]);
      }
      expect(answer.stdout).not.toContain(secret);
      expect(answer.stdout).not.toContain('AB12');
      expect(answer.stdout).not.toContain(suite.key);
      expect(answer.stdout).not.toContain('BEGIN PUBLIC KEY');
      // Of whom only a part is refused, the rest is here.
      const here = await server.app.database.manager.find(Account, { select: { login: true } });
      expect(here.map(({ login }) => login).sort()).toEqual(
        ['admin', 'codes', 'data', 'good', 'list', 'moved', 'pem', 'twice'].map((name) =>
          name === 'admin' ? name : `${name}@example.org`,
        ),
      );
      await signsInByApp(server, 'moved@example.org', secret);
    } finally {
      await server.stop();
    }
  });

  test('administrators of tenants are administrators when that is said, and keys of another RP ID when they are named', async () => {
    await emptySuite();
    await suite.add({ publicId: 'tenant@example.org', role: 1 });
    const old = new SuiteAuthenticator('ES256', 'example.org');
    await suite.add({ publicId: 'key@example.org', keys: [{ name: 'Old', data: old.keyData }] });
    const server = await newServer();
    try {
      const report = await reportOf(
        importInto(server, suite.url, '--tenant-admins', '--rp-id', 'example.org'),
      );
      expect(report).toMatchObject({ created: 2, refused: 0, remarks: [] });
      const { manager } = server.app.database;
      expect(await manager.findOneByOrFail(Account, { login: 'tenant@example.org' })).toMatchObject({
        role: 'ADMIN',
      });
      expect(await manager.countBy(SecurityKey, { name: 'Old' })).toBe(1);
    } finally {
      await server.stop();
    }
  });

  test('the password of the database comes from a file or a variable, and is in no message', async () => {
    await emptySuite();
    await suite.connection.query(`CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 'p@ss/word'`);
    await suite.connection.query(`GRANT SELECT ON *.* TO reader@'%'`);
    const url = suite.url.replace('root@', 'reader@');
    const options = ['import', '--format', 'aurora', '--key-file', keyFile, '--dry-run'];
    const withFile = await runCli(empty, [...options, '--password-file', fileOf('pw', 'p@ss/word\n'), url]);
    expect(withFile).toMatchObject({ status: 0, stderr: '' });
    const withVariable = await runCli(empty, [...options, url], '', { MYSQL_PWD: 'p@ss/word' });
    expect(withVariable).toMatchObject({ status: 0, stderr: '' });
    const wrong = await runCli(empty, [...options, url], '', { MYSQL_PWD: 'wrong pass' });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('The source cannot be read: Access denied');
    expect(wrong.stderr).not.toContain('wrong pass');
    const unnamed = await runCli(empty, ['import', url.replace('reader@', 'reader:hunter2@')]);
    expect(unnamed).toMatchObject({ status: 2, stderr: 'Of a database, --format says whose it is.\n' });
  });

  test('the database is read as it was at one moment, and cannot be written to', async () => {
    await emptySuite();
    const database = await openMysql(suite.url, {});
    try {
      await suite.add({ publicId: 'later@example.org' });
      expect(await database.rows('SELECT Id FROM au_core_users')).toEqual([]);
      await expect(database.rows('DELETE FROM au_core_users')).rejects.toThrow('READ ONLY');
    } finally {
      await database.close();
    }
  });

  test.each([
    [['--since', 'yesterday'], 2, '--since takes a date'],
    [['--prefix', 'no`'], 1, '--prefix must be letters'],
    [['--prefix', 'other_'], 1, 'There is no table other_core_users'],
    [['--key-file', '/nowhere'], 1, '/nowhere cannot be read'],
  ])('what cannot be is refused in one line: %j', async (options, status, message) => {
    const args = ['import', '--format', 'aurora', '--key-file', keyFile, ...options, suite.url];
    const answer = await runCli(empty, args);
    expect(answer.status).toBe(status);
    expect(answer.stderr).toContain(message);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  });
});
