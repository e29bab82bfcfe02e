import type { Entry } from '../account-record.js';
import { invalid } from '../totp-secret.js';
import type { ForeignDatabase, ForeignRow } from '../foreign-database.js';
import { AT_ONCE, hasTable, rowsByOwner, textOf } from './source-database.js';
import type { NextcloudConfig } from './nextcloud-config.js';
import { nextcloudOpener } from './nextcloud-crypto.js';
import { type NextcloudRows, nextcloudPerson } from './nextcloud-person.js';

/** By what each is about: the table without its prefix, and the column that names the person. */
const TABLES = {
  users: ['users', 'uid'],
  preferences: ['preferences', 'userid'],
  administrators: ['group_user', 'uid'],
  totp: ['twofactor_totp_secrets', 'user_id'],
  backupCodes: ['twofactor_backupcodes', 'user_id'],
  // Of the app for the second factor, today's table and the one before it; and Nextcloud's own passwordless sign-in.
  keys: ['twofactor_webauthn_regs', 'user_handle'],
  olderKeys: ['twofactor_webauthn_registrations', 'user_handle'],
  passwordless: ['webauthn', 'uid'],
  u2f: ['twofactor_u2f_registrations', 'user_id'],
} as const satisfies Record<NextcloudRows, readonly [string, string]>;
type About = keyof typeof TABLES;
const NAME_PEOPLE: readonly About[] = [
  'users',
  'totp',
  'backupCodes',
  'keys',
  'olderKeys',
  'passwordless',
  'u2f',
];

const CONDITIONS: Partial<Record<About, string>> = {
  preferences: `AND ((appid = 'settings' AND configkey = 'email') OR (appid = 'core' AND configkey IN ('lang', 'enabled')))`,
  administrators: `AND gid = 'admin'`,
};

/**
 * Everyone who has an account or a second factor in Nextcloud's database: people of a directory are in the tables of
 * their second factors alone. Throws BAD_USER_INPUT for a database that is none of Nextcloud's.
 */
export async function* nextcloudRecords(
  database: ForeignDatabase,
  { secret, tablePrefix }: NextcloudConfig,
): AsyncGenerator<Entry> {
  const tables = await tablesOf(database, tablePrefix);
  const opened = nextcloudOpener(secret);
  const people = await peopleOf(database, tables);
  for (let from = 0; from < people.length; from += AT_ONCE) {
    const some = people.slice(from, from + AT_ONCE);
    const found = new Map<About, Map<string, ForeignRow[]>>();
    for (const [about, table] of tables) {
      found.set(about, await rowsByOwner(database, table, TABLES[about][1], some, CONDITIONS[about]));
    }
    for (const [index, login] of some.entries()) {
      const rowsOf = (about: About): ForeignRow[] => found.get(about)?.get(login) ?? [];
      yield await nextcloudPerson(from + index + 1, login, rowsOf, opened);
    }
  }
}

async function tablesOf(database: ForeignDatabase, prefix: string): Promise<Map<About, string>> {
  const tables = new Map<About, string>();
  for (const [about, [name]] of Object.entries(TABLES)) {
    const table = `${prefix}${name}`;
    if (await hasTable(database, table)) tables.set(about as About, table);
  }
  if (!tables.has('users'))
    throw invalid(`This is no database of Nextcloud: it has no table ${prefix}users.`);
  return tables;
}

async function peopleOf(database: ForeignDatabase, tables: Map<About, string>): Promise<string[]> {
  const people = new Set<string>();
  for (const about of NAME_PEOPLE) {
    const table = tables.get(about);
    if (table === undefined) continue;
    const column = TABLES[about][1];
    for (const row of await database.rows(`SELECT DISTINCT \`${column}\` AS person FROM \`${table}\``)) {
      people.add(textOf(row['person']));
    }
  }
  return [...people].toSorted();
}
