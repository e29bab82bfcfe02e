import { Column, Entity } from 'typeorm';
import { IdColumn, TimeColumn } from '../database/columns.js';
import { Archived } from '../database/archived.js';

/** A random key, at rest sealed by SECRET_KEY. */
@Archived('rows of its own')
@Entity('data_keys')
export class DataKey {
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 255 })
  sealedKey!: string;

  @TimeColumn()
  createdAt!: number;
}
