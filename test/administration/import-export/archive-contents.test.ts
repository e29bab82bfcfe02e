import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archivedTables } from '../../../server/administration/import-export/archive/contents.js';
import { Archived, fateOf, NotArchived } from '../../../server/platform/database/archived.js';
import { sqliteDriver } from '../../../server/platform/database/sqlite-driver.js';
import { archivedEntities, type Installation, newInstallation } from '../../support/installation.js';

let installation: Installation;
beforeAll(async () => {
  installation = await newInstallation();
});
afterAll(() => installation.drop());

const tables = () => archivedTables(installation.database.dataSource, installation.services.keyUses.sealed);

test('each entity says whether it is archived, and why not', () => {
  const { entityMetadatas } = installation.database.dataSource;
  expect(entityMetadatas.length).toBeGreaterThan(30);
  for (const { name, target } of entityMetadatas) {
    const fate = fateOf(target as new () => object);
    expect(fate, name).toBeDefined();
    if (fate?.isArchived === false) expect(fate.why, name).toMatch(/^[A-Z].*\.$/);
  }
});

test('what may sign in, or decides who may, is archived, and no session is', () => {
  const names = tables().map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'accounts',
      'app_passwords',
      'applications',
      'audit_events',
      'authenticator_apps',
      'backup_codes',
      'bypass_codes',
      'contacts',
      'data_keys',
      'devices',
      'oidc_keys',
      'recovery_codes',
      'security_keys',
      'settings',
    ]),
  );
  for (const name of ['auth_tokens', 'challenges', 'key_checks', 'oidc_records', 'proofs']) {
    expect(names).not.toContain(name);
  }
});

test('all columns of an archived table are archived, and what is sealed is opened', () => {
  for (const metadata of archivedEntities(installation)) {
    const table = tables().find(({ name }) => name === metadata.tableName)!;
    expect(table.columns.map(({ name }) => name)).toEqual(
      // What is read from elsewhere with it is no column of its own.
      metadata.columns
        .filter(({ isVirtualProperty }) => !isVirtualProperty)
        .map((column) => column.databaseName),
    );
    const sealed = installation.services.keyUses.sealed.filter(({ entity }) => entity === metadata.target);
    const opened = table.columns.flatMap(({ name, sealedFor }) => (sealedFor ? [name] : []));
    expect(opened.toSorted()).toEqual(sealed.map(({ column }) => column).toSorted());
    // By the name that they have everywhere: one that nobody has registered would not be opened.
    const names = table.columns.map(({ name }) => name);
    expect(names.filter((name) => /^sealed(?!At$)/.test(name) && !opened.includes(name))).toEqual([]);
  }
});

test('each table comes after those that it refers to', () => {
  const names = tables().map(({ name }) => name);
  for (const { tableName, foreignKeys } of archivedEntities(installation)) {
    for (const { referencedEntityMetadata: other } of foreignKeys) {
      expect(names.indexOf(other.tableName)).toBeLessThan(names.indexOf(tableName));
    }
  }
});

test('what says nothing, or cannot be archived, is found out before a row is read', async () => {
  @Entity('silent')
  class Silent {
    @PrimaryColumn({ type: 'int' })
    id!: number;
  }
  @Archived()
  @Entity('odd')
  class Odd {
    @PrimaryColumn({ type: 'int' })
    id!: number;

    @Column({ type: 'date' })
    day!: string;
  }
  @NotArchived('It is of this test.')
  @Entity('fine')
  class Fine {
    @PrimaryColumn({ type: 'int' })
    id!: number;

    @Column({ type: 'date' })
    day!: string;
  }
  const tablesOf = async (...entities: (new () => object)[]) => {
    const source = new DataSource({
      type: 'better-sqlite3',
      driver: sqliteDriver(),
      database: ':memory:',
      entities,
    });
    await source.initialize();
    try {
      return archivedTables(source, []);
    } finally {
      await source.destroy();
    }
  };
  await expect(tablesOf(Silent)).rejects.toThrow('Silent says neither @Archived() nor @NotArchived()');
  await expect(tablesOf(Odd)).rejects.toThrow('An archive has no format for date, of odd.day');
  expect(await tablesOf(Fine)).toEqual([]);
});
