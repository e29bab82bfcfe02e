import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
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
import { readSuiteSettings } from '../administration/import-export/suite-settings.js';
import { type Result, UsageError } from './command.js';
import type { Unattended } from '../platform/acting/guard.js';

export interface TransferOptions {
  format?: string;
  issuer?: string;
  create?: boolean;
  'dry-run'?: boolean;
}

const ACTOR: Unattended = { id: null, login: 'command line', ipAddress: null };

export async function importFiles(
  services: Services,
  paths: string[],
  options: TransferOptions,
): Promise<Result> {
  const formats = await Promise.all(paths.map((path) => formatOf(path, options.format)));
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
  options: TransferOptions,
): Promise<Result> {
  const dryRun = options['dry-run'] ?? false;
  // Authenticator apps hold what is of other services too: these never make accounts unasked.
  const createAccounts = HOLD_ACCOUNTS.includes(format) || (options.create ?? false);
  const bar = new SingleBar({ format: '{bar} {value} of {total} lines, {duration_formatted}' });
  // On a terminal only.
  bar.start(await countLines(path), 0);
  const counts = { created: 0, attached: 0, unchanged: 0, refused: 0 };
  const remarks: Outcome[] = [];
  const entries = readEntries(path, format, options.issuer);
  for await (const outcome of services.import.run(ACTOR, entries, { dryRun, createAccounts })) {
    counts[outcome.result]++;
    if (outcome.remark !== null) remarks.push(outcome);
    bar.increment();
  }
  bar.stop();
  const { created, attached, unchanged, refused } = counts;
  return {
    data: { dryRun, format, ...counts, remarks },
    lines: [
      ...remarks.map(
        ({ line, login, result, remark }) =>
          `line ${line}\t${login ?? ''}\t${result === 'refused' ? 'refused' : 'note'}\t${remark ?? ''}`,
      ),
      `${dryRun ? 'Would be: ' : ''}${created} created, ${attached} given their authenticator app, ${unchanged} as they were, ${refused} refused`,
    ],
    failed: refused > 0,
  };
}

async function importSettings(
  services: Services,
  paths: string[],
  options: TransferOptions,
): Promise<Result> {
  const { patch, fates } = await readSuiteSettings(paths);
  if (!options['dry-run']) await services.settingsChanges.update(ACTOR, patch);
  return {
    data: { dryRun: options['dry-run'] ?? false, settings: fates },
    lines: fates.map((fate) =>
      'becomes' in fate
        ? `${fate.name}\t${fate.becomes} = ${String(fate.value)}`
        : `${fate.name}\tleft out: ${fate.leftOut}`,
    ),
  };
}

export async function exportAccounts(services: Services, [path = '']: string[]): Promise<Result> {
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

async function formatOf(path: string, asked: string | undefined): Promise<Format> {
  if (asked === undefined) return detectFormat(path);
  const format = FORMATS.find((one) => one === asked);
  if (!format) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  return format;
}
