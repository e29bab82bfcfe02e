import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { TimeColumn } from '../../platform/database/columns.js';
import type { SignInMethod } from '../../platform/acting/sign-in-method.js';
import { NotArchived } from '../../platform/database/archived.js';

/** A secret shown but not yet confirmed: worth nothing when signing in. */
@NotArchived('A set-up under way is begun anew.')
@Entity('authenticator_app_setups')
export class AuthenticatorAppSetup {
  @ForeignKey(() => Account, { name: 'authenticator_app_setups_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  @Column({ type: 'varchar', length: 255 })
  sealedSecret!: string;

  /** The session that began it, and may see its secret again. */
  @Column({ type: 'varchar', length: 36, default: '' })
  tokenId!: string;

  /** What had been proved in that session beside the password. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  secondFactor!: SignInMethod | null;

  /** Of the account: a changed password ends what was shown before. */
  @Column({ type: 'integer', default: 0 })
  credentialVersion!: number;

  @Index('authenticator_app_setups_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
