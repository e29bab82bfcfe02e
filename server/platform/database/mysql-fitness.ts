import type { DataSource } from 'typeorm';
import { DatabaseUnusable } from './driver-errors.js';
import { COLLATION } from './mysql-query-runner.js';

/** Throws DatabaseUnusable for what no connection can set for itself, and says what to run. */
export async function refuseUnfitMysql(dataSource: DataSource): Promise<void> {
  await refuseStatementLog(dataSource);
  await refuseForeignTables(dataSource);
}

/** InnoDB writes nothing at READ COMMITTED where the binary log takes statements. */
async function refuseStatementLog(dataSource: DataSource): Promise<void> {
  const rows = await dataSource.query<{ Variable_name: string; Value: string }[]>(
    "SHOW VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format')",
  );
  const values = new Map(rows.map(({ Variable_name: name, Value: value }) => [name, value]));
  if (values.get('log_bin') === 'ON' && values.get('binlog_format') === 'STATEMENT') {
    throw new DatabaseUnusable(
      'The database is misconfigured: binlog_format is STATEMENT. Run SET GLOBAL binlog_format = ROW, and write it into the server’s configuration.',
    );
  }
}

/** Tables that were converted, or came by a dump that left out how they are stored. */
async function refuseForeignTables(dataSource: DataSource): Promise<void> {
  const found = await dataSource.query<{ name: string }[]>(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'
         AND (ENGINE <> 'InnoDB' OR TABLE_COLLATION <> '${COLLATION}')
     UNION SELECT TABLE_NAME FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND COLLATION_NAME <> '${COLLATION}'`,
  );
  const ours = new Set(dataSource.entityMetadatas.map(({ tableName }) => tableName));
  const foreign = found.map(({ name }) => name).filter((name) => ours.has(name));
  if (foreign.length === 0) return;
  throw new DatabaseUnusable(
    `The database is misconfigured: ${foreign.join(', ')} ${foreign.length === 1 ? 'is' : 'are'} not stored in InnoDB as ${COLLATION}. Dump it with mariadb-dump --single-transaction, replace ENGINE, CHARSET and COLLATE in the dump by InnoDB, utf8mb4 and ${COLLATION}, and restore it.`,
  );
}
