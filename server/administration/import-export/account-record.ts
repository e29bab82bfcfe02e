import { networksColumn } from '../../accounts/allowed-networks.js';
import { MOST_GROUPS, nameColumns } from '../../accounts/groups/group-rules.js';
import { checkLogin, checkName, normaliseLogin } from '../../accounts/login.js';
import { checkPassword, SHORTEST_BESIDE } from '../../accounts/passwords.js';
import type { ImportedApp } from '../../factors/authenticator-app/authenticator-app.service.js';
import { checkImportedCodes } from '../../factors/backup-codes/imported-codes.js';
import { checkImportedKey, type ImportedKey } from '../../factors/security-keys/imported-key.js';
import { type ImportedDevice, usableDevice } from '../../sessions/devices/imported-device.js';
import { OWN_PARAMETERS } from '../../factors/authenticator-app/totp.js';
import { type FirstContact, refuseUndeliverable } from '../../accounts/contacts/first-contact.js';
import { LOCALES } from '../../platform/locale.js';
import { parseOtpauth } from './otpauth.js';
import { checkTotp, invalid, usableParameters } from './totp-secret.js';
import { type AccountRole, type PasswordState, ROLES } from '../../platform/acting/account-profile.js';

/** Where a new account is written to; `isInvitedThere` says that a link mailed there confirms the address. */
export type RecordContact = FirstContact & { isInvitedThere: boolean };

/** One record of a file, as it stands there; `line` counts from 1. */
export interface RawRecord {
  line: number;
  fields: Record<string, unknown>;
  /** What to know of it, though it can be imported. */
  remark?: string;
  /** Checked already. */
  contact?: RecordContact;
  securityKeys?: readonly ImportedKey[];
  /** Unused ones, in the clear, each of eight letters and digits at least. */
  backupCodes?: readonly string[];
  devices?: readonly ImportedDevice[];
  /** The person does not want to be asked to set up a second factor. */
  recommendationDismissed?: boolean;
}

/** A record, or why there is none at this place; `login` where it is known whose it would be. */
export type Entry = RawRecord | { line: number; problem: string; login?: string };

/** A record that can be imported. */
export interface AccountRecord {
  line: number;
  login: string;
  loginKey: string;
  displayName: string | null;
  role: AccountRole;
  disabled: boolean;
  requireTwoFactor: boolean;
  /** As Account keeps it. */
  allowedNetworks: string;
  /** PHC string. */
  passwordHash: string | null;
  /** Of a hash nothing is known; what stood there in the clear is not its owner's alone. */
  passwordState: PasswordState;
  /** To be hashed. */
  password: string | null;
  app: ImportedApp | null;
  securityKeys: readonly ImportedKey[];
  /** In the form in which they are compared, to be hashed. */
  backupCodes: readonly string[];
  devices: readonly ImportedDevice[];
  recommendationDismissed: boolean;
  /** By name. */
  groups: readonly string[];
  contact: RecordContact | null;
  /** What to know of it as it comes. */
  warning: string | null;
  /** The same of its app. */
  appWarning: string | null;
}

const IMPORTED = [
  'login',
  'displayName',
  'email',
  'locale',
  'role',
  'disabled',
  'requireTwoFactor',
  'allowedNetworks',
  'groups',
  'password',
  'passwordHash',
  'totpSecret',
  'totpType',
  'totpAlgorithm',
  'totpDigits',
  'totpPeriod',
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
// 491512345678 in a cell that is too narrow, or of more digits than a spreadsheet keeps.
const ROUNDED = /^\d([.,]\d+)?E[+-]?\d+$/i;

/** Throws BAD_USER_INPUT for a field that nobody knows: a misspelt one would silently lose what it holds. */
export function refuseUnknownFields(names: readonly string[]): void {
  const known: readonly string[] = [...IMPORTED, ...LEFT_OUT];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`There is no field ${unknown}: known are ${IMPORTED.join(', ')}.`);
}

