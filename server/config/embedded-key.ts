import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const OTHERS = 0o077;
const SHORTEST = 32;

/** No key can be had from the file; the message says why in one line. */
export class EmbeddedKeyError extends Error {}

/**
 * The key kept beside the SQLite file it protects, made when there is none, readable by its owner only. A file of
 * somebody else's that may be read will do: `warning` says so when others may read it as well. Throws EmbeddedKeyError.
 */
export function embeddedSecretKey(file: string): { key: string; warning: string | undefined } {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // wx: of two processes that start together, one writes and the other reads.
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new EmbeddedKeyError(`${file} cannot be written (${codeOf(error)})`);
  }
  try {
    const warning = closeToOthers(file);
    const key = readFileSync(file, 'utf8').trim();
    if (key.length >= SHORTEST) return { key, warning };
  } catch (error) {
    throw new EmbeddedKeyError(`${file} cannot be read (${codeOf(error)})`);
  }
  throw new EmbeddedKeyError(`${file} does not hold a key: restore it, or what it sealed is lost`);
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
