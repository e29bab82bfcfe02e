import { SingleBar } from 'cli-progress';
import {
  type Elsewhere,
  ELSEWHERE,
  elsewhereEntries,
} from '../administration/import-export/elsewhere/sources.js';
import type { Services } from '../app/services.js';
import { ACTOR, type Result, type Terminal } from './command.js';
import { ImportReport } from './import-report.js';
import { databaseAccess, type DatabaseFlags } from './read-secret.js';

/** As they are typed. */
export interface ElsewhereFlags extends DatabaseFlags {
  keyFile?: string | undefined;
  rpId?: string | undefined;
  dryRun?: true | undefined;
}

export const isElsewhere = (format: string | undefined): format is Elsewhere =>
  ELSEWHERE.some((one) => one === format);

/** Moves the people of another product in, from its exports or its live database. */
export async function importElsewhere(
  services: Services,
  format: Elsewhere,
  sources: string[],
  flags: ElsewhereFlags,
  env: Terminal['env'],
): Promise<Result> {
  const { keyFile, rpId = services.relyingParty.id } = flags;
  const dryRun = flags.dryRun ?? false;
  const access = await databaseAccess(flags, env);
  const bar = new SingleBar({ format: '{value} people, {duration_formatted}' });
  // On a terminal only; how many there are is not known.
  bar.start(0, 0);
  const report = new ImportReport();
  const entries = elsewhereEntries(format, { sources, access, keyFile, rpId });
  for await (const outcome of services.import.run(ACTOR, entries, { dryRun, createAccounts: true })) {
    report.take(outcome);
    bar.increment();
  }
  bar.stop();
  return report.result({ dryRun, format, place: 'row' });
}
