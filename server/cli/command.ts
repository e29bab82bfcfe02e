import { type Command as AnyCommand, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Readable, Writable } from 'node:stream';
import type { Services } from '../app/services.js';
import type { Config } from '../config/config.js';
import { Refusal } from '../platform/refusal.js';
import type { Unattended } from '../platform/acting/guard.js';

/** What a command answers: data for machines, and lines for people. */
export interface Result {
  /** Undefined: the lines are for machines too. */
  data: unknown;
  lines: Iterable<string> | AsyncIterable<string>;
  /** The exit code becomes 1. */
  failed?: boolean;
}

/** Wrong use of the command line that its declaration cannot show: exit code 2. */
export class UsageError extends Error {}

/** Of an option or argument. */
export function wholeNumber(typed: string): number {
  if (!/^\d+$/.test(typed)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(typed);
}

/** What a command reads and writes. */
export interface Terminal {
  env: Record<string, string | undefined>;
  input: Readable;
  output: Writable;
  errors: Writable;
}

/** What commands run on. What they return is printed. */
export interface Runner {
  input: Readable;
  env: Terminal['env'];
  /** Where a person is asked, beside what is read by machines. */
  errors: Writable;
  /**
   * On the services, with the database opened and its schema brought up to date. `patiently`: without DATABASE_SECONDS, for
   * statements that take as long as there are rows.
   */
  onServices: (run: (services: Services) => Promise<Result> | Result, how?: 'patiently') => Promise<void>;
  /** On the configuration alone. */
  onConfig: (run: (config: Config) => Promise<Result>) => Promise<void>;
}

/** Declares a family of commands: their names, arguments, options and help, and what they run. */
export type Family = (program: AnyCommand, runner: Runner) => void;

/** Who the audit log says has run a command. */
export const ACTOR: Unattended = { id: null, login: 'command line', ipAddress: null };

/** Rows below the names of their columns, in line for people to read: programs take --json. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The account of a login that was typed. Throws NOT_FOUND. */
export async function accountNamed({ accounts }: Services, login: string) {
  const account = await accounts.findByLogin(login);
  if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
  return account;
}
