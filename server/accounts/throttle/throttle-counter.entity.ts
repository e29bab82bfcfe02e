import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account.entity.js';
import { ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import type { ThrottleKind } from './buckets.js';
import { NotArchived } from '../../platform/database/archived.js';

@NotArchived('Counts leak away within hours, and are of the addresses that this installation sees.')
@Entity('throttle_counters')
@Index('throttle_counters_accountId', ['accountId', 'kind'])
export class ThrottleCounter {
  /** SHA-256 of what is counted: neither logins nor addresses are kept. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  bucket!: string;

  @Column({ type: 'varchar', length: 20 })
  kind!: ThrottleKind;

  /** Null for addresses, and for logins that nobody has. */
  @ForeignKey(() => Account, { name: 'throttle_counters_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn({ nullable: true })
  accountId!: string | null;

  /** As many as had not leaked away when the last was counted. */
  @Column({ type: 'int' })
  attempts!: number;

  /** When the last was counted. */
  @TimeColumn({ default: 0 })
  countedAt!: number;

  @Index('throttle_counters_blockedUntil')
  @TimeColumn()
  blockedUntil!: number;

  /** From this moment it is as if nothing had been counted, and the row may be deleted: all has leaked away. */
  @Index('throttle_counters_forgottenAt')
  @TimeColumn()
  forgottenAt!: number;
}
