import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { RowDataPacket } from 'mysql2';
import { openDatabase } from '../../server/app/data-source.js';
import { fastFolder } from './fast-folder.mjs';

export const isMysql = process.env['TEST_DATABASE'] === 'mysql';

const MYSQL = process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';
const ROOM_NEEDED = 2 ** 30;

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * A database of its own, on the kind of server this run is about, with today's schema. `empty`: without, for who tests
 * the migrations. `durable`: on a real disk, for who tests what a crash leaves. `embedded`: SQLite whatever this run is
 * about, for who moves from one kind to the other.
 */
export async function createTestDatabase(
  options: { empty?: boolean; durable?: boolean; embedded?: boolean } = {},
): Promise<TestDatabase> {
  return isMysql && !options.embedded ? createMysqlDatabase(options) : createSqliteDatabase(options);
}

async function createSqliteDatabase({
  empty = false,
  durable = false,
}: {
  empty?: boolean;
  durable?: boolean;
}): Promise<TestDatabase> {
  const folder = mkdtempSync(join(durable ? tmpdir() : fastFolder(ROOM_NEEDED), 'latchkey-test-'));
  const file = join(folder, 'latchkey.sqlite');
  if (!empty) copyFileSync(await (sqliteTemplate ??= createSqliteTemplate()), file);
  return {
    url: `sqlite:${file}`,
    drop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

// Migrated once a worker, then copied.
let sqliteTemplate: Promise<string> | undefined;

async function createSqliteTemplate(): Promise<string> {
  const folder = mkdtempSync(join(fastFolder(ROOM_NEEDED), 'latchkey-template-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'latchkey.sqlite');
  const database = await openDatabase({ url: `sqlite:${file}`, poolSize: 1 });
  // Closing moves all of the write-ahead log into the file.
  await database.close();
  return file;
}

async function createMysqlDatabase({ empty = false }: { empty?: boolean }): Promise<TestDatabase> {
  const name = await newMysqlDatabase();
  if (!empty) await onMysql(await (mysqlTemplate ??= createMysqlTemplate()), name);
  return { url: mysqlUrl(name), drop: () => onMysql(`DROP DATABASE ${name}`) };
}

let mysqlTemplate: Promise<string> | undefined;

/** The statements that make the schema as the migrations leave it, rows included. */
async function createMysqlTemplate(): Promise<string> {
  const name = await newMysqlDatabase();
  const database = await openDatabase({ url: mysqlUrl(name), poolSize: 2 });
  await database.close();
  const connection = await createConnection({ uri: mysqlUrl(name), rowsAsArray: true });
  const rowsOf = async (query: string): Promise<unknown[][]> =>
    (await connection.query<RowDataPacket[][]>(query))[0];
  const statements = ['SET FOREIGN_KEY_CHECKS = 0'];
  for (const [table] of await rowsOf('SHOW TABLES')) {
    const [[, definition] = []] = await rowsOf(`SHOW CREATE TABLE \`${String(table)}\``);
    statements.push(String(definition));
    const rows = await rowsOf(`SELECT * FROM \`${String(table)}\``);
    if (rows.length > 0) {
      statements.push(connection.format(`INSERT INTO \`${String(table)}\` VALUES ?`, [rows]));
    }
  }
  await connection.end();
  await onMysql(`DROP DATABASE ${name}`);
  return statements.join(';\n');
}

async function newMysqlDatabase(): Promise<string> {
  const name = `latchkey_test_${randomBytes(6).toString('hex')}`;
  await onMysql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return name;
}

function mysqlUrl(database: string): string {
  const url = new URL(MYSQL);
  url.pathname = `/${database}`;
  return url.href;
}

async function onMysql(statements: string, database?: string): Promise<void> {
  const uri = database === undefined ? MYSQL : mysqlUrl(database);
  const connection = await createConnection({ uri, multipleStatements: true });
  await connection.query(statements);
  await connection.end();
}
