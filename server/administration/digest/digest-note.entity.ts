import { Column, Entity, PrimaryColumn } from 'typeorm';
import { NotArchived } from '../../platform/database/archived.js';

/** Which digest was sent last. Its only row is made by the migration. */
@NotArchived('It tells of mails that this installation sends.')
@Entity('digest_notes')
export class DigestNote {
  @PrimaryColumn({ type: 'varchar', length: 16 })
  readers!: string;

  /** The first day of its period, as YYYY-MM-DD; empty: none was sent. */
  @Column({ type: 'varchar', length: 10 })
  period!: string;
}
