import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Archived } from '../../platform/database/archived.js';

/** Counted once, when the day is over; the audit log may be cleaned up afterwards. */
@Archived()
@Entity('daily_figures')
export class DailyFigures {
  /** YYYY-MM-DD, UTC. */
  @PrimaryColumn({ type: 'varchar', length: 10 })
  day!: string;

  @Column({ type: 'int' })
  signIns!: number;

  /** Wrong passwords and wrong second factors. */
  @Column({ type: 'int' })
  failures!: number;
}
