import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MacColumn } from '../../platform/database/columns.js';

/** The one row that names the chain's last link, so that cutting off its end shows. */
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
