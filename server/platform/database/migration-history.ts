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

export interface SchemaState {
  /** The latest migration that has been run. */
  lastMigration: string | null;
  /** How many of ours have not. */
  missing: number;
  /** How many have that are not ours: those of a later version that runs beside this one, or did before. */
  newer: number;
}

/** How far the database has been migrated, as this version sees it. */
export async function schemaState(dataSource: DataSource): Promise<SchemaState> {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`,
  );
  const run = new Set(rows.map(({ name }) => name));
  const ours = new Set(dataSource.migrations.map(({ constructor }) => constructor.name));
  return {
    lastMigration: rows.at(-1)?.name ?? null,
    missing: [...ours].filter((name) => !run.has(name)).length,
    newer: [...run].filter((name) => !ours.has(name)).length,
  };
}

/** Milliseconds, in which the names of migrations end. */
const timeOf = (name: string): number => Number(name.slice(-13));
