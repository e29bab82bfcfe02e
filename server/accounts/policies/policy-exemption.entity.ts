import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';
import { Account } from '../account.entity.js';

/** Puts off, for one account, whatever demands a second factor of it. */
@Archived()
@Entity('policy_exemptions')
export class PolicyExemption {
  @ForeignKey(() => Account, { name: 'policy_exemptions_to_accounts', onDelete: 'CASCADE' })
  @IdColumn()
  accountId!: string;

  @Column({ type: 'varchar', length: 200 })
  reason!: string;

  @TimeColumn()
  createdAt!: number;

  @Index('policy_exemptions_endsAt')
  @TimeColumn()
  endsAt!: number;

  /** The login of whoever granted it; null: the operator, at the command line. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  grantedBy!: string | null;
}
