import type { Logger } from 'typeorm';
import type { TestServer } from './server.js';

const nothing = (): void => undefined;
const silent: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/** How many statements TypeORM sends while `work` runs. */
export async function countingStatements(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  const { dataSource } = server.app.database;
  const before = dataSource.logger;
  let statements = 0;
  dataSource.logger = { ...silent, logQuery: () => (statements += 1) };
  await work();
  dataSource.logger = before;
  return statements;
}
