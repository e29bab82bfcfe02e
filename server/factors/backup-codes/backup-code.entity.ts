import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

@Archived()
@Entity('backup_codes')
@Index('backup_codes_accountId', ['accountId', 'hash'])
export class BackupCode {
  @IdColumn()
  id!: string;

  @ForeignKey(() => Account, { name: 'backup_codes_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** argon2id with the set's salt, hex; empty for one that was brought along. */
  @HashColumn()
  hash!: string;

  /** Shared by the codes of one set, so that checking a code costs one hash, not ten. Base64url. */
  @Column({ type: 'varchar', length: 32 })
  salt!: string;

  /** Of one that was brought along: a digest, sealed by the KeyRing (see ImportedCodes). */
  @Column({ type: 'varchar', length: 255, nullable: true })
  sealedDigest!: string | null;

  @TimeColumn({ nullable: true })
  usedAt!: number | null;
}
