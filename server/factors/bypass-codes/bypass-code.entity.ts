import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** At most one an account: a new one voids the old. Used up, it is deleted. */
@Archived()
@Entity('bypass_codes')
export class BypassCode {
  @ForeignKey(() => Account, { name: 'bypass_codes_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** argon2id with its salt, hex. */
  @HashColumn()
  hash!: string;

  /** Base64url. */
  @Column({ type: 'varchar', length: 32 })
  salt!: string;

  @Column({ type: 'int' })
  usesLeft!: number;

  @Index('bypass_codes_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
