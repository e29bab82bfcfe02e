import { Column, Entity, Index, PrimaryColumn, type ValueTransformer } from 'typeorm';

// MySQL's driver hands bigint over as a string; milliseconds fit a double until the year 287396.
const milliseconds: ValueTransformer = {
  from: (value: string | number | null) => (value === null ? null : Number(value)),
  to: (value: unknown) => value,
};

/** Milliseconds since the Unix epoch, UTC: no time zone of a driver or server comes into it. */
const MomentColumn = (): PropertyDecorator =>
  Column({ type: 'bigint', nullable: true, transformer: milliseconds });

/** A job of Agenda. All claims rest on `lockedAt`: who changes it from what was read, holds the job. */
@Entity('jobs')
@Index('jobs_due', ['name', 'lockedAt', 'nextRunAt', 'precedence'])
export class JobRow {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** The name, for jobs of type `single` alone: there is one of each name. */
  @Index('jobs_singleName', { unique: true })
  @Column({ type: 'varchar', length: 100, nullable: true })
  singleName!: string | null;

  /** Digest of the name and the `unique` query under which it was saved. */
  @Index('jobs_uniqueKey', { unique: true })
  @Column({ type: 'varchar', length: 64, nullable: true })
  uniqueKey!: string | null;

  /** The priority negated: an index sorts it upwards, together with `nextRunAt`. */
  @Column({ type: 'int' })
  precedence!: number;

  @Index('jobs_nextRunAt')
  @MomentColumn()
  nextRunAt!: number | null;

  @MomentColumn()
  lockedAt!: number | null;

  @MomentColumn()
  lastRunAt!: number | null;

  @MomentColumn()
  lastFinishedAt!: number | null;

  @MomentColumn()
  failedAt!: number | null;

  @Column({ type: 'int', nullable: true })
  failCount!: number | null;

  @Column({ type: 'text', nullable: true })
  failReason!: string | null;

  /** JSON: milliseconds, a cron expression or words. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  repeatInterval!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  repeatTimezone!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  repeatAt!: string | null;

  @MomentColumn()
  startDate!: number | null;

  @MomentColumn()
  endDate!: number | null;

  /** JSON: days of the week, 0 for Sunday. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  skipDays!: string | null;

  /** JSON. */
  @Column({ type: 'text', nullable: true })
  data!: string | null;

  @Column({ type: 'boolean', default: false })
  disabled!: boolean;

  @Column({ type: 'double', nullable: true })
  progress!: number | null;

  @Column({ type: 'boolean', default: false })
  fork!: boolean;

  @MomentColumn()
  debounceStartedAt!: number | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  lastModifiedBy!: string | null;
}
