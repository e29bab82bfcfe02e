import type { Ground } from '../../../accounts/ground.js';
import type { Actor } from '../../../platform/acting/actor.js';
import type { Value } from '../../../platform/database/prepared.js';
import { openSnapshot, type Snapshot } from '../../../platform/database/snapshot.js';
import type { KeyRing } from '../../../platform/encryption/key-ring.js';
import type { KeyUses } from '../../../platform/encryption/key-use.js';
import { LookupKey } from '../../../platform/encryption/lookup-key.entity.js';
import { OperatorError } from '../../../platform/operator-error.js';
import { keysetPages } from '../../../platform/paging/keyset.js';
import { RELEASE } from '../../../platform/release.js';
import { ArchiveWriter, type RowCounts } from './archive-lines.js';
import { type ArchivedColumn, type ArchivedTable, archivedTables, schemaOf } from './contents.js';
import type { Stored } from './values.js';

type StoredRow = Record<string, Stored>;

const ROWS_A_PAGE = 1000;

/** Writes the whole installation as it is at one moment, secrets in the clear: whoever takes the text encrypts it. */
export class ArchiveExportService {
  constructor(private readonly needs: Ground & { ring: KeyRing; uses: KeyUses }) {}

  /** JSON lines, many at a time; `told` hears how many rows there are, and of each that was written. */
  async *run(
    actor: Actor,
    told: { total: (rows: RowCounts) => void; written: (rows: number) => void },
  ): AsyncGenerator<string> {
    const { audit, database, clock, uses } = this.needs;
    await audit.recordAlone({
      action: 'archive.exported',
      actor,
      account: { id: null, login: null },
    });
    const tables = archivedTables(database.dataSource, uses.sealed);
    const snapshot = await openSnapshot(database);
    try {
      const keys = await this.lookupKeys(snapshot);
      const rows: RowCounts = {};
      for (const table of tables) {
        rows[table.name] = (await this.count(snapshot, table)) + keysOf(table, keys).length;
      }
      told.total(rows);
      const writer = new ArchiveWriter();
      yield writer.header({
        created: new Date(clock.now()).toISOString(),
        release: RELEASE.version,
        schema: schemaOf(database.dataSource),
        rows,
      });
      for (const table of tables) {
        for await (const page of this.pages(snapshot, table)) {
          yield writer.rows(
            table.name,
            page.map((row) => this.written(table, row)),
          );
          told.written(page.length);
        }
        yield writer.rows(table.name, keysOf(table, keys));
      }
      yield writer.trailer();
    } finally {
      await snapshot.close();
    }
  }

  /** Of our own SECRET_KEY, those that app passwords are looked up by; those from elsewhere are rows already. */
  private async lookupKeys(snapshot: Snapshot): Promise<Record<string, unknown>[]> {
    const { database, ring, uses, clock } = this.needs;
    const known = new Set<string>();
    for (const { entity, column } of uses.keyed) {
      const table = this.escaped(database.dataSource.getMetadata(entity).tableName);
      const sql = `SELECT DISTINCT ${this.escaped(column)} AS keyId FROM ${table}`;
      for (const { keyId } of await snapshot.read<{ keyId: string }>(sql)) known.add(keyId);
    }
    return [...known]
      .filter((keyId) => ring.has(keyId))
      .map((keyId) => ({ id: keyId, sealedKey: ring.lookupKey(keyId), createdAt: clock.now() }));
  }

  private async count(snapshot: Snapshot, { name }: ArchivedTable): Promise<number> {
    const [row] = await snapshot.read<{ count: number | string }>(
      `SELECT COUNT(*) AS count FROM ${this.escaped(name)}`,
    );
    return Number(row?.count);
  }

  private pages(snapshot: Snapshot, table: ArchivedTable): AsyncGenerator<readonly StoredRow[]> {
    const key = this.escaped(table.key);
    const columns = table.columns.map(({ name }) => this.escaped(name)).join(', ');
    const from = `SELECT ${columns} FROM ${this.escaped(table.name)}`;
    const second = table.secondKey === null ? null : this.escaped(table.secondKey);
    const page = `ORDER BY ${second === null ? key : `${key}, ${second}`} LIMIT ?`;
    // MariaDB finds no range for a comparison of two columns at once.
    const after = second === null ? `${key} > ?` : `${key} >= ? AND NOT (${key} = ? AND ${second} <= ?)`;
    return keysetPages<StoredRow>((last) => {
      if (last === undefined) return snapshot.read(`${from} ${page}`, [ROWS_A_PAGE]);
      const at = last[table.key] as Value;
      const values = table.secondKey === null ? [at] : [at, at, last[table.secondKey] as Value];
      return snapshot.read(`${from} WHERE ${after} ${page}`, [...values, ROWS_A_PAGE]);
    });
  }

  private written({ name, key, columns }: ArchivedTable, row: StoredRow): Record<string, unknown> {
    const written: Record<string, unknown> = {};
    for (const column of columns) {
      const stored = row[column.name] ?? null;
      const opened = column.sealedFor && this.opened(name, column, String(row[key]), stored);
      const clear = column.sealedFor ? opened : stored;
      written[column.name] = clear === null ? null : column.format.toJson(clear);
    }
    return written;
  }

  private opened(
    table: string,
    { name, sealedFor }: ArchivedColumn,
    id: string,
    stored: Stored,
  ): string | null {
    if (stored === null || sealedFor === null) return null;
    try {
      return this.needs.ring.open(String(stored), sealedFor(id));
    } catch (error) {
      throw new OperatorError(
        `SECRET_KEY does not open ${name} of ${table} ${id}: it was sealed with another key, or is damaged.`,
        error,
      );
    }
  }

  private escaped(name: string): string {
    return this.needs.database.dataSource.driver.escape(name);
  }
}

const keysOf = ({ entity }: ArchivedTable, keys: Record<string, unknown>[]): Record<string, unknown>[] =>
  entity === LookupKey ? keys : [];
