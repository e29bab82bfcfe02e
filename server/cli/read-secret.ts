import { readFile } from 'node:fs/promises';
import { OperatorError } from '../platform/operator-error.js';
import type { Terminal } from './command.js';

/** Of another product's database. Not in its URL, where others see it in the list of processes. */
export async function databasePassword(
  { passwordFile }: { passwordFile?: string | undefined },
  env: Terminal['env'],
): Promise<string | undefined> {
  if (passwordFile === undefined) return env['MYSQL_PWD'];
  return (await textOf(passwordFile)).replace(/\r?\n$/, '');
}

export const textOf = (path: string): Promise<string> => readable(path, () => readFile(path, 'utf8'));

/** Throws OperatorError, which names the file, where `read` fails. */
export async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new OperatorError(`${path} cannot be read`, error);
  }
}
