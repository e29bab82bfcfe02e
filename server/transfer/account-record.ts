import type { AccountRole, PasswordState } from '../accounts/account.entity.js';
import { checkLogin, checkName, normaliseLogin } from '../accounts/login.js';
import { checkPassword, SHORTEST_BESIDE } from '../accounts/passwords.js';
import { Refusal } from '../refusal.js';
import { checkTotp, secretOfUri } from './totp-secret.js';

/** One record of a file, as it stands there; `line` counts from 1. */
export interface RawRecord {
  line: number;
  fields: Record<string, unknown>;
}

/** A record that can be imported. */
export interface AccountRecord {
  line: number;
  login: string;
  loginKey: string;
  displayName: string | null;
  role: AccountRole;
  disabled: boolean;
  requireTwoFactor: boolean;
  /** PHC string. */
  passwordHash: string | null;
  /** Of a hash nothing is known; what stood there in the clear is not its owner's alone. */
  passwordState: PasswordState;
  /** To be hashed. */
  password: string | null;
  /** Base32. */
  totpSecret: string | null;
  warning: string | null;
}

const IMPORTED = [
  'login',
  'displayName',
  'role',
  'disabled',
  'requireTwoFactor',
  'password',
  'passwordHash',
  'totpSecret',
  'otpauthUri',
] as const;
type Field = (typeof IMPORTED)[number];

// Of an export: what is not imported, and no reason to refuse the record.
const LEFT_OUT = ['id', 'createdAt', 'lastSignInAt', 'securityKeys', 'devices', 'appPasswords'];

// Verification costs what the hash says: more than this would be an attack on ourselves.
const MOST_MEMORY_KIB = 262_144;
const MOST_PASSES = 16;
const MOST_LANES = 8;
const ARGON2 = /^\$argon2(?:id|i|d)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[\w+/]+\$[\w+/]+$/;
const HASH_COLUMN = 255;

/** Throws BAD_USER_INPUT for a field that nobody knows: a misspelt one would silently lose what it holds. */
export function refuseUnknownFields(names: readonly string[]): void {
  const known: readonly string[] = [...IMPORTED, ...LEFT_OUT];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`There is no field ${unknown}: known are ${IMPORTED.join(', ')}.`);
}

/** Throws BAD_USER_INPUT, by a message that holds no secret. */
export function checkRecord({ line, fields }: RawRecord): AccountRecord {
  refuseUnknownFields(Object.keys(fields));
  const text = (name: Field): string | null => textOf(name, fields[name]);
  const login = checkLogin(text('login') ?? '');
  const displayName = text('displayName');
  const password = text('password');
  const passwordHash = text('passwordHash');
  const otpauthUri = text('otpauthUri');
  if (password !== null) {
    // Good for one sign-in, at which it is changed.
    const context = { login, displayName, serviceName: '' };
    checkPassword(password, { shortest: SHORTEST_BESIDE, context, field: 'password' });
  }
  if (passwordHash !== null) checkPasswordHash(passwordHash);
  const totp = checkTotp(otpauthUri === null ? text('totpSecret') : secretOfUri(otpauthUri));
  return {
    line,
    login,
    loginKey: normaliseLogin(login),
    displayName: displayName === null ? null : checkName(displayName),
    role: roleOf(text('role')),
    disabled: booleanOf('disabled', fields['disabled']),
    requireTwoFactor: booleanOf('requireTwoFactor', fields['requireTwoFactor']),
    passwordHash,
    passwordState: 'LONG',
    password,
    totpSecret: totp?.secret ?? null,
    warning: totp?.warning ?? null,
  };
}

function textOf(name: Field, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalid(`${name} must be text.`);
  return value.trim() === '' ? null : value;
}

function booleanOf(name: Field, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  switch (textOf(name, value)?.trim().toLowerCase()) {
    case undefined:
    case 'false':
    case '0':
    case 'no':
      return false;
    case 'true':
    case '1':
    case 'yes':
      return true;
    default:
      throw invalid(`${name} must be true or false.`);
  }
}

function roleOf(text: string | null): AccountRole {
  const role = text?.trim().toUpperCase() ?? 'USER';
  if (role !== 'USER' && role !== 'ADMIN') throw invalid('role must be USER or ADMIN.');
  return role;
}

function checkPasswordHash(hash: string): void {
  const [, memory, passes, lanes] = ARGON2.exec(hash)?.map(Number) ?? [];
  if (memory === undefined || passes === undefined || lanes === undefined || hash.length > HASH_COLUMN) {
    throw invalid('passwordHash must be an Argon2 hash in PHC form ($argon2id$v=19$…).');
  }
  if (memory > MOST_MEMORY_KIB || passes > MOST_PASSES || lanes > MOST_LANES) {
    throw invalid('passwordHash is too costly to verify at every sign-in.');
  }
}

export const invalid = (message: string): Refusal => new Refusal('BAD_USER_INPUT', message);
