import { Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../../platform/database/columns.js';
import type { Channel } from './outbox-message.entity.js';
import { NotArchived } from '../../platform/database/archived.js';

/** When something was last sent: messages themselves are deleted then. A row for each channel, made by the migration. */
@NotArchived('It tells of the relays that this installation sends by.')
@Entity('deliveries')
export class Delivery {
  @PrimaryColumn({ type: 'varchar', length: 8 })
  channel!: Channel;

  /** Null: never. */
  @TimeColumn({ nullable: true })
  lastSentAt!: number | null;
}
