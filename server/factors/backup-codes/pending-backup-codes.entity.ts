import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { TimeColumn } from '../../platform/database/columns.js';
import { NotArchived } from '../../platform/database/archived.js';

/** A set that was shown but not yet confirmed as saved: worth nothing when signing in, and at most one an account. */
@NotArchived('A set that nobody has confirmed yet is made anew.')
@Entity('pending_backup_codes')
export class PendingBackupCodes {
  @ForeignKey(() => Account, { name: 'pending_backup_codes_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** Of this set and no other. Base64url. */
  @Column({ type: 'varchar', length: 32 })
  salt!: string;

  /** As in BackupCode. */
  @Column({ type: 'simple-json' })
  hashes!: string[];

  /** Of the account: a changed password ends what was shown before. */
  @Column({ type: 'integer' })
  credentialVersion!: number;

  @Index('pending_backup_codes_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
