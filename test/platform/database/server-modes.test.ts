import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../server/app/data-source.js';
import type { Database } from '../../../server/platform/database/database.js';
import { DatabaseUnusable } from '../../../server/platform/database/driver-errors.js';
import { isMysql } from '../../support/database.js';
import { administrator, createAccount, ME, PASSWORD, signedIn, SIGN_IN } from '../../support/flows.js';
import { hasMariadb, type Mariadb, startMariadb } from '../../support/mariadb.js';
import { recordStatements } from '../../support/recorded-statements.js';
import { startTestServer, type TestServer } from '../../support/server.js';

/** What an operator, or another program on the same server, may have set. */
const HOSTILE = {
  sql_mode: 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE,PAD_CHAR_TO_FULL_LENGTH',
  time_zone: '-08:00',
  tx_isolation: 'SERIALIZABLE',
  autocommit: 0,
  completion_type: 'CHAIN',
  foreign_key_checks: 0,
  unique_checks: 0,
  sql_safe_updates: 1,
  sql_select_limit: 3,
  character_set_server: 'latin1',
  collation_server: 'latin1_swedish_ci',
  character_set_connection: 'latin1',
};

describe.runIf(isMysql && hasMariadb())('a server that is set up otherwise', { timeout: 300_000 }, () => {
  let mariadb: Mariadb;
  let root: Connection;
  let databases = 0;
  beforeAll(async () => {
    mariadb = await startMariadb({
      args: ['--log-bin', '--binlog-format=MIXED', '--innodb-flush-log-at-trx-commit=0'],
    });
    root = await createConnection(mariadb.url);
  }, 300_000);
  afterAll(async () => {
    await root.end();
    await mariadb.remove();
  });

  const set: [name: string, before: unknown][] = [];
  const setGlobal = async (name: string, value: unknown): Promise<void> => {
    const [[row]] = await root.query<RowDataPacket[]>(`SELECT @@GLOBAL.${name} AS value`);
    set.push([name, row!['value']]);
    await root.query(`SET GLOBAL ${name} = ?`, [value]);
  };
  afterEach(async () => {
    for (const [name, before] of set.splice(0).reverse()) {
      await root.query(`SET GLOBAL ${name} = ?`, [typeof before === 'bigint' ? Number(before) : before]);
    }
  });

  const fresh = async (options = '', name = `fresh_${databases++}`): Promise<string> => {
    await root.query(`CREATE DATABASE ${name} ${options}`);
    return mariadb.url.replace(/[^/]+$/, name);
  };
  const open = (url: string): Promise<Database> => openDatabase({ url, poolSize: 2 });
  const refusalOf = async (url: string): Promise<Error> => {
    const error = await open(url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnusable);
    expect((error as Error).message).not.toContain('\n');
    return error as Error;
  };

  const ATTACK = "' or sleep(2))) limit 1 -- x";
  const signInAs = (server: TestServer, login: string) =>
    server.client().code(SIGN_IN, { login, password: 'a wrong one' });

  test.each(['', 'NO_BACKSLASH_ESCAPES'])(
    'what is typed at sign-in is never SQL, sql_mode "%s"',
    async (mode) => {
      await setGlobal('sql_mode', mode);
      const server = await startTestServer({ DATABASE_URL: await fresh() });
      const recording = recordStatements();
      for (const login of [
        ATTACK,
        String.raw`\' or sleep(2))) limit 1 -- x`,
        "O'Brien",
        String.raw`a\b`,
        '?',
      ]) {
        expect(await signInAs(server, login)).toBe('INVALID_CREDENTIALS');
      }
      const admin = await administrator(server);
      for (const login of ["O'Brien", String.raw`a\b`, ATTACK]) {
        await createAccount(admin, login);
        const client = server.client();
        await signedIn(client, login);
        expect(await client.data(ME)).toMatchObject({ me: { login } });
      }
      recording.stop();
      expect([...recording.texts].filter((text) => /sleep|O'|\\/i.test(text))).toEqual([]);
      await server.stop();
    },
  );

  test('each connection sets what is relied on, by one statement', async () => {
    const url = await fresh();
    for (const [name, value] of Object.entries(HOSTILE)) await setGlobal(name, value);
    const database = await open(url);
    const runners = [1, 2].map(() => database.dataSource.createQueryRunner());
    for (const runner of runners) {
      const rows = await database.dataSource.query<{ Variable_name: string; Value: string }[]>(
        `SHOW SESSION VARIABLES WHERE Variable_name IN ('sql_mode', 'time_zone', 'tx_isolation', 'autocommit',
          'completion_type', 'foreign_key_checks', 'unique_checks', 'sql_safe_updates', 'character_set_client',
          'character_set_connection', 'character_set_results', 'collation_connection')`,
        [],
        runner,
      );
      expect(Object.fromEntries(rows.map(({ Variable_name: name, Value: value }) => [name, value]))).toEqual({
        sql_mode: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
        time_zone: '+00:00',
        tx_isolation: 'READ-COMMITTED',
        autocommit: 'ON',
        completion_type: 'NO_CHAIN',
        foreign_key_checks: 'ON',
        unique_checks: 'ON',
        sql_safe_updates: 'OFF',
        character_set_client: 'utf8mb4',
        character_set_connection: 'utf8mb4',
        character_set_results: 'utf8mb4',
        collation_connection: 'utf8mb4_bin',
      });
      const counted = "SHOW SESSION STATUS LIKE 'Com_set_option'";
      const [sets] = await database.dataSource.query<{ Value: string }[]>(counted, [], runner);
      expect(sets).toMatchObject({ Value: '1' });
    }
    await Promise.all(runners.map((runner) => runner.release()));
    await database.close();
  });

  test('a server of other modes and a database of another character set: all is kept as it was typed', async () => {
    for (const [name, value] of Object.entries(HOSTILE)) await setGlobal(name, value);
    for (const charset of ['latin1', 'utf8mb3', 'utf8mb4 COLLATE utf8mb4_unicode_ci']) {
      const url = await fresh(`CHARACTER SET ${charset}`);
      let server = await startTestServer({ DATABASE_URL: url });
      const admin = await administrator(server);
      await admin.data(
        `mutation ($password: String!) { createAccount(input: { login: "anna", displayName: "Anna 🔐", password: $password }) { id } }`,
        { password: PASSWORD },
      );
      const { secretKey: SECRET_KEY } = server;
      await server.app.stop();
      server = await startTestServer({ DATABASE_URL: url, SECRET_KEY });
      const anna = server.client();
      await signedIn(anna, 'anna');
      expect(await anna.data('{ me { displayName } }')).toEqual({ me: { displayName: 'Anna 🔐' } });
      await server.stop();
    }
  });

  test('a database whose default collation changes between migrations goes on', async () => {
    const url = await fresh('CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci');
    const before = await open(url);
    while ((await before.dataSource.query<object[]>('SELECT * FROM migrations')).length > 1) {
      await before.dataSource.undoLastMigration({ transaction: 'each' });
    }
    await before.close();
    await root.query(
      `ALTER DATABASE ${url.split('/').pop()!} CHARACTER SET latin1 COLLATE latin1_german1_ci`,
    );
    const after = await open(url);
    expect(await after.isReady()).toBe(true);
    await after.close();
  });

  test('tables that are stored otherwise are refused in one line that names them', async () => {
    const url = await fresh();
    await (await open(url)).close();
    const other = await createConnection(url);
    await other.query('ALTER TABLE settings ENGINE = MyISAM');
    await other.query('ALTER TABLE audit_events CONVERT TO CHARACTER SET latin1');
    await other.end();
    expect((await refusalOf(url)).message).toContain(
      'audit_events, settings are not stored in InnoDB as utf8mb4_bin',
    );
  });

  test('a binary log of statements is refused in one line', async () => {
    await setGlobal('binlog_format', 'STATEMENT');
    expect((await refusalOf(await fresh())).message).toContain('binlog_format = ROW');
  });

  test('a database may have as long a name as there is', async () => {
    const url = await fresh('', `d${'x'.repeat(63)}`);
    const opened = await Promise.all([open(url), open(url)]);
    for (const database of opened) {
      expect(await database.isReady()).toBe(true);
      await database.close();
    }
  });

  test.each([
    ['a wrong password', 'suite:wrong@', /Access denied.*ER_ACCESS_DENIED_ERROR/],
    ['another database', 'suite:right@', /Access denied.*ER_DBACCESS_DENIED_ERROR/],
    ['no such database', 'root@', /Unknown database/],
  ])('%s is one line', async (_, user, reason) => {
    await root.query("CREATE OR REPLACE USER suite@'127.0.0.1' IDENTIFIED BY 'right'");
    const { message } = await refusalOf(mariadb.url.replace('root@', user).replace(/[^/]+$/, 'elsewhere'));
    expect(message).toMatch(reason);
    expect(message).not.toContain('right@');
  });

  test('a user without a connection left: one line at start; later clients are told, and all recovers', async () => {
    const url = (await fresh()).replace('root@', 'few@');
    const name = url.split('/').pop()!;
    await root.query("CREATE USER few@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1");
    await root.query(`GRANT ALL ON ${name}.* TO few@'127.0.0.1'`);
    const holder = await createConnection(url);
    expect((await refusalOf(url)).message).toContain('max_user_connections');
    await root.query("ALTER USER few@'127.0.0.1' WITH MAX_USER_CONNECTIONS 20");
    const server = await startTestServer({ DATABASE_URL: url });
    await root.query("ALTER USER few@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1");
    const [threads] = await root.query<RowDataPacket[]>(
      'SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ? AND ID <> ?',
      ['few', holder.threadId],
    );
    for (const { ID } of threads) await root.query(`KILL ${Number(ID)}`);
    const unavailable = async (): Promise<void> => {
      const { errors } = await server.client().request(SIGN_IN, { login: 'nobody', password: 'x' });
      expect(errors![0]!.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
    };
    await unavailable();
    await root.query("ALTER USER few@'127.0.0.1' IDENTIFIED BY 'another' WITH MAX_USER_CONNECTIONS 20");
    await unavailable();
    expect(server.logLines.join('')).toContain('the database is misconfigured');
    await root.query("ALTER USER few@'127.0.0.1' IDENTIFIED BY ''");
    expect(await signInAs(server, 'nobody')).toBe('INVALID_CREDENTIALS');
    await holder.end();
    await server.stop();
  });
});
