import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Option } from '@commander-js/extra-typings';
import { SingleBar } from 'cli-progress';
import type { Services } from '../app/services.js';
import {
  countLines,
  detectFormat,
  type Format,
  FORMATS,
  HOLD_ACCOUNTS,
  readEntries,
} from '../administration/import-export/account-file.js';
import type { Elsewhere } from '../administration/import-export/elsewhere/sources.js';
import { readSuiteSettings } from '../administration/import-export/suite-settings.js';
import { ACTOR, type Family, type Result, type Runner, UsageError } from './command.js';
import { type ElsewhereFlags, importElsewhere, isElsewhere } from './import-elsewhere.js';
import { ImportReport } from './import-report.js';
import { importSuite, type SuiteFlags } from './import-suite.js';

export const transferCommands: Family = (program, { onServices, env }) => {
  program
    .command('import')
    .summary('imports accounts, authenticator apps, or all of MailSuite Pro')
    .description(
      'Imports accounts and authenticator apps from CSV, JSON (an array, or one object a line), otpauth URIs, Google Authenticator’s otpauth-migration URIs, or plain exports of other apps and of Keycloak. Other products are read by their --format: Authelia’s TOTP and WebAuthn exports, with its table webauthn_users as CSV; privacyIDEA’s tokens as YAML, or as PSKC with a list of tokens; the databases of Nextcloud, better-auth and MailSuite Pro (aurora), whose settings files are imported together. What is there already is left alone, so it can be run again.',
    )
    .argument('<file...>')
    .addOption(
      new Option('--format <format>', 'what it is, where its beginning does not tell').choices(FORMATS),
    )
    .option('--issuer <name>', 'only the entries of that service')
    .option('--create', 'create accounts for unknown logins, as what holds accounts always does')
    .option('--create-groups', 'create groups that there are not, whose accounts are refused otherwise')
    .option('--dry-run', 'only show what would be imported')
    .optionsGroup('Of another product (by --format), whose database may also be mysql://USER@HOST/DATABASE:')
    .option(
      '--key-file <file>',
      'what opens its secrets, and is never run: encryption_key.php or salt8.php, config.php, .env, the key or password of PSKC',
    )
    .option('--password-file <file>', 'holds the password of the database, unless MYSQL_PWD is set')
    .option('--database-ca <file>', 'certificate of who signs the database’s: encrypts the connection')
    .option('--rp-id <domain>', 'that security keys must be of, where it is not ours')
    .optionsGroup('Of MailSuite Pro (--format aurora):')
    .option('--prefix <prefix>', 'what its tables’ names begin with', 'au_')
    .option('--tenant-admins', 'make administrators of tenants administrators of all that is here')
    .option('--since <when>', 'only what changed: since a date, or since it was last brought along (last)')
    .action((files, options) => onServices((services) => importFiles(services, files, options, env)));

  program
    .command('export')
    .summary('exports all accounts as JSON lines, for another product')
    .description(
      'Exports all accounts as JSON lines to a new file, with TOTP secrets, without what is hashed: what another product can use. To move Latchkey itself, take archive:export.',
    )
    .argument('<file>')
    .action((file) => onServices((services) => exportAccounts(services, file)));
};

interface ImportOptions extends SuiteFlags, ElsewhereFlags {
  format?: Format | undefined;
  issuer?: string | undefined;
  create?: true | undefined;
  createGroups?: true | undefined;
}

async function importFiles(
  services: Services,
  paths: string[],
  options: ImportOptions,
  env: Runner['env'],
): Promise<Result> {
  const { format: asked } = options;
  if (asked === 'aurora') {
    const [source] = paths;
    if (source === undefined || paths.length > 1) throw new UsageError('One database or dump at a time.');
    return importSuite(services, source, options, env);
  }
  if (isElsewhere(asked)) return importElsewhere(services, asked, paths, options, env);
  // As a file it would be named in the error, with the password that may be in it.
  if (paths.some((path) => path.includes('://')))
    throw new UsageError('Of a database, --format says whose it is.');
  const formats = await Promise.all(paths.map(async (path) => asked ?? detectFormat(path)));
  if (formats.every((format) => format === 'settings')) return importSettings(services, paths, options);
  const [path] = paths;
  const [format] = formats;
  const isOther = format === undefined || format === 'settings' || format === 'aurora' || isElsewhere(format);
  if (path === undefined || isOther || paths.length > 1) {
    throw new UsageError('import takes one file of accounts, or the suite’s settings files.');
  }
  return importAccounts(services, path, format, options);
}

async function importAccounts(
  services: Services,
  path: string,
  format: Exclude<Format, Elsewhere | 'aurora' | 'settings'>,
  options: ImportOptions,
): Promise<Result> {
  const dryRun = options.dryRun ?? false;
  // Authenticator apps hold what is of other services too: these never make accounts unasked.
  const createAccounts = HOLD_ACCOUNTS.includes(format) || (options.create ?? false);
  const createGroups = options.createGroups ?? false;
  const bar = new SingleBar({ format: '{bar} {value} of {total} lines, {duration_formatted}' });
  // On a terminal only.
  bar.start(await countLines(path), 0);
  const report = new ImportReport();
  const entries = readEntries(path, format, options.issuer);
  for await (const outcome of services.import.run(ACTOR, entries, { dryRun, createAccounts, createGroups })) {
    report.take(outcome);
    bar.increment();
  }
  bar.stop();
  return report.result({ dryRun, format, place: 'line' });
}

async function importSettings(services: Services, paths: string[], options: ImportOptions): Promise<Result> {
  const { patch, fates } = await readSuiteSettings(paths, await services.settings.current());
  if (!options.dryRun) await services.settingsChanges.update(ACTOR, patch);
  return {
    data: { dryRun: options.dryRun ?? false, settings: fates },
    lines: fates.map((fate) =>
      'becomes' in fate
        ? `${fate.name}\t${fate.becomes} = ${String(fate.value)}${fate.because === undefined ? '' : ` (${fate.because})`}`
        : `${fate.name}\tleft out: ${fate.leftOut}`,
    ),
  };
}

async function exportAccounts(services: Services, path: string): Promise<Result> {
  let accounts = 0;
  await pipeline(
    async function* () {
      for await (const account of services.export.run(ACTOR)) {
        accounts++;
        yield `${JSON.stringify(account)}\n`;
      }
    },
    // Secrets are in it: for its owner's eyes only, and never over another file.
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
  return {
    data: { path, accounts },
    lines: [
      `${accounts} accounts. ${path} holds TOTP secrets in the clear: keep it as you would keep SECRET_KEY.`,
    ],
  };
}
