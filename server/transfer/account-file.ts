import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { invalid, type RawRecord, refuseUnknownFields } from './account-record.js';
import { aegisEntries, isAegis } from './aegis.js';
import { migrationEntries } from './google-authenticator.js';
import { isSuiteSettings } from './suite-settings.js';
import { type OtpEntry, parseOtpauth, usableSecret } from './totp-secret.js';

export const FORMATS = ['csv', 'json', 'otpauth', 'google', 'aegis', 'settings'] as const;
export type Format = (typeof FORMATS)[number];

/** A record, or why there is none at this place of the file. */
export type Entry = RawRecord | { line: number; problem: string };

// Files that are read whole, since their parsers take nothing else.
const LARGEST_WHOLE = 256 * 1024 * 1024;

/** Which format a file has, by how it begins. Throws BAD_USER_INPUT. */
export async function detectFormat(path: string): Promise<Format> {
  const start = await firstLine(path);
  if (start.startsWith('otpauth-migration:')) return 'google';
  if (start.startsWith('otpauth:')) return 'otpauth';
  if (start.startsWith('[')) return 'json';
  if (!start.startsWith('{')) return 'csv';
  // Either one object a line, or one object that is the file.
  return formatOfObject(isJson(start) ? JSON.parse(start) : await wholeJson(path));
}

/** The entries of a file, in its order; `issuer` picks those of one service where a file holds several. */
export async function* readEntries(
  path: string,
  format: Exclude<Format, 'settings'>,
  issuer?: string,
): AsyncGenerator<Entry> {
  switch (format) {
    case 'csv':
      yield* csvRecords(path);
      break;
    case 'json':
      yield* jsonRecords(path);
      break;
    case 'otpauth':
      yield* otpRecords(
        lineByLine(path, (uri) => [parseOtpauth(uri)]),
        issuer,
      );
      break;
    case 'google':
      yield* otpRecords(lineByLine(path, migrationEntries), issuer);
      break;
    case 'aegis':
      yield* otpRecords(numbered(aegisEntries(await wholeJson(path))), issuer);
      break;
  }
}

/** How many lines there are, which tells roughly how many entries. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return lines;
}

async function* csvRecords(path: string): AsyncGenerator<Entry> {
  const parser = createReadStream(path).pipe(
    parse({
      bom: true,
      columns: (header: string[]) => {
        const names = header.map((name) => name.trim());
        refuseUnknownFields(names);
        return names;
      },
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  for await (const { record, info } of parser as AsyncIterable<CsvRow>) {
    yield info.error
      ? { line: info.lines, problem: info.error.message }
      : { line: info.lines, fields: record };
  }
}

interface CsvRow {
  record: Record<string, string>;
  info: { lines: number; error?: Error };
}

/** An array of objects, or one object a line. */
async function* jsonRecords(path: string): AsyncGenerator<Entry> {
  if ((await firstLine(path)).startsWith('[')) {
    const values = (await wholeJson(path)) as unknown[];
    for (const [index, value] of values.entries()) yield toRecord(index + 1, value);
    return;
  }
  for await (const { line, text } of lines(path)) {
    yield isJson(text) ? toRecord(line, JSON.parse(text)) : { line, problem: 'This line is not JSON.' };
  }
}

function toRecord(line: number, value: unknown): Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { line, fields: { ...value } }
    : { line, problem: 'This is not an object.' };
}

type Found = { line: number; entry: OtpEntry } | { line: number; problem: string };

async function* otpRecords(entries: AsyncIterable<Found>, issuer?: string): AsyncGenerator<Entry> {
  for await (const found of entries) {
    if ('problem' in found) {
      yield found;
      continue;
    }
    const { line, entry } = found;
    if (issuer !== undefined && entry.issuer?.toLowerCase() !== issuer.toLowerCase()) continue;
    yield recordOr(line, () => ({ line, fields: { login: entry.account, totpSecret: usableSecret(entry) } }));
  }
}

async function* lineByLine(path: string, parseLine: (text: string) => OtpEntry[]): AsyncGenerator<Found> {
  for await (const { line, text } of lines(path)) {
    try {
      for (const entry of parseLine(text)) yield { line, entry };
    } catch (error) {
      yield { line, problem: messageOf(error) };
    }
  }
}

async function* numbered(entries: readonly OtpEntry[]): AsyncGenerator<Found> {
  for (const [index, entry] of entries.entries()) yield await Promise.resolve({ line: index + 1, entry });
}

function recordOr(line: number, record: () => RawRecord): Entry {
  try {
    return record();
  } catch (error) {
    return { line, problem: messageOf(error) };
  }
}

async function* lines(path: string): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== '') yield { line, text };
  }
}

async function firstLine(path: string): Promise<string> {
  for await (const { text } of lines(path)) return text.replace(/^\uFEFF/, '').trimStart();
  throw invalid('This file is empty.');
}

async function wholeJson(path: string): Promise<unknown> {
  if ((await stat(path)).size > LARGEST_WHOLE) {
    throw invalid('This file is too large for one JSON value: give one object a line, or CSV.');
  }
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Its message quotes the text, and there are secrets in it.
    throw invalid('This file is not JSON.');
  }
}

function formatOfObject(value: unknown): Format {
  return isAegis(value) ? 'aegis' : isSuiteSettings(value) ? 'settings' : 'json';
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
