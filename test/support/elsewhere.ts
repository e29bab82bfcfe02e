import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { TotpParameters } from '../../server/factors/authenticator-app/totp.js';
import { sqliteDriver } from '../../server/platform/database/sqlite-driver.js';
import type { Deviation, SoftAuthenticator } from './authenticator.js';
import { runCli } from './cli.js';
import { createTestDatabase, isMysql, type TestDatabase } from './database.js';
import { challengeFor, PASSWORD, VERIFY_BACKUP_CODE, VERIFY_CODE } from './flows.js';
import {
  administratorOf,
  BEGIN_PASSKEY,
  BEGIN_VERIFICATION,
  call,
  clientOf,
  SIGN_IN_WITH_PASSKEY,
  VERIFY_KEY,
} from './security-keys.js';
import { startTestServer, type TestServer } from './server.js';
import { appCode } from './totp.js';

/** Where keys were registered there, and are used here. */
export const ORIGIN = 'https://login.example.org';
export const RP_ID = 'login.example.org';

/** Base32 of 20 ASCII digits, twice the secret of RFC 6238's vectors. */
export const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

export interface Report {
  created: number;
  attached: number;
  unchanged: number;
  refused: number;
  remarks: { line: number; login: string | null; result: string; remark: string }[];
}

/** A server that people of another product move to, with a folder for what they bring. */
export class NewHome {
  private readonly folder = mkdtempSync(join(tmpdir(), 'latchkey-elsewhere-'));
  private files = 0;

  private constructor(readonly server: TestServer) {}

  static async start(env: Record<string, string> = {}): Promise<NewHome> {
    return new NewHome(await startTestServer({ PUBLIC_URL: ORIGIN, ...env }));
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.server.stop();
  }

  file(content: string): string {
    const path = join(this.folder, `file-${++this.files}`);
    writeFileSync(path, content);
    return path;
  }

  /** `cli import`, as an operator types it. */
  import(...args: string[]) {
    return runCli(this.server, ['import', '--json', ...args], '', { PUBLIC_URL: ORIGIN });
  }

  async report(...args: string[]): Promise<Report> {
    const { stdout, stderr } = await this.import(...args);
    if (stdout === '') throw new Error(stderr);
    const report = JSON.parse(stdout) as Report;
    return { ...report, remarks: report.remarks.toSorted((one, other) => one.line - other.line) };
  }

  administrator() {
    return administratorOf(this.server);
  }

  /** Second step by the code that the old app shows. Answers the refusal's code. */
  async code(
    login: string,
    parameters: TotpParameters,
    password = PASSWORD,
    secret = SECRET,
  ): Promise<string | undefined> {
    const { clock } = this.server;
    // The command line goes by the system's time, and what was shown up to then is used up.
    clock.advance(Math.max(0, Date.now() - clock.now()) + parameters.period * 1000);
    const client = clientOf(this.server);
    const { challenge } = await challengeFor(client, login, password);
    return client.code(VERIFY_CODE, { challenge, code: appCode(secret, clock.now(), parameters) });
  }

  async backupCode(login: string, code: string, password = PASSWORD): Promise<string | undefined> {
    const client = clientOf(this.server);
    const { challenge } = await challengeFor(client, login, password);
    return client.code(VERIFY_BACKUP_CODE, { challenge, code });
  }

  /** Second step by the old key. */
  async key(
    login: string,
    authenticator: SoftAuthenticator,
    deviation: Deviation = {},
    password = PASSWORD,
  ): Promise<string | undefined> {
    const client = clientOf(this.server);
    const { challenge } = await challengeFor(client, login, password);
    const options = await call(client, BEGIN_VERIFICATION, { challenge });
    return client.code(VERIFY_KEY, { challenge, response: authenticator.get(options, deviation) });
  }

  /** Without a login, by the old passkey. Answers whose it is, or the refusal's code. */
  async passkey(authenticator: SoftAuthenticator, deviation: Deviation = {}): Promise<string> {
    const client = clientOf(this.server);
    const response = authenticator.get(await call(client, BEGIN_PASSKEY), deviation);
    const { data, errors } = await client.request<{ signInWithPasskey: { account: { login: string } } }>(
      SIGN_IN_WITH_PASSKEY,
      { response },
    );
    return data?.signInWithPasskey.account.login ?? String(errors?.[0]?.extensions.code);
  }
}

/** A database of another product, on the kind of server that this run is about. */
export class ForeignTables {
  private constructor(
    private readonly database: TestDatabase,
    private readonly run: (sql: string, values: readonly (string | number | null)[]) => Promise<unknown>,
    readonly close: () => Promise<void>,
  ) {}

  static async create(): Promise<ForeignTables> {
    const database = await createTestDatabase({ empty: true });
    if (isMysql) {
      const connection = await createConnection({ uri: database.url });
      return new ForeignTables(
        database,
        (sql, values) => connection.execute(sql, [...values]),
        () => connection.end(),
      );
    }
    const opened = new (sqliteDriver())(database.url.slice('sqlite:'.length));
    return new ForeignTables(
      database,
      (sql, values) => Promise.resolve(opened.prepare(sql).run(...values)),
      () => Promise.resolve(void opened.close()),
    );
  }

  /** As `cli import` takes it. */
  get source(): string {
    return this.database.url;
  }

  async table(name: string, columns: string): Promise<void> {
    await this.run(`CREATE TABLE \`${name}\` (${columns})`, []);
  }

  async insert(table: string, row: Record<string, string | number | null>): Promise<void> {
    const columns = Object.keys(row).map((column) => `\`${column}\``);
    const places = columns.map(() => '?').join(', ');
    await this.run(`INSERT INTO \`${table}\` (${columns.join(', ')}) VALUES (${places})`, Object.values(row));
  }

  /** All rows of a table; what it returns puts them back. */
  async change(table: string, values: Record<string, string | number>): Promise<() => Promise<void>> {
    const [[column, value] = ['', '']] = Object.entries(values);
    await this.run(`CREATE TABLE kept AS SELECT * FROM \`${table}\``, []);
    await this.run(`UPDATE \`${table}\` SET \`${column}\` = ?`, [value]);
    return async () => {
      const kept = `(SELECT \`${column}\` FROM kept WHERE kept.id = \`${table}\`.id)`;
      await this.run(`UPDATE \`${table}\` SET \`${column}\` = ${kept}`, []);
      await this.run('DROP TABLE kept', []);
    };
  }

  async drop(): Promise<void> {
    await this.close();
    await this.database.drop();
  }
}
