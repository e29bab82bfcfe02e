import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type BetterSqlite3 from 'better-sqlite3';
import { sqliteDriver } from '../../platform/database/sqlite-driver.js';
import type { ForeignDatabase, ForeignRow } from './foreign-database.js';
import { insertedRows, tableOf } from './sql-statements.js';
import { sqlStatements } from './sql-statements.js';
import { invalid } from './totp-secret.js';

/** Which columns of which tables are taken from a dump. */
export type WantedTables = Readonly<Record<string, readonly string[]>>;

/**
 * The tables that are wanted of a dump (mysqldump, mariadb-dump; also by gzip), in a database of SQLite's that has no
 * name on the disk and is gone when it is closed. Throws BAD_USER_INPUT.
 */
export async function openDump(path: string, wanted: WantedTables): Promise<ForeignDatabase> {
  const database = new (sqliteDriver())('');
  // What fails is thrown away whole.
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  try {
    database.exec('BEGIN');
    await load(database, path, wanted);
    database.exec('COMMIT');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    rows: (sql, values = []) => Promise.resolve(database.prepare(sql).all(...values) as ForeignRow[]),
    columns: (table) => {
      const found = database.prepare('SELECT name FROM pragma_table_info(?)').all(table);
      return Promise.resolve((found as { name: string }[]).map(({ name }) => name));
    },
    close: () => Promise.resolve(void database.close()),
  };
}

async function load(database: BetterSqlite3.Database, path: string, wanted: WantedTables): Promise<void> {
  const columnsOf = new Map<string, readonly string[]>();
  const isWanted = (table: string): boolean => Object.hasOwn(wanted, table);
  const take = (statement: string): void => {
    const table = tableOf(statement);
    if (!table || !isWanted(table.name)) return;
    if (table.columns) {
      columnsOf.set(table.name, table.columns);
      const kept = keptOf(wanted[table.name] ?? [], table.columns);
      const declared = kept.map(({ name }) =>
        isKey(name) ? `\`${name}\` INTEGER PRIMARY KEY` : `\`${name}\``,
      );
      database.exec(`DROP TABLE IF EXISTS \`${table.name}\``);
      database.exec(`CREATE TABLE \`${table.name}\` (${declared.join(', ')})`);
      return;
    }
    const columns = table.inserted ?? columnsOf.get(table.name);
    if (!columns || !columnsOf.has(table.name)) {
      throw invalid(`The dump has rows of ${table.name} and does not say what its columns are.`);
    }
    const kept = keptOf(wanted[table.name] ?? [], columns);
    const names = kept.map(({ name }) => `\`${name}\``).join(', ');
    const insert = database.prepare(
      `INSERT OR REPLACE INTO \`${table.name}\` (${names}) VALUES (${kept.map(() => '?').join(', ')})`,
    );
    for (const row of insertedRows(statement)) {
      if (row.length !== columns.length) throw damaged(table.name);
      insert.run(...kept.map(({ index }) => row[index] ?? null));
    }
  };
  const file = createReadStream(path);
  const text = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  };
  const takeAll = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const statement of sqlStatements(text(chunks), isWanted)) take(statement);
  };
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), takeAll) : pipeline(file, takeAll));
  if (columnsOf.size === 0) throw invalid('There are no tables of the suite in this file: see --prefix.');
  for (const name of columnsOf.keys()) index(database, name, wanted[name] ?? []);
}

const keptOf = (wanted: readonly string[], columns: readonly string[]) =>
  columns.flatMap((name, index) => (wanted.includes(name) ? [{ name, index }] : []));

const isKey = (column: string): boolean => column.toLowerCase() === 'id';

/** What rows are looked up by: other tables' ids, and what names them. */
function index(database: BetterSqlite3.Database, table: string, columns: readonly string[]): void {
  for (const column of columns.filter((name) => /^(?:UserId|id_entity|entity_type)$/.test(name))) {
    database.exec(`CREATE INDEX \`${table}_${column}\` ON \`${table}\` (\`${column}\`)`);
  }
}

const damaged = (table: string): Error =>
  invalid(`The dump is damaged: a row of ${table} has not all of its columns.`);
