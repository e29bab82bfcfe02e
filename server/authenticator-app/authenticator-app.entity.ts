import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { TimeColumn } from '../database/columns.js';

@Entity('authenticator_apps')
@Index('authenticator_apps_lastUsedAt', ['lastUsedAt', 'clockSkew'])
export class AuthenticatorApp {
  @ForeignKey(() => Account, { name: 'authenticator_apps_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** Base32 secret, sealed by the KeyRing. */
  @Column({ type: 'varchar', length: 255 })
  sealedSecret!: string;

  /** The last accepted time step: this one and earlier ones are refused (RFC 6238 §5.2). */
  @Column({ type: 'int' })
  lastTimeStep!: number;

  /** Of the last accepted code, in time steps; above 0 the app was ahead of the server. */
  @Column({ type: 'int', nullable: true })
  clockSkew!: number | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;
}
