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
import type { Outcome } from '../administration/import-export/import.service.js';
import { type Part, PARTS } from '../administration/import-export/import-plan.js';
import { readSuiteSettings } from '../administration/import-export/suite-settings.js';
import { ACTOR, type Family, type Result, UsageError } from './command.js';

export const transferCommands: Family = (program, { onServices }) => {
  program
    .command('import')
    .summary('imports accounts, authenticator apps or the suite’s settings')
    .description(
      'Imports accounts and authenticator apps from CSV, JSON (an array, or one object a line), otpauth URIs, Google Authenticator’s otpauth-migration URIs, or plain exports of other apps and of Keycloak. What is there already is left alone, so it can be run again. Of the suite, its TwoFactorAuth.config.json and config.json are imported together.',
    )
    .argument('<file...>')
    .addOption(
      new Option('--format <format>', 'what it is, where its beginning does not tell').choices(FORMATS),
    )
    .option('--issuer <name>', 'only the entries of that service')
    .option('--create', 'create accounts for unknown logins, as CSV, JSON and Keycloak always do')
    .option('--dry-run', 'only show what would be imported')
    .action((files, options) => onServices((services) => importFiles(services, files, options)));

  program
    .command('export')
    .summary('exports all accounts as JSON lines, for another product')
    .description(
      'Exports all accounts as JSON lines to a new file, with TOTP secrets, without what is hashed: what another product can use. To move Latchkey itself, take archive:export.',
    )
    .argument('<file>')
    .action((file) => onServices((services) => exportAccounts(services, file)));
};

interface ImportOptions {
  format?: Format | undefined;
  issuer?: string | undefined;
  create?: true | undefined;
  dryRun?: true | undefined;
}

async function importFiles(services: Services, paths: string[], options: ImportOptions): Promise<Result> {
  const { format: asked } = options;
  const formats = await Promise.all(paths.map(async (path) => asked ?? detectFormat(path)));
  if (formats.every((format) => format === 'settings')) return importSettings(services, paths, options);
  const [path] = paths;
  const [format] = formats;
  if (path === undefined || format === undefined || format === 'settings' || paths.length > 1) {
    throw new UsageError('import takes one file of accounts, or the suite’s settings files.');
  }
  return importAccounts(services, path, format, options);
}

async function importAccounts(
  services: Services,
  path: string,
  format: Exclude<Format, 'settings'>,
  options: ImportOptions,
): Promise<Result> {
  const dryRun = options.dryRun ?? false;
  // Authenticator apps hold what is of other services too: these never make accounts unasked.
  const createAccounts = HOLD_ACCOUNTS.includes(format) || (options.create ?? false);
  const bar = new SingleBar({ format: '{bar} {value} of {total} lines, {duration_formatted}' });
  // On a terminal only.
  bar.start(await countLines(path), 0);
  const counts = { created: 0, attached: 0, unchanged: 0, refused: 0 };
  const brought = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  const remarks: Omit<Outcome, 'parts'>[] = [];
  const entries = readEntries(path, format, options.issuer);
  for await (const outcome of services.import.run(ACTOR, entries, { dryRun, createAccounts })) {
    const { parts, ...remarkable } = outcome;
    counts[outcome.result]++;
    for (const part of parts) brought[part]++;
    if (outcome.remark !== null) remarks.push(remarkable);
    bar.increment();
  }
  bar.stop();
  const { created, attached, unchanged, refused } = counts;
  return {
    data: { dryRun, format, ...counts, brought, remarks },
    lines: [
      ...remarks.map(
        ({ line, login, result, remark }) =>
          `line ${line}\t${login ?? ''}\t${result === 'refused' ? 'refused' : 'note'}\t${remark ?? ''}`,
      ),
      `${dryRun ? 'Would be: ' : ''}${created} created, ${attached} given what they lacked, ${unchanged} as they were, ${refused} refused`,
      `Accounts with an authenticator app from there: ${brought.authenticatorApp}, with security keys: ${brought.securityKeys}, with backup codes: ${brought.backupCodes}, with devices: ${brought.devices}, who want no recommendation: ${brought.recommendationDismissed}`,
    ],
    failed: refused > 0,
  };
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
