import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** A WebAuthn credential (W3C WebAuthn L3 §4, credential record). */
@Archived()
@Entity('security_keys')
export class SecurityKey {
  @IdColumn()
  id!: string;

  @Index('security_keys_accountId')
  @ForeignKey(() => Account, { name: 'security_keys_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** SHA-256 of the credential ID: unique across accounts, and short enough for an index. */
  @Index('security_keys_credentialHash', { unique: true })
  @HashColumn()
  credentialHash!: string;

  /** Base64url. */
  @Column({ type: 'text' })
  credentialId!: string;

  /** COSE key, base64url. */
  @Column({ type: 'text' })
  publicKey!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** The authenticator's model; zeros when it does not tell. */
  @Column({ type: 'varchar', length: 36 })
  aaguid!: string;

  @Column({ type: 'simple-json' })
  transports!: string[];

  @TimeColumn()
  signCount!: number;

  /** The BE flag: it never changes. */
  @Column({ type: 'boolean' })
  backupEligible!: boolean;

  /** Where it was registered did not keep the BE flag: the first assertion tells. */
  @Column({ type: 'boolean', default: false })
  eligibilityUnknown!: boolean;

  /** The BS flag, as last seen. */
  @Column({ type: 'boolean' })
  backedUp!: boolean;

  /** Base64url: what a key that was brought along answers with; null: the account's (see userHandle); see UNKNOWN_HANDLE. */
  @Column({ type: 'varchar', length: 88, nullable: true })
  userHandle!: string | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;

  /** When its signature counter last went backwards, which a copied key would cause. */
  @TimeColumn({ nullable: true })
  counterRegressedAt!: number | null;
}
