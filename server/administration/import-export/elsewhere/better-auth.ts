import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../../../platform/refusal.js';
import { UNKNOWN_HANDLE } from '../../../factors/security-keys/imported-key.js';
import type { Entry } from '../account-record.js';
import { invalid, toBase32 } from '../totp-secret.js';
import type { BetterAuthSecrets } from './better-auth-secrets.js';
import type { ForeignDatabase, ForeignRow } from '../foreign-database.js';
import { AT_ONCE, flagOf, hasTable, rowsByOwner, textOf, timeOf } from './source-database.js';
import { type ForeignKey, importedKey } from './foreign-key.js';
import { json } from './json.js';

const TABLES = ['account', 'twoFactor', 'passkey'] as const;
type Table = (typeof TABLES)[number];
type RowsOf = (table: Table) => ForeignRow[];

const texts = z.array(z.string());
const ENVELOPE = /^\$ba\$(\d+)\$(.*)$/s;
const HEX = /^([\da-f]{2})+$/i;
const NONCE_BYTES = 24;
const OF_OTHERS = 'base32:';

/** Everyone in better-auth's own tables, by its default names of tables and columns. Throws BAD_USER_INPUT. */
export async function* betterAuthRecords(
  database: ForeignDatabase,
  secrets: BetterAuthSecrets,
): AsyncGenerator<Entry> {
  if (!(await hasTable(database, 'user'))) {
    throw invalid('This is no database of better-auth with its default names: it has no table user.');
  }
  const present: Table[] = [];
  for (const table of TABLES) if (await hasTable(database, table)) present.push(table);
  let line = 0;
  for await (const users of pages(database)) {
    const ids = users.map(({ id }) => textOf(id));
    const found = new Map<Table, Map<string, ForeignRow[]>>();
    for (const table of present) found.set(table, await rowsByOwner(database, table, 'userId', ids));
    for (const user of users) {
      const rowsOf: RowsOf = (table) => found.get(table)?.get(textOf(user['id'])) ?? [];
      yield await personOf(++line, user, rowsOf, secrets);
    }
  }
}

async function* pages(database: ForeignDatabase): AsyncGenerator<ForeignRow[]> {
  let page = await database.rows('SELECT * FROM `user` ORDER BY id LIMIT ?', [AT_ONCE]);
  while (page.length > 0) {
    yield page;
    const last = page.at(-1)?.['id'] as string | number;
    page = await database.rows('SELECT * FROM `user` WHERE id > ? ORDER BY id LIMIT ?', [last, AT_ONCE]);
  }
}

async function personOf(
  line: number,
  user: ForeignRow,
  rowsOf: RowsOf,
  secrets: BetterAuthSecrets,
): Promise<Entry> {
  // The username is a plugin's.
  const login = textOf(user['username']) || textOf(user['email']);
  try {
    const remarks: string[] = [];
    const [twoFactor] = rowsOf('twoFactor');
    const isOn = twoFactor !== undefined && flagOf(user['twoFactorEnabled']) === true;
    const isConfirmed = isOn && flagOf(twoFactor['verified']) !== false;
    if (twoFactor && !isConfirmed) {
      remarks.push('Its two-factor authentication was not switched on there, and is left out.');
    }
    if (rowsOf('account').some(({ password }) => textOf(password) !== '')) {
      remarks.push('Its password (scrypt) cannot be brought along, only Argon2.');
    }
    // Of the plugin for administrators.
    if (textOf(user['role']).split(',').includes('admin')) {
      remarks.push('It is an administrator’s there, and a user’s here: see account:role.');
    }
    return {
      line,
      fields: {
        login,
        displayName: textOf(user['name']),
        email: textOf(user['email']),
        disabled: flagOf(user['banned']) === true,
        ...(isConfirmed && { totpSecret: await totpSecretOf(twoFactor, secrets) }),
      },
      ...(isConfirmed && { backupCodes: await backupCodesOf(twoFactor, secrets) }),
      securityKeys: await Promise.all(rowsOf('passkey').map((row) => importedKey(passkeyOf(row)))),
      ...(remarks.length > 0 && { remark: remarks.join(' ') }),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { line, login, problem: error.message };
  }
}

async function totpSecretOf(row: ForeignRow, secrets: BetterAuthSecrets): Promise<string> {
  const secret = await opened(textOf(row['secret']), secrets, 'TOTP secret');
  if (secret.startsWith(OF_OTHERS)) return secret.slice(OF_OTHERS.length);
  // Of a secret of its own, the text itself is the bytes.
  return toBase32(Buffer.from(secret, 'utf8'));
}

/** Sealed by default; in the clear by an option, and by default in older versions. */
async function backupCodesOf(row: ForeignRow, secrets: BetterAuthSecrets): Promise<string[]> {
  const stored = textOf(row['backupCodes']);
  const plain = texts.safeParse(json(stored)).data;
  const codes = plain ?? texts.safeParse(json(await opened(stored, secrets, 'backup codes'))).data;
  if (!codes) throw invalid('Its backup codes are no list.');
  return codes;
}

/** XChaCha20-Poly1305 under the SHA-256 of a secret: the nonce and what is sealed, in hex, after the secret's version. */
async function opened(sealed: string, secrets: BetterAuthSecrets, what: string): Promise<string> {
  const [, version, inEnvelope] = ENVELOPE.exec(sealed) ?? [];
  const secret = version === undefined ? secrets.unversioned : secrets.versions.get(Number(version));
  if (secret === undefined) {
    const which = version === undefined ? 'BETTER_AUTH_SECRET' : `version ${version} of BETTER_AUTH_SECRETS`;
    throw invalid(`Its ${what} cannot be opened: ${which} is not in the key file.`);
  }
  const hex = inEnvelope ?? sealed;
  const { xchacha20poly1305 } = await import('@noble/ciphers/chacha.js');
  try {
    if (!HEX.test(hex)) throw invalid('not hex');
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const key = Uint8Array.from(createHash('sha256').update(secret).digest());
    const cipher = xchacha20poly1305(key, bytes.subarray(0, NONCE_BYTES));
    return Buffer.from(cipher.decrypt(bytes.subarray(NONCE_BYTES))).toString('utf8');
  } catch {
    throw invalid(
      `Its ${what} cannot be opened: damaged, or sealed with another secret than the key file’s.`,
    );
  }
}

/** The handle is random there, and never kept. */
const passkeyOf = (row: ForeignRow): ForeignKey => ({
  name: textOf(row['name']),
  credentialId: textOf(row['credentialID']),
  publicKey: textOf(row['publicKey']),
  aaguid: textOf(row['aaguid']) || null,
  transports: textOf(row['transports']).split(',').filter(Boolean),
  signCount: Number(row['counter']),
  backupEligible: textOf(row['deviceType']) === 'multiDevice',
  backedUp: flagOf(row['backedUp']) === true,
  userHandle: UNKNOWN_HANDLE,
  createdAt: timeOf(row['createdAt']),
});
