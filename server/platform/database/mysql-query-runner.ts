import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2';
import {
  QueryFailedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
  type ReplicationMode,
  type Table,
} from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import { bindLimit } from '../paging/bound-limit.js';
import { despiteConflicts } from './lock-conflicts.js';
import type { PreparedRunner, Value } from './prepared.js';

/** Of every table: foreign keys need the same on both sides, and a database's own default can be anything. */
export const COLLATION = 'utf8mb4_bin';
const STORED = `InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=${COLLATION}`;

/** Makes every table of the same kind, whatever server and database it is made in. */
export class PortableMysqlQueryRunner extends MysqlQueryRunner implements PreparedRunner {
  override async createTable(
    table: Table,
    ifNotExists?: boolean,
    createForeignKeys?: boolean,
  ): Promise<void> {
    table.engine = STORED;
    await super.createTable(table, ifNotExists, createForeignKeys);
  }

  /** As TypeORM's own, without its listeners, of which there are none, and the driver's promises, which keep a stack each. */
  override async query<T = unknown>(
    query: string,
    parameters?: unknown[],
    useStructuredResult?: boolean,
  ): Promise<T> {
    this.refuseOnceReleased();
    const connection = (await this.connect()) as PoolConnection;
    const [sql, values] = bindLimit(query, parameters);
    const ask = (): Promise<Answer> =>
      new Promise((resolve, reject) => {
        connection.query<Answer>(sql, values, (error, answer) => {
          if (error) reject(new QueryFailedError(sql, values, error));
          else resolve(answer);
        });
      });
    const raw = await (this.isTransactionActive ? ask() : despiteConflicts(ask));
    if (!useStructuredResult) return raw as T;
    const result = new QueryResult();
    result.raw = raw;
    if (Array.isArray(raw)) result.records = raw;
    else result.affected = raw.affectedRows;
    return result as T;
  }

  read(sql: string, values: readonly Value[]): Promise<unknown[]> {
    return this.execute<RowDataPacket[]>(sql, values);
  }

  async change(sql: string, values: readonly Value[]): Promise<number> {
    return (await this.execute<ResultSetHeader>(sql, values)).affectedRows;
  }

  /** The connection may be somebody else's by then. */
  private refuseOnceReleased(): void {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
  }

  private async execute<A extends Answer>(sql: string, values: readonly Value[]): Promise<A> {
    this.refuseOnceReleased();
    const connection = this.databaseConnection as PoolConnection;
    return new Promise((resolve, reject) => {
      connection.execute<A>(sql, values as Value[], (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  }
}

type Answer = RowDataPacket[] | ResultSetHeader;

export function makeTablesPortable(driver: MysqlDriver): void {
  driver.createQueryRunner = (mode: ReplicationMode) => new PortableMysqlQueryRunner(driver, mode);
}
