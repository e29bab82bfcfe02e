import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MacColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** The one row that names the chain's last link, so that cutting off its end shows. */
@Archived('the rows of migrations')
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** 0: nothing was sealed yet. */
  @Column({ type: 'int' })
  number!: number;

  @MacColumn()
  mac!: string;
}
