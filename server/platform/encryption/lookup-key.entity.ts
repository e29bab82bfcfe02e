import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Archived } from '../database/archived.js';
import { TimeColumn } from '../database/columns.js';

/**
 * A key of another installation's SECRET_KEY, whose app passwords came here by an archive: each goes on working until it is
 * used, and is under our own key from then on.
 */
@Archived()
@Entity('lookup_keys')
export class LookupKey {
  /** Of the SECRET_KEY that it was derived from, as in KeyedColumn. */
  @PrimaryColumn({ type: 'varchar', length: 8 })
  id!: string;

  /** Base64url, sealed. */
  @Column({ type: 'varchar', length: 255 })
  sealedKey!: string;

  @TimeColumn()
  createdAt!: number;
}
