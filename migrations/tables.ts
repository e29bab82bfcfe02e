import { type QueryRunner, Table, type TableColumnOptions, type TableIndexOptions } from 'typeorm';

/*
 * The words in which migrations declare tables, the same for MySQL/MariaDB and SQLite. Released migrations use them too:
 * add words, but never change what one means. PortableMysqlQueryRunner names engine, character set and collation for
 * every table, and so for every column that is joined on.
 */

type Options = Omit<Partial<TableColumnOptions>, 'name' | 'type'>;

export interface TableDeclaration {
  name: string;
  columns: TableColumnOptions[];
  indices?: TableIndexOptions[];
  /** Columns that hold the id of another table's row, and go with it. */
  belongsTo?: Record<string, string>;
}

/** For what may be null. */
export const nullable: Options = { isNullable: true };

const column =
  (type: string, length?: number) =>
  (name: string, options: Options = {}): TableColumnOptions => ({
    name,
    type,
    ...(length !== undefined && { length: String(length) }),
    ...options,
  });

/** Text of at most `length` characters, compared byte by byte: é is not e. */
export const varchar = (name: string, length: number, options: Options = {}): TableColumnOptions =>
  column('varchar', length)(name, options);
/** Text of any length, up to the 65,535 bytes that MySQL keeps. */
export const text = column('text');
/** Up to the 65,535 bytes that MySQL keeps. */
export const blob = column('blob');
/** Another row's UUIDv7. */
export const reference = column('varchar', 36);
/** The primary key: a UUIDv7. */
export const id = (name = 'id'): TableColumnOptions => reference(name, { isPrimary: true });
/** A digest of 256 bits, in hexadecimal or base64url. */
export const hash = column('varchar', 64);
/** Milliseconds since 1970, UTC. */
export const time = column('bigint');
export const integer = column('integer');
export const bigInteger = column('bigint');
export const double = column('double');
export const boolean = column('boolean');

export const index = (name: string, ...columnNames: string[]): TableIndexOptions => ({ name, columnNames });
export const unique = (name: string, ...columnNames: string[]): TableIndexOptions => ({
  name,
  columnNames,
  isUnique: true,
});

/** Creates tables in the order given: those that others belong to come first. */
export async function createTables(queryRunner: QueryRunner, tables: TableDeclaration[]): Promise<void> {
  const isMysql = queryRunner.dataSource.options.type === 'mysql';
  for (const { name, columns, indices = [], belongsTo = {} } of tables) {
    await queryRunner.createTable(
      new Table({
        name,
        // MySQL's BOOLEAN is TINYINT(1), whose width TypeORM would take for a difference.
        columns: columns.map((one) =>
          isMysql && one.type === 'boolean' ? { ...one, type: 'tinyint' } : one,
        ),
        indices,
        foreignKeys: Object.entries(belongsTo).map(([columnName, owners]) => ({
          name: `${name}_to_${owners}`,
          columnNames: [columnName],
          referencedTableName: owners,
          referencedColumnNames: ['id'],
          onDelete: 'CASCADE',
          onUpdate: 'NO ACTION',
        })),
      }),
    );
  }
}

/** Drops tables, the last one first. */
export async function dropTables(queryRunner: QueryRunner, tables: TableDeclaration[]): Promise<void> {
  for (const { name } of tables.toReversed()) await queryRunner.dropTable(name);
}
