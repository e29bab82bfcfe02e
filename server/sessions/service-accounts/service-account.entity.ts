import { Column, Entity, Index } from 'typeorm';
import { Archived } from '../../platform/database/archived.js';
import { IdColumn, TimeColumn } from '../../platform/database/columns.js';

/** A program that acts by itself, such as a panel that provisions accounts. */
@Archived()
@Entity('service_accounts')
export class ServiceAccount {
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 64 })
  name!: string;

  /** The name without regard to case. */
  @Index('service_accounts_nameKey', { unique: true })
  @Column({ type: 'varchar', length: 64 })
  nameKey!: string;

  /** What it may do: see permissionsIn. */
  @Column({ type: 'varchar', length: 1024 })
  permissions!: string;

  /** Where it may be used from, as of accounts: see allowed-networks. */
  @Column({ type: 'varchar', length: 1600 })
  allowedNetworks!: string;

  @TimeColumn()
  createdAt!: number;

  /** The login of whoever created it, as the audit log has it. */
  @Column({ type: 'varchar', length: 255 })
  createdBy!: string;

  /** Null: its tokens are accepted. */
  @TimeColumn({ nullable: true })
  disabledAt!: number | null;

  /** Raised by whatever locks it: a cluster certifies only what has changed. */
  @Column({ type: 'bigint', default: 0, select: false })
  lockCount?: number;
}
