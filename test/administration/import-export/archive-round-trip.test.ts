import fc from 'fast-check';
import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { afterEach, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { GroupMember } from '../../../server/accounts/groups/group-member.entity.js';
import { Group } from '../../../server/accounts/groups/group.entity.js';
import { termsOf } from '../../../server/accounts/search-terms.js';
import { fateOf } from '../../../server/platform/database/archived.js';
import { newId } from '../../../server/platform/ids.js';
import {
  archivedEntities,
  contentsOf,
  type Installation,
  newInstallation,
} from '../../support/installation.js';

const ACTOR = { id: null, login: 'the test', ipAddress: null };
const NOTHING_TOLD = { total: () => undefined, read: () => undefined, written: () => undefined };
// The runs of api-mysql go to MariaDB and back.
const RUNS = 4;

const installations: Installation[] = [];
afterEach(async () => {
  for (const one of installations.splice(0)) await one.drop();
});

async function another(options: { embedded?: boolean } = {}): Promise<Installation> {
  const one = await newInstallation(options);
  installations.push(one);
  return one;
}

const archiveOf = ({ services }: Installation) => services.archiveExport.run(ACTOR, NOTHING_TOLD);

const importInto = ({ services }: Installation, text: AsyncIterable<string>) =>
  services.archiveImport.run(ACTOR, () => text, NOTHING_TOLD);

/** All code points, lone surrogates excepted. */
const text = (most: number) => fc.string({ unit: 'binary', maxLength: most });
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const lists = fc.oneof(
  fc.array(fc.string({ unit: 'binary' })),
  fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
);

/** Any value that the column may hold, as a statement takes it. */
function valueOf(
  { type, length, isPrimary }: ColumnMetadata,
  isUnique: boolean,
): fc.Arbitrary<string | number | Buffer> {
  const most = Number(length || 200);
  if (type === 'boolean') return fc.constantFrom(0, 1);
  if (type === 'bigint') return fc.maxSafeInteger();
  if (type === 'int' || type === 'integer') return fc.integer();
  if (type === 'simple-json') return lists.map((value) => JSON.stringify(value));
  if (type === 'blob') return fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes));
  return isPrimary || isUnique ? digits(Math.min(most, 36)) : text(Math.min(most, 60));
}

type Row = Record<string, string | number | Buffer | null>;

/** Up to six rows, in which foreign keys are the places of rows of other tables. */
function rowsOf({ columns, indices, primaryColumns, foreignKeys }: EntityMetadata): fc.Arbitrary<Row[]> {
  const one = fc.record(
    Object.fromEntries(
      columns.map((column) => {
        const isUnique = indices.some((index) => index.isUnique && index.columns.includes(column));
        const isReference = foreignKeys.some((key) => key.columns.includes(column));
        const value = isReference ? fc.nat() : valueOf(column, isUnique);
        return [column.databaseName, column.isNullable ? fc.option(value) : value];
      }),
    ),
  );
  const [key] = primaryColumns;
  const unique = [key!, ...indices.filter((index) => index.isUnique).flatMap((index) => index.columns)];
  const selectors = unique.map((column) => (row: Row) => row[column.databaseName] ?? Symbol('none'));
  return fc
    .array(one, { maxLength: 6 })
    .map((rows) =>
      rows.filter((row, at) =>
        selectors.every((of) => rows.findIndex((other) => of(other) === of(row)) === at),
      ),
    );
}

