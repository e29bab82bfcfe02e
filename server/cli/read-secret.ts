import { readFile } from 'node:fs/promises';
import type { DatabaseAccess } from '../administration/import-export/foreign-database.js';
import { OperatorError } from '../platform/operator-error.js';
import type { Terminal } from './command.js';

/** As they are typed. */
export interface DatabaseFlags {
  passwordFile?: string | undefined;
  databaseCa?: string | undefined;
}

/** To another product's database. */
export const databaseAccess = async (
  { passwordFile, databaseCa }: DatabaseFlags,
  env: Terminal['env'],
): Promise<DatabaseAccess> => ({
  password:
    passwordFile === undefined ? env['MYSQL_PWD'] : (await textOf(passwordFile)).replace(/\r?\n$/, ''),
  ca: databaseCa === undefined ? undefined : await textOf(databaseCa),
});

export const textOf = (path: string): Promise<string> => readable(path, () => readFile(path, 'utf8'));

/** Throws OperatorError, which names the file, where `read` fails. */
export async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new OperatorError(`${path} cannot be read`, error);
  }
}
