import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { TimeColumn } from '../../platform/database/columns.js';
import type { TotpParameters } from './totp.js';
import { Archived } from '../../platform/database/archived.js';

@Archived()
@Entity('authenticator_apps')
@Index('authenticator_apps_lastUsedAt', ['lastUsedAt', 'clockSkew'])
export class AuthenticatorApp {
  @ForeignKey(() => Account, { name: 'authenticator_apps_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** Base32 secret, sealed by the KeyRing. */
  @Column({ type: 'varchar', length: 255 })
  sealedSecret!: string;

  @Column({ type: 'varchar', length: 6, default: 'SHA1' })
  algorithm!: TotpParameters['algorithm'];

  @Column({ type: 'int', default: 6 })
  digits!: number;

  /** Length of a time step, in seconds. */
  @Column({ type: 'int', default: 30 })
  period!: number;

  /** The last accepted time step: this one and earlier ones are refused (RFC 6238 §5.2). */
  @Column({ type: 'int' })
  lastTimeStep!: number;

  /** Of the last accepted code, in steps of 30 s whatever its own; above 0 the app was ahead of the server. */
  @Column({ type: 'int', nullable: true })
  clockSkew!: number | null;

  /** It was brought along with a secret of less than 128 bits: it works, and a new set-up makes it safer. */
  @Column({ type: 'boolean', default: false })
  shortSecret!: boolean;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;
}
