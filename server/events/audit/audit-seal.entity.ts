import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MacColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** A link of the chain: which events it holds, and, by its MAC, all links before it. */
@Archived()
@Entity('audit_seals')
export class AuditSeal {
  /** Without gaps, from 1. */
  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'int' })
  events!: number;

  /** SHA-256 of the events' MACs in the order of their ids. */
  @Column({ type: 'varchar', length: 64 })
  digest!: string;

  @TimeColumn()
  sealedAt!: number;

  @MacColumn()
  mac!: string;

  /** Set when the events up to here were deleted for their age: the chain now begins after this link. */
  @MacColumn({ nullable: true })
  prunedMac!: string | null;
}
