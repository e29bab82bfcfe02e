import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../platform/database/columns.js';
import { NotArchived } from '../platform/database/archived.js';

/** A sign-in whose password was right and whose second factor is awaited. */
@NotArchived('A sign-in under way is begun anew.')
@Entity('challenges')
export class Challenge {
  @IdColumn()
  id!: string;

  @Index('challenges_hash', { unique: true })
  @HashColumn()
  hash!: string;

  @Index('challenges_accountId')
  @ForeignKey(() => Account, { name: 'challenges_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** The account's when the password was checked: a challenge does not outlive a password change. */
  @Column({ type: 'int' })
  credentialVersion!: number;

  /** The known device that began, if it proved itself. */
  @ReferenceColumn({ nullable: true })
  deviceId!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  deviceName!: string | null;

  /** Whether the person does not want to stay signed in. */
  @Column({ type: 'boolean', default: false })
  brief!: boolean;

  @Column({ type: 'int' })
  attemptsLeft!: number;

  @TimeColumn({ nullable: true })
  spentAt!: number | null;

  @TimeColumn()
  createdAt!: number;

  @Index('challenges_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
