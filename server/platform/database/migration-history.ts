import type { DataSource, QueryRunner } from 'typeorm';
import { DatabaseUnusable } from './driver-errors.js';

/** Which migrations have been run. */
export const MIGRATIONS_TABLE = 'migrations';

/**
 * Throws DatabaseUnusable for a database that versions before the first release made, by migrations that are gone.
 * Those that a later version adds are newer than all of ours: servers of this version go on beside it.
 */
export async function refuseForeignHistory(dataSource: DataSource, runner: QueryRunner): Promise<void> {
  if (!(await runner.hasTable(MIGRATIONS_TABLE))) return;
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`,
    [],
    runner,
  );
  const ours = dataSource.migrations.map(({ constructor }) => constructor.name);
  const newest = Math.max(...ours.map(timeOf));
  const foreign = rows.find(({ name }) => timeOf(name) <= newest && !ours.includes(name));
  if (!foreign) return;
  throw new DatabaseUnusable(
    `The database was made by a development version (${foreign.name}) and cannot be migrated. Write its accounts to a file with that version (export FILE), start this one with an empty database, and import them (import FILE).`,
  );
}

/** Milliseconds, in which the names of migrations end. */
const timeOf = (name: string): number => Number(name.slice(-13));
