import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { Refusal } from '../refusal.js';
import { normaliseLogin } from './login.js';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 1024;
const COMMON = new Set(
  dictionary['passwords-common'].filter((password) => password.length >= MIN_CHARACTERS),
);

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default variant), 19 MiB, 2 passes, 1 lane. */
export const ARGON2_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Stands in for the hash of an unknown login, so that both cost the same. */
const DECOY = hash(randomBytes(16), ARGON2_COST);

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

export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize('NFC'), ARGON2_COST);

/** Always costs one verification, also without a hash to compare with. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await DECOY), password.normalize('NFC'));
  return matches && passwordHash !== undefined;
}
