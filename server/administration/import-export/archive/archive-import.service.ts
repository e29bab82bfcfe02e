import type { EntityManager } from 'typeorm';
import { Account } from '../../../accounts/account.entity.js';
import type { Ground } from '../../../accounts/ground.js';
import { SearchTerm } from '../../../accounts/search-term.entity.js';
import { termsOf } from '../../../accounts/search-terms.js';
import type { Actor } from '../../../platform/acting/actor.js';
import { isDuplicate } from '../../../platform/database/driver-errors.js';
import type { KeyRing } from '../../../platform/encryption/key-ring.js';
import type { KeyUses } from '../../../platform/encryption/key-use.js';
import { LookupKey } from '../../../platform/encryption/lookup-key.entity.js';
import { Refusal } from '../../../platform/refusal.js';
import { RELEASE } from '../../../platform/release.js';
import { type ArchivedRow, type ArchiveHeader, ArchiveReader, type RowCounts } from './archive-lines.js';
import { type ArchivedTable, archivedTables, schemaOf } from './contents.js';
import { RowInserter, RowRefused } from './row-inserter.js';
import type { Stored } from './values.js';

const TERMS_AT_ONCE = 1000;

/** Makes a new installation equal to the one that an archive was written from. */
export class ArchiveImportService {
  constructor(private readonly needs: Ground & { ring: KeyRing; uses: KeyUses }) {}

  /**
   * In one transaction, so that what fails, or is killed, has changed nothing, and nobody signs in to half of it. `open`
   * reads the archive from its beginning; again, where the database has undone all of it. Throws CONFLICT where there is
   * anything already, BAD_USER_INPUT for an archive that is not whole, is of another release, or has rows that cannot be.
   */
  async run(
    actor: Actor,
    open: () => AsyncIterable<string>,
    told: { total: (rows: RowCounts) => void; read: (rows: number) => void },
  ): Promise<ArchiveHeader> {
    const { database, audit } = this.needs;
    const tables = archivedTables(database.dataSource, this.needs.uses.sealed);
    return database.transaction(async (tx) => {
      const archive = new ArchiveReader(open());
      const header = await archive.header();
      this.refuseOtherRelease(header);
      told.total(header.rows);
      await this.makeRoom(tx, tables);
      const filling = new Filling(tx, tables, this.needs.ring);
      try {
        for await (const rows of archive.rows()) {
          for (const row of rows) await filling.add(row);
          told.read(rows.length);
        }
        await filling.end();
      } finally {
        await filling.settle();
      }
      // A server that starts meanwhile finds nobody, and makes a first administrator.
      if ((await tx.count(Account)) !== (header.rows['accounts'] ?? 0)) throw notEmpty();
      await audit.record(tx, {
        action: 'archive.imported',
        actor,
        account: { id: null, login: null },
        details: { created: header.created, accounts: header.rows['accounts'] ?? 0 },
      });
      return header;
    });
  }

  private refuseOtherRelease({ schema, release }: ArchiveHeader): void {
    const ours = schemaOf(this.needs.database.dataSource);
    if (schema === ours) return;
    const isOlder = timeOf(schema) < timeOf(ours);
    throw new Refusal(
      'BAD_USER_INPUT',
      `The archive is of ${isOlder ? 'an older' : 'a newer'} release, Latchkey ${release} (${schema}), and this is Latchkey ${RELEASE.version} (${ours}): ${
        isOlder ? 'update the installation that it is from, and export it again.' : 'update this one first.'
      }`,
    );
  }

  /** Takes away what migrations put there, which makes two imports take turns, and refuses what anybody did. */
  private async makeRoom(tx: EntityManager, tables: readonly ArchivedTable[]): Promise<void> {
    for (const { entity, beginsWith } of tables) {
      if (beginsWith === 'the rows of migrations') await tx.deleteAll(entity);
    }
    for (const { entity, beginsWith } of tables) {
      if (beginsWith === 'nothing' && (await tx.exists(entity))) throw notEmpty();
    }
  }
}

