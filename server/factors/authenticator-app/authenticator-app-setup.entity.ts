import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { TimeColumn } from '../../platform/database/columns.js';

/** A secret shown but not yet confirmed: worth nothing when signing in. */
@Entity('authenticator_app_setups')
export class AuthenticatorAppSetup {
  @ForeignKey(() => Account, { name: 'authenticator_app_setups_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  @Column({ type: 'varchar', length: 255 })
  sealedSecret!: string;

  @Index('authenticator_app_setups_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
