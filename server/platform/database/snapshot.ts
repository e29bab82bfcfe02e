import type { Database } from './database.js';
import type { Value } from './prepared.js';
import { sqliteDriver } from './sqlite-driver.js';

/** A moment of the database, for reads that take long and must fit together, while others write. */
export interface Snapshot {
  read<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const openSnapshot = (database: Database): Promise<Snapshot> =>
  database.isMysql ? onMysql(database) : Promise.resolve(onSqlite(database));

async function onMysql({ dataSource }: Database): Promise<Snapshot> {
  const runner = dataSource.createQueryRunner();
  try {
    // Of the next transaction alone: at our usual READ COMMITTED, each statement would see another moment.
    await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    await runner.release();
    throw error;
  }
  return {
    read: (sql, values = []) => runner.query(sql, [...values]),
    close: async () => {
      try {
        await runner.query('COMMIT');
      } finally {
        await runner.release();
      }
    },
  };
}

/** On a connection of its own, which blocks nobody: with a write-ahead log a transaction reads what was there as it began. */
function onSqlite({ dataSource }: Database): Snapshot {
  const sqlite = new (sqliteDriver())(dataSource.options.database as string, {
    readonly: true,
    fileMustExist: true,
  });
  try {
    sqlite.exec('BEGIN');
    // It begins with the first read.
    sqlite.prepare('SELECT COUNT(*) FROM sqlite_master').get();
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return {
    read: <Row>(sql: string, values: readonly Value[] = []) =>
      Promise.resolve(sqlite.prepare<Value[], Row>(sql).all(...values)),
    close: () => Promise.resolve(void sqlite.close()),
  };
}
