import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../database/columns.js';
import { NotArchived } from '../database/archived.js';

/** What the last run of each job came to. */
@NotArchived('It tells of the jobs of this installation.')
@Entity('job_outcomes')
export class JobOutcome {
  @PrimaryColumn({ type: 'varchar', length: 100 })
  name!: string;

  @TimeColumn()
  lastRunAt!: number;

  /** Null until the first run has ended. */
  @TimeColumn({ nullable: true })
  lastFinishedAt!: number | null;

  @Column({ type: 'int', nullable: true })
  durationMs!: number | null;

  /** Null when the last run that ended went well. */
  @Column({ type: 'text', nullable: true })
  failReason!: string | null;

  /** Of the last run that went well. */
  @Column({ type: 'simple-json', nullable: true })
  result!: object | null;
}
