import { z } from 'zod';
import type { ImportedKey } from '../../../factors/security-keys/imported-key.js';
import { LOCALES } from '../../../platform/locale.js';
import { Refusal } from '../../../platform/refusal.js';
import type { Entry } from '../account-record.js';
import { invalid } from '../totp-secret.js';
import type { ForeignRow } from '../foreign-database.js';
import { flagOf, textOf, timeOf } from './source-database.js';
import { type ForeignKey, handleOf, importedKey } from './foreign-key.js';
import { json } from './json.js';

/** What there are rows of about a person. */
export type NextcloudRows =
  | 'users'
  | 'preferences'
  | 'administrators'
  | 'totp'
  | 'backupCodes'
  | 'keys'
  | 'olderKeys'
  | 'passwordless'
  | 'u2f';

type RowsOf = (about: NextcloudRows) => ForeignRow[];

const CONFIRMED = 2;
const SECOND = 1000;
const ARGON2 = /^(?:\d\|)?(\$argon2(?:id|i)\$.+)$/;
const BCRYPT = /^(?:\d\|)?\$2[aby]\$/;

/** The library's record of a credential, in the two spellings that its flags have had. */
const credentialRecord = z.object({
  publicKeyCredentialId: z.string(),
  credentialPublicKey: z.string(),
  counter: z.number(),
  transports: z.array(z.string()).default([]),
  aaguid: z.string().nullish(),
  backupEligible: z.boolean().nullish(),
  backupStatus: z.boolean().nullish(),
});
const texts = z.array(z.string());

/** One person, with all that is brought along; what is damaged refuses the person as a whole, by name. */
export async function nextcloudPerson(
  line: number,
  login: string,
  rowsOf: RowsOf,
  opened: (sealed: string) => string,
): Promise<Entry> {
  try {
    const [user] = rowsOf('users');
    const remarks: string[] = [];
    const preference = (app: string, name: string): string | undefined => {
      const found = rowsOf('preferences').find(
        ({ appid, configkey }) => textOf(appid) === app && textOf(configkey) === name,
      );
      return found && textOf(found['configvalue']);
    };
    const fields = {
      login,
      displayName: textOf(user?.['displayname']),
      email: preference('settings', 'email'),
      locale: localeOf(preference('core', 'lang')),
      disabled: preference('core', 'enabled') === 'false',
      ...passwordOf(textOf(user?.['password']), remarks),
      ...totpOf(rowsOf('totp'), opened, remarks),
    };
    if (rowsOf('administrators').length > 0) {
      remarks.push('It is an administrator’s there, and a user’s here: see account:role.');
    }
    if (rowsOf('backupCodes').some(({ used }) => flagOf(used) !== true)) {
      remarks.push('Its backup codes are hashed there, and are to be made anew.');
    }
    const securityKeys = await keysOf(login, rowsOf, remarks);
    return { line, fields, securityKeys, ...(remarks.length > 0 && { remark: remarks.join(' ') }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { line, login, problem: error.message };
  }
}

/** `de_DE` is `de` here; of a language that there is none of here, nothing. */
function localeOf(language: string | undefined): string | undefined {
  const [bare] = (language ?? '').split('_');
  return LOCALES.find((locale) => locale === bare);
}

function passwordOf(stored: string, remarks: string[]): { passwordHash?: string } {
  if (stored === '') return {};
  const passwordHash = ARGON2.exec(stored)?.[1];
  if (passwordHash !== undefined) return { passwordHash };
  const algorithm = BCRYPT.test(stored) ? 'bcrypt' : 'in an old form';
  remarks.push(`Its password (${algorithm}) cannot be brought along, only Argon2.`);
  return {};
}

function totpOf(
  [row]: ForeignRow[],
  opened: (sealed: string) => string,
  remarks: string[],
): Record<string, unknown> {
  if (!row) return {};
  // There was none before a set-up had to be confirmed.
  if (row['state'] !== undefined && Number(row['state']) !== CONFIRMED) {
    remarks.push('Its authenticator app was not confirmed there, and is left out.');
    return {};
  }
  try {
    return {
      totpSecret: opened(textOf(row['secret'])),
      // Only later versions of the app know others than SHA-1, 6 digits and 30 s.
      totpAlgorithm: row['algorithm'],
      totpDigits: row['digits'],
      totpPeriod: row['period'],
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw invalid(`Its TOTP secret cannot be opened. ${error.message}`);
  }
}

async function keysOf(login: string, rowsOf: RowsOf, remarks: string[]): Promise<ImportedKey[]> {
  const registered = [...rowsOf('keys'), ...rowsOf('olderKeys')];
  const active = registered.filter((row) => flagOf(row['active']) !== false);
  if (active.length < registered.length) {
    remarks.push(
      `${registered.length - active.length} of its security keys are switched off there, and left out.`,
    );
  }
  const given = [
    ...active.map((row) => registeredKey(login, row)),
    ...rowsOf('passwordless').map((row) => passwordlessKey(login, row)),
    ...rowsOf('u2f').map(u2fKey),
  ];
  // A U2F key that was taken over as a WebAuthn credential is in both tables, and so is the same key in two forms.
  const keys = new Map<string, ImportedKey>();
  for (const key of await Promise.all(given.map(importedKey))) {
    if (!keys.has(key.credentialId)) keys.set(key.credentialId, key);
  }
  const areOfU2f = new Set(rowsOf('u2f').map((row) => textOf(row['key_handle'])));
  if (areOfU2f.size > 0) remarks.push('Its U2F keys answer where U2F_APP_ID is the URL of that Nextcloud.');
  return [...keys.values()];
}

const registeredKey = (login: string, row: ForeignRow): ForeignKey => ({
  name: textOf(row['name']),
  credentialId: textOf(row['public_key_credential_id']),
  publicKey: textOf(row['credential_public_key']),
  aaguid: textOf(row['aaguid']) || null,
  transports: texts.safeParse(json(textOf(row['transports']))).data ?? [],
  signCount: Number(row['counter']),
  backupEligible: null,
  backedUp: false,
  userHandle: handleOf(login),
  createdAt: timeOf(row['created_at'], SECOND),
});

function passwordlessKey(login: string, row: ForeignRow): ForeignKey {
  const name = textOf(row['name']);
  const { data } = credentialRecord.safeParse(json(textOf(row['data'])));
  if (!data) throw invalid(`Its passwordless key “${name}” cannot be read.`);
  return {
    name,
    credentialId: data.publicKeyCredentialId,
    publicKey: data.credentialPublicKey,
    aaguid: data.aaguid ?? null,
    transports: data.transports,
    signCount: data.counter,
    backupEligible: data.backupEligible ?? null,
    backedUp: data.backupStatus ?? false,
    userHandle: handleOf(login),
    createdAt: null,
  };
}

/** U2F has neither handles nor flags. */
const u2fKey = (row: ForeignRow): ForeignKey => ({
  name: textOf(row['name']),
  credentialId: textOf(row['key_handle']),
  publicKey: textOf(row['public_key']),
  aaguid: null,
  transports: [],
  signCount: Number(row['counter']),
  backupEligible: false,
  backedUp: false,
  userHandle: null,
  createdAt: null,
});
