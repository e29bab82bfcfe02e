import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperatorError } from '../platform/operator-error.js';

const OTHERS = 0o077;
const SHORTEST = 32;

const noKey = (reason: string): OperatorError => new OperatorError(`SECRET_KEY: none given, and ${reason}`);

/**
 * The key kept beside the SQLite file it protects, made when there is none, readable by its owner only. A file of
 * somebody else's that may be read will do: `warning` says so when others may read it as well. Throws OperatorError.
 */
export function embeddedSecretKey(file: string): { key: string; warning: string | undefined } {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // wx: of two processes that start together, one writes and the other reads.
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw noKey(`${file} cannot be written (${codeOf(error)})`);
  }
  try {
    const warning = closeToOthers(file);
    const key = readFileSync(file, 'utf8').trim();
    if (key.length >= SHORTEST) return { key, warning };
  } catch (error) {
    throw noKey(`${file} cannot be read (${codeOf(error)})`);
  }
  throw noKey(`${file} does not hold a key: restore it, or what it sealed is lost`);
}

function closeToOthers(file: string): string | undefined {
  if ((statSync(file).mode & OTHERS) === 0) return undefined;
  try {
    chmodSync(file, 0o600);
    return undefined;
  } catch (error) {
    return `${file} can be read by others than its owner, who is not us (${codeOf(error)}): close it to them`;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';
