import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { SecurityKey } from '../../../server/factors/security-keys/security-key.entity.js';
import { runCli } from '../../support/cli.js';
import { challengeFor, setUpApp, STEP, VERIFY_CODE } from '../../support/flows.js';
import { hasMariadb } from '../../support/mariadb.js';
import { type ScriptedImap, startScriptedImap } from '../../support/scripted-imap.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { SuiteAuthenticator, SuiteDatabase } from '../../support/suite-database.js';
import { appCode } from '../../support/totp.js';

const MAIL_PASSWORD = 'of the mail server';
const [OLD, NEW] = ['JBSWY3DPEHPK3PXP', 'GEZDGNBVGY3TQOJQ'];
const CODES = ['AB12 CD34', 'EF56 GH78'];

describe.skipIf(!hasMariadb())('side by side with the suite', () => {
  let imap: ScriptedImap;
  let suite: SuiteDatabase;
  let folder: string;
  let keyFile: string;
  let server: TestServer;
  beforeAll(async () => {
    imap = await startScriptedImap({ verdict: () => 'OK done' });
    suite = await SuiteDatabase.start();
    folder = mkdtempSync(join(tmpdir(), 'latchkey-since-'));
    keyFile = join(folder, 'encryption_key.php');
    writeFileSync(keyFile, suite.keyFile);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.stop();
    await suite.stop();
    await imap.stop();
  });
  beforeEach(async () => {
    for (const table of ['core_users', 'security_used_devices', 'security_web_authn_keys']) {
      await suite.connection.query(`DROP TABLE IF EXISTS au_${table}`);
    }
    await suite.createTables(9);
    await (server as TestServer | undefined)?.stop();
    server = await startTestServer({
      PASSWORD_SERVER: `imap://127.0.0.1:${imap.port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
      LOGIN_DOMAIN: 'as-typed',
    });
  });

  async function imported(...options: string[]) {
    const args = ['import', '--format', 'aurora', '--key-file', keyFile, '--json', ...options, suite.url];
    const { stdout, stderr } = await runCli(server, args);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout) as Record<'created' | 'attached' | 'unchanged' | 'refused', number> & {
      remarks: { login: string; result: string; remark: string }[];
    };
    const isRefused = ({ result }: { result: string }): boolean => result === 'refused';
    const { created, attached, unchanged, refused } = report;
    const said = report.remarks.map(({ login, remark }): [string, string] => [login.split('@')[0]!, remark]);
    const counts = { created, attached, unchanged, refused };
    return { counts, said: Object.fromEntries(said), refusals: report.remarks.filter(isRefused) };
  }

  /** A client that has signed in with the code that this secret gives; undefined when it is refused. */
  async function signedInBy(login: string, secret: string) {
    server.clock.advance(Math.max(STEP, Date.now() + STEP - server.clock.now()));
    const client = server.client();
    const { challenge } = await challengeFor(client, `${login}@example.org`, MAIL_PASSWORD);
    const code = appCode(secret, server.clock.now());
    return (await client.code(VERIFY_CODE, { challenge, code })) === undefined ? client : undefined;
  }

  const accounts = () => server.app.database.dataSource.getRepository(Account);
  const keys = () => server.app.database.dataSource.getRepository(SecurityKey);

  test('what is new there is added, what was changed here stays, and what is gone there is named', async () => {
    const [blue, spare, added] = [1, 2, 3].map(() => new SuiteAuthenticator());
    const add = (name: string, more: object = {}) => suite.add({ publicId: `${name}@example.org`, ...more });
    const ids = {
      same: await add('same', { secret: OLD, codes: CODES }),
      starts: await add('starts'),
      renews: await add('renews', { secret: OLD }),
      both: await add('both', { secret: OLD }),
      keeps: await add('keeps', { secret: OLD, keys: [{ name: 'Blue', data: blue!.keyData }] }),
      drops: await add('drops', { secret: OLD, keys: [{ name: 'Spare', data: spare!.keyData }] }),
      stops: await add('stops', { secret: OLD }),
      codes: await add('codes', { secret: OLD, codes: CODES }),
      leaves: await add('leaves', { secret: OLD }),
      deleted: await add('deleted', { secret: OLD }),
      renamed: await add('renamed', { secret: OLD }),
      off: await add('off', { secret: OLD }),
    };
    expect((await imported('--since', 'last')).counts).toMatchObject({ created: 12, refused: 0 });
    expect(await imported('--since', 'last')).toMatchObject({
      counts: { created: 0, attached: 0, unchanged: 12, refused: 0 },
      said: {},
    });

    // Here.
    const own = await setUpApp(server, (await signedInBy('both', OLD))!);
    const { id: spareId } = await keys().findOneByOrFail({ name: 'Spare' });
    const remove = ['two-factor:remove-lost', 'drops@example.org', 'securityKey', spareId];
    expect((await runCli(server, remove)).stderr).toBe('');
    await accounts().delete({ login: 'deleted@example.org' });
    await accounts().update(
      { login: 'renamed@example.org' },
      { login: 'anew@example.org', loginKey: 'anew@example.org' },
    );

    // There.
    await add('comes', { secret: NEW });
    await suite.setProperties(ids.starts, { secret: NEW, codes: CODES });
    await suite.setProperties(ids.renews, { secret: NEW });
    await suite.setProperties(ids.both, { secret: NEW });
    await suite.connection.query(`DELETE FROM au_security_web_authn_keys WHERE UserId = ${ids.keeps}`);
    await suite.addKey(ids.keeps, { name: 'Green', data: added!.keyData });
    await suite.setProperties(ids.drops, { secret: OLD, codes: CODES });
    await suite.setProperties(ids.stops, {});
    await suite.setProperties(ids.codes, { secret: OLD, codes: ['', 'EF56 GH78'] });
    await suite.connection.query(`DELETE FROM au_core_users WHERE Id = ${ids.leaves}`);
    await suite.setProperties(ids.deleted, { secret: NEW });
    await suite.setProperties(ids.renamed, { secret: OLD, codes: CODES });
    await suite.connection.query(`UPDATE au_core_users SET IsDisabled = 1 WHERE Id = ${ids.off}`);

    const changed = {
      refusals: [],
      counts: { created: 1, attached: 5, unchanged: 7, refused: 0 },
      said: {
        both: 'Its authenticator app was set up anew there; the one here stays.',
        keeps: 'The security key “Blue” was removed there, and still works here.',
        stops: 'Its authenticator app was switched off there, and still works here.',
        codes: 'Backup codes were used or made anew there: those that were brought along are unchanged here.',
        leaves: 'It is not there any more, and stays here.',
        deleted: 'It was deleted here, and is not brought along again.',
        anew: 'It has another login there than here.',
        off: 'It is disabled there, and not here.',
      },
    };
    expect(await imported('--since', 'last', '--dry-run')).toEqual(changed);
    expect(await accounts().countBy({ login: 'comes@example.org' })).toBe(0);
    expect(await signedInBy('renews', OLD)).toBeDefined();
    expect(await imported('--since', 'last')).toEqual(changed);

    expect(await signedInBy('comes', NEW)).toBeDefined();
    expect(await signedInBy('starts', NEW)).toBeDefined();
    expect(await signedInBy('renews', OLD)).toBeUndefined();
    expect(await signedInBy('renews', NEW)).toBeDefined();
    expect(await signedInBy('both', NEW)).toBeUndefined();
    expect(await signedInBy('both', own)).toBeDefined();
    expect(await signedInBy('stops', OLD)).toBeDefined();
    expect((await keys().find()).map(({ name }) => name).sort()).toEqual(['Blue', 'Green']);
    expect(await accounts().countBy({ login: 'deleted@example.org' })).toBe(0);
    expect(await accounts().countBy({ login: 'renamed@example.org' })).toBe(0);
    expect(await accounts().findOneByOrFail({ login: 'off@example.org' })).toMatchObject({ disabled: false });

    // What was said is not said again, but of who is gone on one side.
    expect(await imported('--since', 'last')).toEqual({
      refusals: [],
      counts: { created: 0, attached: 0, unchanged: 13, refused: 0 },
      said: { leaves: changed.said.leaves, deleted: changed.said.deleted },
    });
    // All of it once more gives nothing back that was taken away here, but accounts.
    const whole = await imported();
    expect(whole.counts).toEqual({ created: 1, attached: 0, unchanged: 12, refused: 0 });
    expect(await signedInBy('both', own)).toBeDefined();
    expect(await keys().countBy({ name: 'Spare' })).toBe(0);
  });

  test('an app that becomes another one while it is replaced stays, and the next run says so', async () => {
    const id = await suite.add({ publicId: 'racer@example.org', secret: OLD });
    await imported();
    await suite.setProperties(id, { secret: NEW });
    const { authenticatorApp } = server.app.services;
    const { id: accountId } = await accounts().findOneByOrFail({ login: 'racer@example.org' });
    const own = await setUpApp(server, (await signedInBy('racer', OLD))!);
    // As a run does that looked at the account before.
    const replaced = await server.app.database.transaction((tx) =>
      authenticatorApp.replaceImported(tx, accountId, (secret) => secret === OLD, {
        secret: NEW,
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
      }),
    );
    expect(replaced).toBe(false);
    expect((await imported('--since', 'last')).said).toEqual({
      racer: 'Its authenticator app was set up anew there; the one here stays.',
    });
    expect(await signedInBy('racer', own)).toBeDefined();
  });

  test('since a date, only those are looked at of whom a row was written from the day before on', async () => {
    const key = new SuiteAuthenticator();
    for (const name of ['long', 'lately', 'key']) await suite.add({ publicId: `${name}@example.org` });
    const at = (table: string, moment: string, where: string) =>
      suite.connection.query(`UPDATE au_${table} SET UpdatedAt = '${moment}' WHERE ${where}`);
    await at('core_users', '2026-01-05 12:00:00', `PublicId IN ('long@example.org', 'key@example.org')`);
    await at('core_users', '2026-02-04 12:00:00', `PublicId = 'lately@example.org'`);
    const [rows] = await suite.connection.query(
      `SELECT Id FROM au_core_users WHERE PublicId = 'key@example.org'`,
    );
    await suite.addKey((rows as { Id: number }[])[0]!.Id, { name: 'Key', data: key.keyData });
    expect((await imported('--since', '2026-02-05')).counts).toEqual({
      created: 2,
      attached: 0,
      unchanged: 0,
      refused: 0,
    });
    expect(await accounts().countBy({ login: 'long@example.org' })).toBe(0);
  });

  test('somebody whose login another one has here is not given what the other one has', async () => {
    const uuid = randomUUID();
    await suite.add({ publicId: 'first@example.org', uuid, secret: OLD });
    await imported();
    await suite.connection.query(`UPDATE au_core_users SET PublicId = 'moved@example.org'`);
    await suite.add({ publicId: 'first@example.org', secret: NEW });
    const { counts, refusals } = await imported('--since', 'last');
    expect(counts).toMatchObject({ created: 0, refused: 1 });
    expect(refusals).toMatchObject([
      { login: 'first@example.org', remark: 'Whoever has this login here is somebody else there.' },
    ]);
    expect(await signedInBy('first', OLD)).toBeDefined();
    expect(await signedInBy('first', NEW)).toBeUndefined();
  });
});
