import { access, constants } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import type { Services } from '../app/services.js';
import { keyInPhp } from '../administration/import-export/aurora/cipher.js';
import {
  openSuiteDatabase,
  type SuiteDatabase,
} from '../administration/import-export/aurora/suite-database.js';
import {
  newTally,
  type SuiteImportOptions,
  type SuiteTally,
} from '../administration/import-export/aurora/suite-import.service.js';
import { isMysqlUrl } from '../administration/import-export/foreign-database.js';
import { ACTOR, type Result, type Terminal, UsageError } from './command.js';
import { ImportReport } from './import-report.js';
import { databaseAccess, type DatabaseFlags, readable, textOf } from './read-secret.js';

/** As they are typed. */
export interface SuiteFlags extends DatabaseFlags {
  keyFile?: string | undefined;
  prefix?: string | undefined;
  rpId?: string | undefined;
  since?: string | undefined;
  tenantAdmins?: true | undefined;
  dryRun?: true | undefined;
}

/** Moves the people of the suite in, from its live database or a dump of it. */
export async function importSuite(
  services: Services,
  source: string,
  flags: SuiteFlags,
  env: Terminal['env'],
): Promise<Result> {
  const { keyFile, rpId, prefix = 'au_' } = flags;
  if (keyFile === undefined) {
    throw new UsageError(
      '--format aurora needs --key-file: data/encryption_key.php of the suite, or salt8.php.',
    );
  }
  const options: SuiteImportOptions = {
    key: keyInPhp(await textOf(keyFile)),
    rpId,
    tenantAdmins: flags.tenantAdmins ?? false,
    dryRun: flags.dryRun ?? false,
    since: sinceOf(flags.since),
  };
  if (!isMysqlUrl(source)) await readable(source, () => access(source, constants.R_OK));
  const database = await openSuiteDatabase({ source, prefix, access: await databaseAccess(flags, env) });
  try {
    return await bring(services, database, options);
  } finally {
    await database.close();
  }
}

async function bring(
  services: Services,
  database: SuiteDatabase,
  options: SuiteImportOptions,
): Promise<Result> {
  const bar = new SingleBar({ format: '{bar} {value} of {total} people, {duration_formatted}' });
  // On a terminal only.
  bar.start(await database.count(), 0);
  const report = new ImportReport();
  const tally = newTally();
  for await (const outcome of services.suiteImport.run(ACTOR, database, options, tally)) {
    report.take(outcome);
    bar.increment();
  }
  bar.stop();
  const { version } = database;
  return report.result(
    { dryRun: options.dryRun, format: 'aurora', version, place: 'row', ...tally },
    summedUp(tally),
  );
}

const summedUp = ({ shortSecrets, ipAllowLists, tenantAdmins, otherLanguages }: SuiteTally): string[] =>
  [
    [shortSecrets, 'with an authenticator app of 80 bits, which works on: they are asked to renew it'],
    [ipAllowLists, 'who can sign in from some addresses only, as there'],
    [tenantAdmins, 'who administer a tenant there'],
    [otherLanguages, 'whose language there is not here'],
  ].flatMap(([count, who]) => (count === 0 ? [] : [`${count} people ${who}`]));

function sinceOf(typed: string | undefined): Date | 'last' | null {
  if (typed === undefined) return null;
  if (typed === 'last') return 'last';
  const date = new Date(typed);
  if (!/^\d{4}-\d{2}-\d{2}/.test(typed) || Number.isNaN(date.getTime())) {
    throw new UsageError('--since takes a date such as 2026-11-29, or last.');
  }
  return date;
}
