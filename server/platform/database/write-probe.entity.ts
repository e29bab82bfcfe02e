import { Entity } from 'typeorm';
import { IdColumn } from './columns.js';

/** Written and deleted at once, to find out whether anything can be written: there is never a row. */
@Entity('write_probes')
export class WriteProbe {
  @IdColumn()
  id!: string;
}
