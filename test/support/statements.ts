import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { CHANNELS } from './recorded-statements.js';
import type { TestServer } from './server.js';

/** From now on statements are sent only for requests: jobs look something up now and then, and some writes come later. */
export async function sendNothingElse({ app: { services } }: TestServer): Promise<void> {
  await services.jobs.stop(10_000);
  await services.laterWrites.settle();
}

/** The statements that are sent while `work` runs, in their order. */
export async function statementsOf(server: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  await sendNothingElse(server);
  const statements: string[] = [];
  const hear = (fact: unknown): void => {
    const { query, sql = query } = fact as { query?: string; sql?: string };
    if (sql !== undefined) statements.push(sql);
  };
  for (const channel of CHANNELS) subscribe(channel, hear);
  await work();
  for (const channel of CHANNELS) unsubscribe(channel, hear);
  return statements;
}

/** How many of them. */
export async function countingStatements(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(server, work)).length;
}
