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
  const { database, services } = server.app;
  const { dataSource } = database;
  // Else what they look up now and then is counted too.
  await services.jobs.stop(10_000);
  await services.laterWrites.settle();
  const before = dataSource.logger;
  let statements = 0;
  dataSource.logger = { ...silent, logQuery: () => (statements += 1) };
  await work();
  dataSource.logger = before;
  return statements;
}
