import { type Entry, type RawRecord, refuseUnknownFields } from './account-record.js';
import { aegisEntries, isAegis } from './aegis.js';
import { APP_EXPORTS, APP_FORMATS, type AppFormat, appFormatOf, type Found } from './app-exports.js';
import { csvRecords } from './csv-file.js';
import { isKeycloak, keycloakRecords } from './elsewhere/keycloak.js';
import { ELSEWHERE, type Elsewhere } from './elsewhere/sources.js';
import { parseOtpauth } from './otpauth.js';
import { isSuiteSettings } from './suite-settings.js';
import { TextFile } from './text-file.js';
import { invalid, type OtpEntry, usableParameters } from './totp-secret.js';

export const FORMATS = [
  'csv',
  'json',
  'otpauth',
  'google',
  'aegis',
  'keycloak',
  ...ELSEWHERE,
  ...APP_FORMATS,
  'aurora',
  'settings',
] as const;
export type Format = (typeof FORMATS)[number];

/** Those that hold accounts; the others hold what is of other services too. */
export const HOLD_ACCOUNTS: readonly Format[] = ['csv', 'json', 'keycloak', ...ELSEWHERE];

/** Which format a file has, by how it begins. Throws BAD_USER_INPUT. */
export async function detectFormat(path: string): Promise<Format> {
  const file = await TextFile.open(path);
  const start = await file.firstLine();
  if (/^otpauth-migration:/i.test(start)) return 'google';
  if (/^(otpauth|steam):/i.test(start)) return 'otpauth';
  if (start.startsWith('<')) {
    throw invalid(
      'This is XML: of PSKC, say --format privacyidea; else export otpauth:// URIs, JSON or CSV.',
    );
  }
  if (start.startsWith('[')) {
    const values = await file.json();
    return isKeycloak(values) ? 'keycloak' : (appFormatOf(values) ?? 'json');
  }
  if (!start.startsWith('{')) return 'csv';
  // Either one object a line, or one object that is the file.
  const isWhole = !isJson(start);
  const value = isWhole ? await file.json() : (JSON.parse(start) as unknown);
  if (isAegis(value)) return 'aegis';
  const app = appFormatOf(value);
  if (app) return app;
  if (isKeycloak(value)) return 'keycloak';
  if (isSuiteSettings(value)) return 'settings';
  if (isWhole) throw invalid('This JSON is no export that is known here: see --format.');
  return 'json';
}

/** The entries of a file, in its order; `issuer` picks those of one service where a file holds several. */
export async function* readEntries(
  path: string,
  format: Exclude<Format, Elsewhere | 'aurora' | 'settings'>,
  issuer?: string,
): AsyncGenerator<Entry> {
  const file = await TextFile.open(path);
  switch (format) {
    case 'csv':
      yield* csvRecords(file, refuseUnknownFields);
      break;
    case 'json':
      yield* jsonRecords(file);
      break;
    case 'keycloak':
      yield* keycloakEntries(await file.json());
      break;
    case 'otpauth':
      yield* otpRecords(
        lineByLine(file, (uri) => [parseOtpauth(uri)]),
        issuer,
      );
      break;
    case 'google': {
      const { migrationEntries } = await import('./google-authenticator.js');
      yield* otpRecords(lineByLine(file, migrationEntries), issuer);
      break;
    }
    case 'aegis':
      yield* otpRecords(numbered(aegisEntries(await file.json())), issuer);
      break;
    default:
      yield* otpRecords(numbered(entriesOf(format, await file.json())), issuer);
  }
}

/** How many lines there are, which tells roughly how many entries. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const _ of (await TextFile.open(path)).lines()) lines++;
  return lines;
}

/** An array of objects, or one object a line. */
async function* jsonRecords(file: TextFile): AsyncGenerator<Entry> {
  if ((await file.firstLine()).startsWith('[')) {
    const values = (await file.json()) as unknown[];
    for (const [index, value] of values.entries()) yield toRecord(index + 1, value);
    return;
  }
  for await (const { line, text } of file.lines()) {
    yield isJson(text) ? toRecord(line, JSON.parse(text)) : { line, problem: 'This line is not JSON.' };
  }
}

function toRecord(line: number, value: unknown): Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { line, fields: { ...value } }
    : { line, problem: 'This is not an object.' };
}

function keycloakEntries(value: unknown): AsyncGenerator<Entry> {
  if (!isKeycloak(value)) throw invalid('This is no realm of Keycloak that was exported with its users.');
  return keycloakRecords(value);
}

function entriesOf(format: AppFormat, value: unknown): Found[] {
  const { isOne, entries } = APP_EXPORTS[format];
  if (!isOne(value)) throw invalid(`This is no export of the format ${format}.`);
  return entries(value);
}

type Numbered = { line: number; entry: OtpEntry } | { line: number; problem: string };

async function* otpRecords(entries: AsyncIterable<Numbered>, issuer?: string): AsyncGenerator<Entry> {
  for await (const found of entries) {
    if ('problem' in found) {
      yield found;
      continue;
    }
    const { line, entry } = found;
    if (issuer !== undefined && entry.issuer?.toLowerCase() !== issuer.toLowerCase()) continue;
    yield recordOr(line, () => ({ line, fields: fieldsOf(entry) }));
  }
}

function fieldsOf(entry: OtpEntry): Record<string, unknown> {
  const { algorithm, digits, period } = usableParameters(entry);
  return {
    login: entry.account,
    totpSecret: entry.secret,
    totpAlgorithm: algorithm,
    totpDigits: digits,
    totpPeriod: period,
  };
}

async function* lineByLine(
  file: TextFile,
  parseLine: (text: string) => OtpEntry[],
): AsyncGenerator<Numbered> {
  for await (const { line, text } of file.lines()) {
    try {
      for (const entry of parseLine(text)) yield { line, entry };
    } catch (error) {
      yield { line, problem: messageOf(error) };
    }
  }
}

async function* numbered(entries: readonly Found[]): AsyncGenerator<Numbered> {
  for (const [index, found] of entries.entries()) {
    const line = index + 1;
    yield await Promise.resolve('problem' in found ? { line, ...found } : { line, entry: found });
  }
}

function recordOr(line: number, record: () => RawRecord): Entry {
  try {
    return record();
  } catch (error) {
    return { line, problem: messageOf(error) };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
