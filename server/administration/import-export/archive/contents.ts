import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type Beginning, fateOf } from '../../../platform/database/archived.js';
import type { SealedColumn } from '../../../platform/encryption/key-use.js';
import { formatOf, type ValueFormat } from './values.js';

export interface ArchivedColumn {
  name: string;
  isNullable: boolean;
  format: ValueFormat;
  /** Where its values are sealed: for what, by the primary key, which is one column then. In the archive they are in the clear. */
  sealedFor: SealedColumn['context'] | null;
}

/** A table that is in an archive, with all of its columns. */
export interface ArchivedTable {
  entity: new () => ObjectLiteral;
  name: string;
  /** The columns of its primary key, in the order of its index. */
  keys: readonly [string, ...string[]];
  columns: readonly ArchivedColumn[];
  beginsWith: Beginning;
}

/**
 * What is in an archive, by what the entities say: each table after those that it refers to. Throws where an entity says
 * nothing, or what cannot be.
 */
export function archivedTables(
  dataSource: DataSource,
  sealed: readonly SealedColumn[],
): readonly ArchivedTable[] {
  const ordered = new Set<EntityMetadata>();
  const add = (metadata: EntityMetadata, referring: readonly EntityMetadata[]): void => {
    if (ordered.has(metadata)) return;
    if (referring.includes(metadata)) throw new Error(`${metadata.tableName} refers to itself`);
    for (const { referencedEntityMetadata: other } of metadata.foreignKeys) {
      if (!isArchived(other)) {
        throw new Error(
          `${metadata.tableName} is archived, and ${other.tableName}, to which it refers, is not`,
        );
      }
      add(other, [...referring, metadata]);
    }
    ordered.add(metadata);
  };
  for (const metadata of dataSource.entityMetadatas) if (isArchived(metadata)) add(metadata, []);
  return [...ordered].map((metadata) => described(metadata, sealed));
}

const classOf = ({ target }: EntityMetadata): new () => ObjectLiteral => target as new () => ObjectLiteral;

function fate(metadata: EntityMetadata) {
  const said = fateOf(classOf(metadata));
  if (!said) throw new Error(`${metadata.name} says neither @Archived() nor @NotArchived()`);
  return said;
}

const isArchived = (metadata: EntityMetadata): boolean => fate(metadata).isArchived;

function described(metadata: EntityMetadata, sealed: readonly SealedColumn[]): ArchivedTable {
  const entity = classOf(metadata);
  const [key, ...more] = metadata.primaryColumns;
  const said = fate(metadata);
  const own = sealed.filter((one) => one.entity === entity);
  if (!key || (more.length > 0 && own.length > 0) || !said.isArchived) {
    throw new Error(
      `${metadata.tableName} has no primary key, or not of one column what it seals is bound to`,
    );
  }
  return {
    entity,
    name: metadata.tableName,
    keys: [key.databaseName, ...more.map(({ databaseName }) => databaseName)],
    columns: metadata.columns.filter(isStored).map((column) => ({
      name: column.databaseName,
      isNullable: column.isNullable,
      format: formatOf(column),
      sealedFor: own.find((one) => one.column === column.propertyName)?.context ?? null,
    })),
    beginsWith: said.beginsWith,
  };
}

/** Others are read from elsewhere. */
const isStored = ({ isVirtualProperty }: ColumnMetadata): boolean => !isVirtualProperty;

/** The latest migration of this release: what tells which columns there are. */
export const schemaOf = (dataSource: DataSource): string =>
  dataSource.migrations.at(-1)?.constructor.name ?? '';
