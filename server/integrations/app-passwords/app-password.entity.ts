import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** A generated password for one program that cannot ask for a second factor. */
@Archived()
@Entity('app_passwords')
export class AppPassword {
  @IdColumn()
  id!: string;

  @Index('app_passwords_accountId')
  @ForeignKey(() => Account, { name: 'app_passwords_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** It is dead once the account's own has grown past this. */
  @Column({ type: 'int' })
  credentialVersion!: number;

  /** HMAC-SHA-256, hex, under the key that `keyId` names. */
  @Index('app_passwords_hash', { unique: true })
  @HashColumn()
  hash!: string;

  @Column({ type: 'varchar', length: 8 })
  keyId!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column({ type: 'simple-json' })
  scopes!: string[];

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  expiresAt!: number | null;

  /** Written at most once a minute. */
  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;

  @Column({ type: 'varchar', length: 45, nullable: true })
  lastUsedFrom!: string | null;
}
