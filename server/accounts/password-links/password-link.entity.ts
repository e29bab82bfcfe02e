import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { HashColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Account } from '../account.entity.js';
import { Archived } from '../../platform/database/archived.js';

/** At most one an account: a new one voids the old. Used up, it is deleted. */
@Archived()
@Entity('password_links')
export class PasswordLink {
  @ForeignKey(() => Account, { name: 'password_links_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** Names this link where it is not to be given away, as in the audit log. */
  @ReferenceColumn()
  id!: string;

  @Index('password_links_hash', { unique: true })
  @HashColumn()
  hash!: string;

  @Index('password_links_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
