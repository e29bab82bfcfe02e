import { Column, Entity, Index } from 'typeorm';
import { HashColumn, IdColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** How an application is signed in to: by OpenID Connect, or by a proxy in front of it that asks about each request. */
export type ApplicationKind = 'OIDC' | 'FORWARD';

export type SigningAlgorithm = 'RS256' | 'ES256';

/** How an application names itself at the token endpoint (OpenID Connect Core §9). */
export type TokenEndpointAuthMethod = 'CLIENT_SECRET_BASIC' | 'CLIENT_SECRET_POST' | 'NONE';

/** Who may enter an application. */
export type WhoMayEnter = 'EVERYONE' | 'ADMINISTRATORS';

/** A program that people sign in to here. */
@Archived()
@Entity('applications')
@Index('applications_name', ['name', 'id'])
export class Application {
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 10 })
  kind!: ApplicationKind;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** Null: it stands behind a proxy, which asks in its place. */
  @Index('applications_clientId', { unique: true })
  @Column({ type: 'varchar', length: 64, nullable: true })
  clientId!: string | null;

  /** SHA-256 of 256 random bits; null: it has none. */
  @HashColumn({ nullable: true })
  secretHash!: string | null;

  @TimeColumn({ nullable: true })
  secretCreatedAt!: number | null;

  /** Of the secret before this one, which works until it is dropped: the application is given the new one meanwhile. */
  @HashColumn({ nullable: true })
  oldSecretHash!: string | null;

  @TimeColumn({ nullable: true })
  oldSecretCreatedAt!: number | null;

  /** Compared as they stand, character by character. */
  @Column({ type: 'simple-json' })
  redirectUris!: string[];

  @Column({ type: 'simple-json' })
  postLogoutRedirectUris!: string[];

  @Column({ type: 'varchar', length: 1000, nullable: true })
  backchannelLogoutUri!: string | null;

  /** What it may ask for, and no other. */
  @Column({ type: 'simple-json' })
  scopes!: string[];

  @Column({ type: 'varchar', length: 10 })
  signingAlgorithm!: SigningAlgorithm;

  @Column({ type: 'varchar', length: 30 })
  tokenEndpointAuthMethod!: TokenEndpointAuthMethod;

  /** Off only for those that know no PKCE (RFC 7636), such as Roundcube 1.6. */
  @Column({ type: 'boolean' })
  requirePkce!: boolean;

  @Column({ type: 'boolean' })
  refreshTokens!: boolean;

  /** Whether it may ask about tokens that it was handed (RFC 7662), as Dovecot does. */
  @Column({ type: 'boolean' })
  mayIntrospect!: boolean;

  @Column({ type: 'varchar', length: 20 })
  mayEnter!: WhoMayEnter;

  @Column({ type: 'boolean' })
  requireSecondFactor!: boolean;

  /** For how many seconds a proof of the person is good here; null: as long as the session. */
  @Column({ type: 'int', nullable: true })
  maxAge!: number | null;

  @Column({ type: 'boolean' })
  enabled!: boolean;

  /** Grows with each change, so that two administrators who change it at once do not end up with half of each. */
  @Column({ type: 'int' })
  version!: number;

  @TimeColumn()
  createdAt!: number;
}
