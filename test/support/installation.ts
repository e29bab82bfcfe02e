import { randomBytes } from 'node:crypto';
import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { pino } from 'pino';
import { openDatabase } from '../../server/app/data-source.js';
import { createServices, type Services } from '../../server/app/services.js';
import { readConfig } from '../../server/config/config.js';
import { systemClock } from '../../server/platform/clock.js';
import { fateOf } from '../../server/platform/database/archived.js';
import type { Database } from '../../server/platform/database/database.js';
import { createTestDatabase } from './database.js';

/** A database with the services on it, and no server. */
export interface Installation {
  database: Database;
  services: Services;
  databaseUrl: string;
  secretKey: string;
  drop(): Promise<void>;
}

export async function newInstallation(options: { embedded?: boolean } = {}): Promise<Installation> {
  const own = await createTestDatabase(options);
  const { url } = own;
  const secretKey = randomBytes(32).toString('hex');
  const database = await openDatabase({ url, poolSize: 4 });
  const services = await createServices({
    config: readConfig({ DATABASE_URL: url, SECRET_KEY: secretKey }),
    database,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    publicUrl: 'http://localhost',
  });
  return {
    database,
    services,
    databaseUrl: url,
    secretKey,
    drop: async () => {
      await database.close();
      await own.drop();
    },
  };
}

/** The entities that an archive has. */
export const archivedEntities = ({ database }: Pick<Installation, 'database'>): EntityMetadata[] =>
  database.dataSource.entityMetadatas.filter(
    ({ target }) => fateOf(target as new () => object)?.isArchived === true,
  );

const NUMBERS = ['int', 'integer', 'bigint', 'boolean'];

/** A value as it is, whichever driver has handed it over. */
function plain(
  value: string | number | Buffer | null | undefined,
  { type }: ColumnMetadata,
): string | number | null {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return NUMBERS.includes(String(type)) ? Number(value) : value;
}

/** Every row of every table that an archive has, and of what is made of them, with sealed columns opened. */
export async function contentsOf({
  database,
  services,
}: Pick<Installation, 'database' | 'services'>): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  const tables = [...archivedEntities({ database }), database.dataSource.getMetadata('SearchTerm')];
  for (const { tableName, columns, primaryColumns, target } of tables) {
    const sealed = services.keyUses.sealed.filter(({ entity }) => entity === target);
    const rows = await database.dataSource.query<Record<string, string | number | Buffer | null>[]>(
      `SELECT * FROM ${tableName}`,
    );
    contents[tableName] = rows
      .map((row) => {
        const id = String(row[primaryColumns[0]!.databaseName]);
        const entries = columns.map((column) => {
          const context = sealed.find((one) => one.column === column.propertyName)?.context;
          const value = plain(row[column.databaseName], column);
          return [
            column.databaseName,
            context && value !== null ? services.keys.open(String(value), context(id)) : value,
          ];
        });
        return JSON.stringify(Object.fromEntries(entries));
      })
      .toSorted();
  }
  return contents;
}
