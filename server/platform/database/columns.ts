import { Column, PrimaryColumn, type ValueTransformer } from 'typeorm';

// MySQL's driver hands bigint over as a string; these fit a double until the year 287396.
export const milliseconds: ValueTransformer = {
  from: (value: string | number | null) => (value === null ? null : Number(value)),
  to: (value: unknown) => value,
};

/** Primary key: UUIDv7 (RFC 9562 §5.7). */
export const IdColumn = (): PropertyDecorator => PrimaryColumn({ type: 'varchar', length: 36 });

/** Reference to another row's UUIDv7. */
export const ReferenceColumn = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column({ type: 'varchar', length: 36, ...options });

/** A moment: milliseconds since the Unix epoch, UTC. */
export const TimeColumn = (options: { nullable?: boolean; default?: number } = {}): PropertyDecorator =>
  Column({ type: 'bigint', transformer: milliseconds, ...options });

/** SHA-256 in hex. */
export const HashColumn = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column({ type: 'varchar', length: 64, ...options });

/** `DataKeys.mac`: the name of the key, and HMAC-SHA-256 in base64url. */
export const MacColumn = (options: { nullable?: boolean; default?: string } = {}): PropertyDecorator =>
  Column({ type: 'varchar', length: 64, ...options });
