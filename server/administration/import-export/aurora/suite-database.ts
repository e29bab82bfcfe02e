import type { DatabaseAccess, ForeignDatabase } from '../foreign-database.js';
import { openMysql, isMysqlUrl } from '../foreign-database.js';
import { openDump, type WantedTables } from '../sql-dump.js';
import { invalid } from '../totp-secret.js';
import { Eav, EAV_TABLES } from './eav.js';
import type { SuiteSchema } from './suite-schema.js';
import { TABLES, Tables } from './tables.js';

export type SuiteDatabase = SuiteSchema & Pick<ForeignDatabase, 'close'>;

export interface SuiteSource {
  /** A URL of the live database, or the path of a dump. */
  source: string;
  prefix: string;
  access: DatabaseAccess;
}

/** Throws BAD_USER_INPUT where there is nothing of the suite. */
export async function openSuiteDatabase({ source, prefix, access }: SuiteSource): Promise<SuiteDatabase> {
  if (!/^\w{0,32}$/.test(prefix)) throw invalid('--prefix must be letters, digits and underscores.');
  const database = isMysqlUrl(source)
    ? await openMysql(source, access)
    : await openDump(source, wantedBy(prefix));
  try {
    const schema = await schemaOf(database, prefix);
    return Object.assign(schema, { close: () => database.close() });
  } catch (error) {
    await database.close();
    throw error;
  }
}

const wantedBy = (prefix: string): WantedTables =>
  Object.fromEntries(
    Object.entries({ ...TABLES, ...EAV_TABLES }).map(([table, columns]) => [`${prefix}${table}`, columns]),
  );

async function schemaOf(database: ForeignDatabase, prefix: string): Promise<SuiteSchema> {
  const ofNine = await Tables.of(database, prefix);
  // What an update to version 9 has left behind is not read again.
  if (ofNine && (await ofNine.count()) > 0) return ofNine;
  const ofEight = await Eav.of(database, prefix);
  if (ofEight) return ofEight;
  if (ofNine) return ofNine;
  throw invalid(`There is no table ${prefix}core_users and no ${prefix}eav_entities: see --prefix.`);
}