/** Fills every table that an archive has, whatever its columns are. */
async function fill(installation: Installation, generated: Record<string, Row[]>): Promise<void> {
  const { database, services } = installation;
  const { dataSource } = database;
  const filled = new Map<string, Row[]>();
  const fillTable = async (metadata: EntityMetadata): Promise<void> => {
    const { tableName, foreignKeys, primaryColumns, target, columns } = metadata;
    if (filled.has(tableName)) return;
    for (const { referencedEntityMetadata: owners } of foreignKeys) await fillTable(owners);
    const key = primaryColumns[0]!.databaseName;
    const beginning = fateOf(target as new () => object);
    const isOneOfMigrations = beginning?.isArchived && beginning.beginsWith === 'the rows of migrations';
    const ids = isOneOfMigrations
      ? (await dataSource.query<Row[]>(`SELECT * FROM ${tableName}`)).map((row) => row[key])
      : [];
    if (isOneOfMigrations) await dataSource.query(`DELETE FROM ${tableName}`);
    const rows: Row[] = [];
    for (const [at, one] of (generated[tableName] ?? []).entries()) {
      const id = isOneOfMigrations ? ids[at] : one[key];
      if (id === undefined) continue;
      const row: Row = { ...one, [key]: id };
      let isOrphan = false;
      for (const foreign of foreignKeys) {
        const owners = filled.get(foreign.referencedEntityMetadata.tableName)!;
        const name = foreign.columns[0]!.databaseName;
        if (row[name] === null) continue;
        // At most one a row where it is the key too.
        const owner = owners[name === key ? at : (row[name] as number) % Math.max(1, owners.length)];
        if (owner === undefined) isOrphan = true;
        else row[name] = owner['id']!;
      }
      if (isOrphan) continue;
      for (const { column, context } of services.keyUses.sealed.filter(({ entity }) => entity === target)) {
        const clear = row[column];
        if (typeof clear !== 'string') continue;
        // Sealed, it is longer.
        const short = [...clear].slice(0, 20).join('');
        row[column] = services.keys.seal(short, context(String(row[key])));
      }
      const stored = columns.filter(({ isVirtualProperty }) => !isVirtualProperty);
      const names = stored.map(({ databaseName }) => dataSource.driver.escape(databaseName));
      await dataSource.query(
        `INSERT INTO ${tableName} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        stored.map(({ databaseName }) => row[databaseName]),
      );
      rows.push(row);
    }
    filled.set(tableName, rows);
  };
  for (const metadata of archivedEntities(installation)) await fillTable(metadata);
}

/** What a move adds by itself: the event that tells of it, keys of its own, and those that app passwords need. */
function withoutTraces(contents: Record<string, string[]>): Record<string, string[]> {
  const { data_keys: _own, lookup_keys: _made, account_search_terms: _terms, ...all } = contents;
  const events = all['audit_events']!.filter((row) => !/"action":"archive\.(exported|imported)"/.test(row));
  return { ...all, audit_events: events };
}

/** What accounts are found by is made anew. */
const termsFor = (accounts: readonly string[]): string[] =>
  accounts
    .map((row) => JSON.parse(row) as { id: string; loginKey: string; nameKey: string | null })
    .flatMap(({ id, ...names }) => termsOf(names).map((term) => JSON.stringify({ accountId: id, term })))
    .toSorted();

test('whatever an installation holds, the one that is made of its archive holds the same, on the other kind of database and back', async () => {
  const shape = await another({ embedded: true });
  const arbitrary = fc.record(
    Object.fromEntries(archivedEntities(shape).map((one) => [one.tableName, rowsOf(one)])),
  );
  let rowsMoved = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, async (generated) => {
      const first = await another({ embedded: true });
      await fill(first, generated);
      const before = await contentsOf(first);
      const second = await another();
      await importInto(second, archiveOf(first));
      const third = await another({ embedded: true });
      await importInto(third, archiveOf(second));
      for (const moved of [second, third]) {
        const after = await contentsOf(moved);
        expect(withoutTraces(after)).toEqual(withoutTraces(before));
        expect(after['data_keys']).toEqual(expect.arrayContaining(before['data_keys']!));
        expect(after['lookup_keys']).toEqual(expect.arrayContaining(before['lookup_keys']!));
        expect(after['account_search_terms']).toEqual(termsFor(after['accounts']!));
      }
      rowsMoved += Object.values(before).flat().length;
    }),
    { numRuns: RUNS, seed: 20 },
  );
  expect(rowsMoved).toBeGreaterThan(20 * RUNS);
}, 300_000);

test('a table whose key has two columns is read past its first page, also where that ends between two of one account', async () => {
  const first = await another({ embedded: true });
  const { manager } = first.database;
  const groups = ['a', 'b', 'c'].map((nameKey) => ({
    id: newId(1),
    name: nameKey,
    nameKey,
    kind: 'MANUAL' as const,
    source: null,
    domainKey: null,
    directoryKey: null,
    createdAt: 1,
  }));
  // A page is a thousand rows: the first ends after one of three of an account.
  const accounts = Array.from({ length: 701 }, (_, at) => ({
    id: newId(1),
    login: `p${at}`,
    loginKey: `p${at}`,
    displayName: null,
    nameKey: null,
    role: 'USER' as const,
    createdAt: 1,
  }));
  const members = accounts.flatMap(({ id, loginKey }) =>
    groups.map((group) => ({
      accountId: id,
      groupId: group.id,
      loginKey,
      source: 'HAND' as const,
      createdAt: 1,
    })),
  );
  await manager.insert(Group, groups);
  // SQLite takes so many values in a statement at most.
  for (let at = 0; at < accounts.length; at += 100)
    await manager.insert(Account, accounts.slice(at, at + 100));
  for (let at = 0; at < members.length; at += 500) {
    await manager.insert(GroupMember, members.slice(at, at + 500));
  }
  const before = (await contentsOf(first))['group_members']!;
  expect(before).toHaveLength(2103);
  const second = await another();
  await importInto(second, archiveOf(first));
  expect((await contentsOf(second))['group_members']).toEqual(before);
  const third = await another({ embedded: true });
  await importInto(third, archiveOf(second));
  expect((await contentsOf(third))['group_members']).toEqual(before);
});
