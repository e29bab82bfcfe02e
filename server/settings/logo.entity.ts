import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Archived } from '../platform/database/archived.js';

/** One row, or none: the picture that stands beside the service's name. `Settings.logoHash` says which it is. */
@Archived()
@Entity('logos')
export class Logo {
  /** SHA-256 of the content, in hexadecimal. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  hash!: string;

  @Column({ type: 'varchar', length: 20 })
  mediaType!: string;

  @Column({ type: 'blob' })
  content!: Buffer;
}
