import { Column, Entity, Index } from 'typeorm';
import { IdColumn, TimeColumn } from '../../platform/database/columns.js';
import { NotArchived } from '../../platform/database/archived.js';

export type Channel = 'mail' | 'webhook';

/** What is to be sent, written in the transaction of what it tells of. Deleted when it was sent. */
@NotArchived('This installation sends them itself: from two they would come twice.')
@Entity('outbox_messages')
export class OutboxMessage {
  /** Goes with the message, so that one that comes twice is known to be the same. */
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 8 })
  channel!: Channel;

  /** An e-mail address, or the SHA-256 of a webhook's URL, which may hold a secret. */
  @Column({ type: 'varchar', length: 254 })
  target!: string;

  @Column({ type: 'simple-json' })
  payload!: object;

  @Column({ type: 'int' })
  attempts!: number;

  /** Null: given up. */
  @Index('outbox_messages_nextAttemptAt')
  @TimeColumn({ nullable: true })
  nextAttemptAt!: number | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  failReason!: string | null;

  @TimeColumn()
  createdAt!: number;
}
