import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** As a statement takes it, and as the drivers hand it over but for numbers of 64 bits, which may come as text. */
export type Stored = string | number | Buffer | null;

/** How the values of a column stand in an archive: the same whichever kind of database they are from. */
export interface ValueFormat {
  toJson(stored: NonNullable<Stored>): unknown;
  /** Undefined for what does not belong there. */
  toStored(json: unknown): NonNullable<Stored> | undefined;
}

const TEXT: ValueFormat = {
  toJson: String,
  toStored: (json) => (typeof json === 'string' ? json : undefined),
};

const NUMBER: ValueFormat = {
  toJson: Number,
  toStored: (json) => (Number.isSafeInteger(json) ? (json as number) : undefined),
};

const BOOLEAN: ValueFormat = {
  toJson: Boolean,
  toStored: (json) => (typeof json === 'boolean' ? Number(json) : undefined),
};

const JSON_TEXT: ValueFormat = {
  toJson: (stored) => JSON.parse(String(stored)) as unknown,
  toStored: (json) => (json === undefined ? undefined : JSON.stringify(json)),
};

const BYTES: ValueFormat = {
  toJson: (stored) => (stored as Buffer).toString('base64'),
  toStored: (json) => (typeof json === 'string' ? Buffer.from(json, 'base64') : undefined),
};

const FORMATS: Partial<Record<string, ValueFormat>> = {
  varchar: TEXT,
  text: TEXT,
  int: NUMBER,
  integer: NUMBER,
  bigint: NUMBER,
  boolean: BOOLEAN,
  'simple-json': JSON_TEXT,
  blob: BYTES,
};

/** Throws for a type that has no format yet. */
export function formatOf({ type, entityMetadata, propertyName }: ColumnMetadata): ValueFormat {
  const format = typeof type === 'string' ? FORMATS[type] : undefined;
  if (!format) {
    throw new Error(
      `An archive has no format for ${String(type)}, of ${entityMetadata.tableName}.${propertyName}`,
    );
  }
  return format;
}
