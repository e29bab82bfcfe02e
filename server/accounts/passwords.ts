import { dictionary } from '@zxcvbn-ts/language-common';
import { Refusal } from '../refusal.js';
import { normaliseLogin } from './login.js';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 1024;
const COMMON = new Set(
  dictionary['passwords-common'].filter((password) => password.length >= MIN_CHARACTERS),
);

/** Throws BAD_USER_INPUT by the rules of NIST SP 800-63B-4 §3.1.1.2: length and blocklist, no composition. */
export function checkPasswordPolicy(password: string, login: string, field: string): void {
  const characters = [...password.normalize('NFC')].length;
  if (characters < MIN_CHARACTERS || characters > MAX_CHARACTERS) {
    const rule = `must have between ${MIN_CHARACTERS} and ${MAX_CHARACTERS} characters`;
    throw new Refusal('BAD_USER_INPUT', `The password ${rule}.`, { field });
  }
  // They would all be hashed as the same replacement character.
  if (/\p{Cs}/u.test(password)) {
    throw new Refusal('BAD_USER_INPUT', 'The password holds half a character.', { field });
  }
  const folded = password.normalize('NFC').toLowerCase();
  if (COMMON.has(folded) || folded === normaliseLogin(login)) {
    throw new Refusal('BAD_USER_INPUT', 'This password is among the first that attackers try.', { field });
  }
}
