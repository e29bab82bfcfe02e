import { Column, Entity, ForeignKey, Index } from 'typeorm';
import type { SignInMethod } from '../../platform/acting/sign-in-method.js';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Device } from '../devices/device.entity.js';
import { NotArchived } from '../../platform/database/archived.js';

@NotArchived('Sessions end with the installation: people sign in again, on devices that stay trusted.')
@Entity('auth_tokens')
@Index('auth_tokens_accountId', ['accountId', 'createdAt'])
export class AuthToken {
  @IdColumn()
  id!: string;

  @Index('auth_tokens_hash', { unique: true })
  @HashColumn()
  hash!: string;

  /** Of the secret before this one, which requests that were under way still bring. */
  @Index('auth_tokens_replacedHash', { unique: true })
  @HashColumn({ nullable: true })
  replacedHash!: string | null;

  @TimeColumn({ nullable: true })
  replacedAt!: number | null;

  /** Settings.sessionEpoch when it was issued. */
  @Index('auth_tokens_epoch')
  @Column({ type: 'int', default: 0 })
  epoch!: number;

  @ForeignKey(() => Account, { name: 'auth_tokens_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  @Index('auth_tokens_deviceId')
  @ForeignKey(() => Device, { name: 'auth_tokens_to_devices', onDelete: 'CASCADE' })
  @ReferenceColumn()
  deviceId!: string;

  /** The last of what the session proved; null: nothing but the password. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  secondFactor!: SignInMethod | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;

  /** Null: never. */
  @Index('auth_tokens_expiresAt')
  @TimeColumn({ nullable: true })
  expiresAt!: number | null;
}
