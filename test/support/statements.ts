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

/** The statements that TypeORM sends while `work` runs. */
export async function statementsOf(server: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  const { database, services } = server.app;
  const { dataSource } = database;
  // Else what they look up now and then is counted too.
  await services.jobs.stop(10_000);
  await services.laterWrites.settle();
  const before = dataSource.logger;
  const statements: string[] = [];
  dataSource.logger = { ...silent, logQuery: (query: string) => statements.push(query) };
  await work();
  dataSource.logger = before;
  return statements;
}

/** How many of them. */
export async function countingStatements(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(server, work)).length;
}
