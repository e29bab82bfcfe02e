import { Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../../platform/database/columns.js';
import type { Channel } from './outbox-message.entity.js';

/** When something was last sent: messages themselves are deleted then. A row for each channel, made by the migration. */
@Entity('deliveries')
export class Delivery {
  @PrimaryColumn({ type: 'varchar', length: 8 })
  channel!: Channel;

  /** Null: never. */
  @TimeColumn({ nullable: true })
  lastSentAt!: number | null;
}
