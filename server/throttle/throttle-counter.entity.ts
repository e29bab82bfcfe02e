import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../database/columns.js';

@Entity('throttle_counters')
export class ThrottleCounter {
  /** SHA-256 of what is counted: neither logins nor addresses are kept. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  bucket!: string;

  @Column({ type: 'int' })
  attempts!: number;

  @TimeColumn()
  blockedUntil!: number;

  @Index('throttle_counters_countedAt')
  @TimeColumn()
  countedAt!: number;
}
