import type { ReplicationMode, Table } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { MysqlQueryRunner } from 'typeorm/driver/mysql/MysqlQueryRunner.js';
import { bindLimit } from '../paging/bound-limit.js';

/** Of every table: foreign keys need the same on both sides, and a database's own default can be anything. */
export const COLLATION = 'utf8mb4_bin';
const STORED = `InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=${COLLATION}`;

/** Makes every table of the same kind, whatever server and database it is made in. */
export class PortableMysqlQueryRunner extends MysqlQueryRunner {
  override async createTable(
    table: Table,
    ifNotExists?: boolean,
    createForeignKeys?: boolean,
  ): Promise<void> {
    table.engine = STORED;
    await super.createTable(table, ifNotExists, createForeignKeys);
  }

  override async query<T = unknown>(
    query: string,
    parameters?: unknown[],
    useStructuredResult?: boolean,
  ): Promise<T> {
    return super.query(...bindLimit(query, parameters), useStructuredResult) as Promise<T>;
  }
}

export function makeTablesPortable(driver: MysqlDriver): void {
  driver.createQueryRunner = (mode: ReplicationMode) => new PortableMysqlQueryRunner(driver, mode);
}
