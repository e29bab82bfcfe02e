import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { NotArchived } from '../../platform/database/archived.js';
import { HashColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';

/** A link by which who has forgotten the password chooses another. At most one an account: a new one voids the old. */
@NotArchived('A forgotten password is asked for anew.')
@Entity('password_resets')
export class PasswordReset {
  @ForeignKey(() => Account, { name: 'password_resets_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** Names this link where it is not to be given away, as in the audit log. */
  @ReferenceColumn()
  id!: string;

  @Index('password_resets_hash', { unique: true })
  @HashColumn()
  hash!: string;

  /** The account's address when it was asked for: a link in a mailbox that it has left is worth nothing. */
  @Column({ type: 'varchar', length: 254 })
  sentTo!: string;

  /** The account's when it was asked for. */
  @Column({ type: 'int' })
  credentialVersion!: number;

  /** At the second factor. */
  @Column({ type: 'int' })
  attemptsLeft!: number;

  @Index('password_resets_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
