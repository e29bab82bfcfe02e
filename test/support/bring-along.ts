import { hash } from '@node-rs/argon2';
import type { Entry, RawRecord } from '../../server/administration/import-export/account-record.js';
import type { Outcome } from '../../server/administration/import-export/import.service.js';
import { PASSWORD } from './flows.js';
import type { TestServer } from './server.js';

export const ACTOR = { id: null, login: 'command line', ipAddress: null };

/** What an import makes of entries, as one of a reader. */
export async function bringAlong(
  server: TestServer,
  entries: readonly Entry[],
  options: { dryRun?: boolean; createAccounts?: boolean } = {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const source = (async function* () {
    for (const entry of entries) yield await Promise.resolve(entry);
  })();
  const asked = { dryRun: false, createAccounts: true, ...options };
  for await (const outcome of server.app.services.import.run(ACTOR, source, asked)) outcomes.push(outcome);
  return outcomes;
}

let passwordHash: Promise<string> | undefined;

/** A record of an account with PASSWORD. */
export async function recordOf(
  login: string,
  { fields = {}, ...parts }: Partial<RawRecord> = {},
): Promise<RawRecord> {
  passwordHash ??= hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  return { line: 1, fields: { login, passwordHash: await passwordHash, ...fields }, ...parts };
}
