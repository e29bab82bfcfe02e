import { createRequire } from 'node:module';
import type { dictionary } from '@zxcvbn-ts/language-common';
import { type PasswordRule, Refusal } from '../platform/refusal.js';
import { normaliseLogin } from './login.js';

/** NIST SP 800-63B-4 §3.1.1.2: where the password is the only factor, and beside a second one. */
export const SHORTEST_ALONE = 15;
export const SHORTEST_BESIDE = 8;
const MAX_CHARACTERS = 1024;
// Shorter ones stand in too many other words.
const SHORTEST_WORD = 3;
// What is left of a password without the words that everybody knows of its account must be more than an ending.
const OWN_LETTERS = 4;

let common: ReadonlySet<string> | undefined;

/** Half a megabyte, read when the first password is set: no sign-in needs it. */
function commonPasswords(): ReadonlySet<string> {
  if (common) return common;
  const language = createRequire(import.meta.url)('@zxcvbn-ts/language-common') as {
    dictionary: typeof dictionary;
  };
  const passwords = language.dictionary['passwords-common'];
  common = new Set(passwords.filter((password) => password.length >= SHORTEST_BESIDE));
  return common;
}

/** What attackers know of an account without having to ask. */
export interface PasswordContext {
  login: string;
  displayName: string | null;
  serviceName: string;
}

export const lengthOf = (password: string): number => [...password.normalize('NFC')].length;

/** Throws BAD_USER_INPUT by the rules of NIST SP 800-63B-4 §3.1.1.2: length and blocklist, no composition. */
export function checkPassword(
  password: string,
  { shortest, context, field }: { shortest: number; context: PasswordContext; field: string },
): void {
  const characters = lengthOf(password);
  if (characters < shortest || characters > MAX_CHARACTERS) {
    const rule = `must have between ${shortest} and ${MAX_CHARACTERS} characters`;
    throw new Refusal('BAD_USER_INPUT', `The password ${rule}.`, { field, rule: 'length', shortest });
  }
  // They would all be hashed as the same replacement character.
  if (/\p{Cs}/u.test(password)) {
    throw new Refusal('BAD_USER_INPUT', 'The password contains half of a surrogate pair.', { field });
  }
  const folded = normaliseLogin(password);
  const tried = commonPasswords();
  if (tried.has(folded) || tried.has(password.normalize('NFC').toLowerCase())) {
    throw refused('This password is among the first that attackers try.', field, 'common');
  }
  if (isMadeOf(folded, context)) {
    const known = 'the login, the name or the name of this service, with little else';
    throw refused(`This password is ${known}.`, field, 'personal');
  }
}

export const refused = (text: string, field: string, rule: PasswordRule): Refusal =>
  new Refusal('BAD_USER_INPUT', text, { field, rule });

/** Whether hardly anything is left without the words of its context: "maria2026!!", "Latchkey Latchkey". */
function isMadeOf(folded: string, { login, displayName, serviceName }: PasswordContext): boolean {
  const whole = normaliseLogin(login);
  if (folded === whole) return true;
  const words = [login, displayName ?? '', serviceName]
    .map(normaliseLogin)
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{M}\p{N}]+/u)])
    .filter((word) => word.length >= SHORTEST_WORD)
    .toSorted((one, other) => other.length - one.length);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), folded);
  return rest !== folded && rest.replaceAll(/[^\p{L}]/gu, '').length < OWN_LETTERS;
}
