import { Column, Entity, Index } from 'typeorm';
import { IdColumn, MacColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

// No foreign keys: an event outlives the accounts it names.
@Archived()
@Entity('audit_events')
@Index('audit_events_accountId', ['accountId', 'at'])
@Index('audit_events_action', ['action', 'at'])
@Index('audit_events_actorId', ['actorId', 'at'])
@Index('audit_events_ipAddress', ['ipAddress', 'at'])
export class AuditEvent {
  @IdColumn()
  id!: string;

  @Index('audit_events_at')
  @TimeColumn()
  at!: number;

  @Column({ type: 'varchar', length: 64 })
  action!: string;

  @ReferenceColumn({ nullable: true })
  actorId!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  actorLogin!: string | null;

  @ReferenceColumn({ nullable: true })
  accountId!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  accountLogin!: string | null;

  @Column({ type: 'varchar', length: 45, nullable: true })
  ipAddress!: string | null;

  @Column({ type: 'simple-json', nullable: true })
  details!: object | null;

  /** Of all the above, by DataKeys; empty for events from before there were MACs. */
  @MacColumn({ default: '' })
  mac!: string;

  /** The link of the chain that holds this event; null for the moment until it is sealed. */
  @Index('audit_events_seal')
  @Column({ type: 'int', nullable: true })
  seal!: number | null;
}
