import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../database/columns.js';
import { NotArchived } from '../database/archived.js';

/** A key that this database has been used with: lets a start with another one be refused. */
@NotArchived('It is of the SECRET_KEY of this installation.')
@Entity('key_checks')
export class KeyCheck {
  @PrimaryColumn({ type: 'varchar', length: 8 })
  keyId!: string;

  /** A known text, sealed. */
  @Column({ type: 'varchar', length: 255 })
  sealedCheck!: string;

  @TimeColumn()
  createdAt!: number;

  /** When the last signed token made with it expires, rounded up to a day; null: none was made. */
  @TimeColumn({ nullable: true })
  signedUntil!: number | null;
}

/** `KeyCheck.signedUntil` for tokens that do not expire. */
export const NEVER_EXPIRES = Number.MAX_SAFE_INTEGER;
