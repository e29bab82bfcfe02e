import { subscribe, unsubscribe } from 'node:diagnostics_channel';
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

/** From now on statements are sent only for requests: jobs look something up now and then, and some writes come later. */
export async function sendNothingElse({ app: { services } }: TestServer): Promise<void> {
  await services.jobs.stop(10_000);
  await services.laterWrites.settle();
}

/** The statements that are sent while `work` runs; on MySQL those of TypeORM only, without those of the hot path. */
export async function statementsOf(server: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  const { dataSource } = server.app.database;
  await sendNothingElse(server);
  const before = dataSource.logger;
  const statements: string[] = [];
  const hear = (fact: unknown): void => void statements.push((fact as { sql: string }).sql);
  const isSqlite = dataSource.options.type === 'better-sqlite3';
  if (isSqlite) subscribe('latchkey:statement', hear);
  else dataSource.logger = { ...silent, logQuery: (query: string) => statements.push(query) };
  await work();
  unsubscribe('latchkey:statement', hear);
  dataSource.logger = before;
  return statements;
}

/** How many of them. */
export async function countingStatements(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(server, work)).length;
}
