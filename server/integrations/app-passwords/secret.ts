import { randomInt } from 'node:crypto';
import { typedCode } from '../../platform/typed-code.js';

// 24 of 31 characters: 118 bits, beyond the 112 from which a fast hash is enough (ASVS 6.5.2). No 0/o, 1/i/l.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 24;
const GROUP = 4;
const SHAPE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

export const randomAppPassword = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** As it is shown: in groups of four. */
export const grouped = (secret: string): string =>
  (secret.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');

/** What was typed, without regard to case and separators; null when it cannot be an app password. */
export function normaliseAppPassword(typed: string): string | null {
  const secret = typedCode(typed);
  return SHAPE.test(secret) ? secret : null;
}
