import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import type { SignedClaims } from '../../sessions/tokens/signed-tokens.js';
import { AuthToken } from '../../sessions/tokens/auth-token.entity.js';
import { Device } from '../../sessions/devices/device.entity.js';
import { Application } from '../applications/application.entity.js';
import { NotArchived } from '../../platform/database/archived.js';

/**
 * What OpenID Connect keeps: grants, codes, tokens and what is under way. It ends with the session that it was given in,
 * with its account and with its application, by foreign keys: no way of ending one of these has to know of it.
 */
@NotArchived('It ends with its session.')
@Entity('oidc_records')
@Index('oidc_records_accountId', ['accountId', 'kind'])
@Index('oidc_records_applicationId', ['applicationId', 'kind'])
export class OidcRecord {
  /** SHA-256 of what it is and of its id, which is a secret where it is a code or a token. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id!: string;

  @Column({ type: 'varchar', length: 30 })
  kind!: string;

  /** Sealed, for it holds the ids of other records. */
  @Column({ type: 'text' })
  sealedPayload!: string;

  @Index('oidc_records_uidHash')
  @HashColumn({ nullable: true })
  uidHash!: string | null;

  @Index('oidc_records_grantHash')
  @HashColumn({ nullable: true })
  grantHash!: string | null;

  /** The token's id of the session in which it was given, stored or signed. */
  @Index('oidc_records_sessionId')
  @ReferenceColumn({ nullable: true })
  sessionId!: string | null;

  /** The same of a stored session. */
  @Index('oidc_records_tokenId')
  @ForeignKey(() => AuthToken, { name: 'oidc_records_to_auth_tokens', onDelete: 'CASCADE' })
  @ReferenceColumn({ nullable: true })
  tokenId!: string | null;

  /** The device of a signed session, which has no row of its own. */
  @Index('oidc_records_deviceId')
  @ForeignKey(() => Device, { name: 'oidc_records_to_devices', onDelete: 'CASCADE' })
  @ReferenceColumn({ nullable: true })
  deviceId!: string | null;

  /** What a signed session says of itself, which is looked at again at each use. */
  @Column({ type: 'simple-json', nullable: true })
  signed!: SignedClaims | null;

  @ForeignKey(() => Account, { name: 'oidc_records_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn({ nullable: true })
  accountId!: string | null;

  @ForeignKey(() => Application, { name: 'oidc_records_to_applications', onDelete: 'CASCADE' })
  @ReferenceColumn({ nullable: true })
  applicationId!: string | null;

  @TimeColumn()
  createdAt!: number;

  /** When it was used, where it is good once; null: not yet. */
  @TimeColumn({ nullable: true })
  consumedAt!: number | null;

  @Index('oidc_records_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