/** The rows of an archive on their way into the database. */
class Filling {
  private readonly tables: ReadonlyMap<string, ArchivedTable>;
  private readonly terms: RowInserter;
  private found: { line: number; id: string; term: string }[] = [];
  private current: { table: ArchivedTable; inserter: RowInserter } | undefined;

  constructor(
    private readonly tx: EntityManager,
    tables: readonly ArchivedTable[],
    private readonly ring: KeyRing,
  ) {
    this.tables = new Map(tables.map((table) => [table.name, table]));
    const { tableName } = tx.dataSource.getMetadata(SearchTerm);
    this.terms = new RowInserter(tx, tableName, ['accountId', 'term']);
  }

  async add(row: ArchivedRow): Promise<void> {
    const { table, inserter } = await this.into(row);
    const values = this.storedValues(table, row);
    // Our own, where both have the same SECRET_KEY.
    if (table.entity === LookupKey && this.ring.has(String(row.row['id']))) return;
    await sayingWhich(table, () => inserter.add(row.line, values));
    if (table.entity === Account) await this.find(row);
  }

  async end(): Promise<void> {
    const { current, found } = this;
    if (!current) return;
    const { table, inserter } = current;
    this.found = [];
    await sayingWhich(table, async () => {
      await inserter.flush();
      // What they refer to is there now.
      for (const { line, id, term } of found) await this.terms.add(line, [id, term]);
      await this.terms.flush();
    });
  }

  async settle(): Promise<void> {
    await Promise.all([this.current?.inserter.settle(), this.terms.settle()]);
  }

  /** What the account is found by is no part of an archive. */
  private async find({ line, row }: ArchivedRow): Promise<void> {
    const { id, ...names } = row as unknown as Account;
    this.found.push(...termsOf(names).map((term) => ({ line, id, term })));
    if (this.found.length >= TERMS_AT_ONCE) await this.end();
  }

  private async into({ line, table: name }: ArchivedRow) {
    if (this.current?.table.name === name) return this.current;
    const table = this.tables.get(name);
    if (!table) throw refused(line, `there is no table ${name}.`);
    await this.end();
    const columns = table.columns.map((column) => column.name);
    this.current = { table, inserter: new RowInserter(this.tx, name, columns) };
    return this.current;
  }

  private storedValues({ name, keys: [key], columns }: ArchivedTable, { line, row }: ArchivedRow): Stored[] {
    const values = columns.map((column): Stored => {
      const value = Object.hasOwn(row, column.name) ? row[column.name] : undefined;
      if (value === null && column.isNullable) return null;
      const stored = column.format.toStored(value);
      if (stored === undefined || value === null)
        throw refused(line, `this is no ${column.name} of ${name}.`);
      return column.sealedFor ? this.ring.seal(String(stored), column.sealedFor(String(row[key]))) : stored;
    });
    if (Object.keys(row).length > columns.length) throw refused(line, `${name} has no such columns.`);
    return values;
  }
}

/** Says which row the database has refused, and why, without what is in it. */
async function sayingWhich({ name }: ArchivedTable, insert: () => Promise<void>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    const why = isDuplicate(error.cause)
      ? 'has the key of another row'
      : 'refers to a row that is not there, or does not fit';
    throw refused(error.line, `this row of ${name} ${why}.`);
  }
}

const refused = (line: number, why: string): Refusal =>
  new Refusal('BAD_USER_INPUT', `Line ${line} of the archive: ${why}`);

const notEmpty = (): Refusal =>
  new Refusal(
    'CONFLICT',
    'This installation is in use already. An archive is imported into a new database, before a server is started on it.',
  );

/** Milliseconds, in which the names of migrations end. */
const timeOf = (migration: string): number => Number(migration.slice(-13));