/** Throws BAD_USER_INPUT, by a message that holds no secret. `now` in milliseconds. */
export async function checkRecord(raw: RawRecord, now: number): Promise<AccountRecord> {
  const { line, fields, remark, contact } = raw;
  refuseUnknownFields(Object.keys(fields));
  const text = (name: Field): string | null => textOf(name, fields[name]);
  const login = checkLogin(text('login') ?? '');
  if (ROUNDED.test(login)) {
    throw invalid(
      'login is a number that a spreadsheet has rounded: format its column as text, and save it again.',
    );
  }
  const displayName = text('displayName');
  const password = text('password');
  const passwordHash = text('passwordHash');
  if (password !== null) {
    // Good for one sign-in, at which it is changed.
    const context = { login, displayName, serviceName: '' };
    checkPassword(password, { shortest: SHORTEST_BESIDE, context, field: 'password' });
  }
  if (passwordHash !== null) checkPasswordHash(passwordHash);
  const totp = totpOf(fields);
  return {
    line,
    login,
    loginKey: normaliseLogin(login),
    displayName: displayName === null ? null : checkName(displayName),
    role: roleOf(text('role')),
    disabled: booleanOf('disabled', fields['disabled']),
    requireTwoFactor: booleanOf('requireTwoFactor', fields['requireTwoFactor']),
    // A cell, or a line, holds them all.
    allowedNetworks: networksColumn(
      text('allowedNetworks')
        ?.split(/[\s,;]+/)
        .filter(Boolean) ?? [],
    ),
    passwordHash,
    passwordState: 'LONG',
    password,
    app: totp?.app ?? null,
    securityKeys: await keysOf(raw.securityKeys ?? []),
    backupCodes: checkImportedCodes(raw.backupCodes ?? []),
    devices: (raw.devices ?? []).map((device) => usableDevice(device, now)),
    recommendationDismissed: raw.recommendationDismissed ?? false,
    groups: groupNamesIn(fields['groups']),
    contact: contact ?? contactOf(text('email'), text('locale')),
    warning: remark ?? null,
    appWarning: totp?.warning ?? null,
  };
}

/** A cell, apart by semicolons, or a list. Throws BAD_USER_INPUT. */
export function groupNamesIn(value: unknown): string[] {
  const given = Array.isArray(value) ? value.map((one) => textOf('groups', one) ?? '') : namesOf(value);
  const groups = given.map((name) => nameColumns(name));
  if (groups.length > MOST_GROUPS) throw invalid(`An account can be in ${MOST_GROUPS} groups.`);
  return [...new Map(groups.map(({ name, nameKey }) => [nameKey, name])).values()];
}

const namesOf = (value: unknown): string[] =>
  textOf('groups', value)
    ?.split(';')
    .map((name) => name.trim())
    .filter(Boolean) ?? [];

async function keysOf(given: readonly ImportedKey[]): Promise<ImportedKey[]> {
  const keys = await Promise.all(given.map(checkImportedKey));
  const ids = keys.map(({ credentialId }) => credentialId);
  const twice = keys.find(({ credentialId }, index) => ids.indexOf(credentialId) !== index);
  if (twice) throw invalid(`The security key “${twice.name}” stands there twice.`);
  return keys;
}

/** An address that a file gives awaits its confirmation. */
function contactOf(email: string | null, language: string | null): RecordContact | null {
  const locale = LOCALES.find((one) => one === language?.trim().toLowerCase()) ?? null;
  if (language !== null && locale === null) throw invalid(`locale must be one of ${LOCALES.join(', ')}.`);
  const contact = { email: email?.trim() ?? null, locale };
  refuseUndeliverable(contact);
  return email === null && locale === null ? null : { ...contact, isInvitedThere: false };
}

function totpOf(fields: Record<string, unknown>) {
  const uri = textOf('otpauthUri', fields['otpauthUri']);
  if (uri !== null) {
    const entry = parseOtpauth(uri);
    return checkTotp(entry.secret, usableParameters(entry));
  }
  const secret = textOf('totpSecret', fields['totpSecret']);
  if (secret === null) return null;
  const parameters = usableParameters({
    type: textOf('totpType', fields['totpType']) ?? 'totp',
    algorithm: textOf('totpAlgorithm', fields['totpAlgorithm']) ?? OWN_PARAMETERS.algorithm,
    digits: numberOf(fields['totpDigits'], OWN_PARAMETERS.digits),
    period: numberOf(fields['totpPeriod'], OWN_PARAMETERS.period),
  });
  return checkTotp(secret, parameters);
}

/** NaN for what is no number. */
const numberOf = (value: unknown, otherwise: number): number =>
  value === undefined || value === null || value === '' ? otherwise : Number(value);

function textOf(name: Field, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalid(`${name} must be text.`);
  if (value.includes('\uFFFD')) {
    throw invalid(
      `${name} holds replacement characters: the file was once saved in another encoding than it had.`,
    );
  }
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
  const asked = text?.trim().toUpperCase() ?? 'USER';
  const role = ROLES.find((one) => one === asked);
  if (!role) throw invalid(`role must be ${ROLES.slice(0, -1).join(', ')} or ${ROLES.at(-1)}.`);
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
