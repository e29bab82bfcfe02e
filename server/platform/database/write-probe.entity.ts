import { Entity } from 'typeorm';
import { IdColumn } from './columns.js';
import { NotArchived } from './archived.js';

/** Written and deleted in one transaction, to find out whether the database can be written to: it never has a row. */
@NotArchived('It never has a row.')
@Entity('write_probes')
export class WriteProbe {
  @IdColumn()
  id!: string;
}
