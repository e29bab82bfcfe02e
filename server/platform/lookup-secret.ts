import { randomInt } from 'node:crypto';
import { typedCode } from './typed-code.js';

// 31 characters, 4.95 bits each. No 0/o, 1/i/l.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUP = /.{4}/g;

/** A secret to be written down and typed in (NIST SP 800-63B-4 §3.1.2): random characters that do not look alike. */
export const randomLookupSecret = (length: number): string =>
  Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');

/** In groups of four, as it is shown. */
export const grouped = (secret: string): string => secret.match(GROUP)?.join('-') ?? secret;

/** As it is hashed, whatever its case and separators; null when it has not the shape of one. */
export function parseLookupSecret(typed: string, length: number): string | null {
  const secret = typedCode(typed);
  const isOne = secret.length === length && [...secret].every((character) => ALPHABET.includes(character));
  return isOne ? secret : null;
}
