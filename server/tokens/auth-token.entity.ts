import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../database/columns.js';
import { Device } from '../devices/device.entity.js';

/** What was proved besides the password when signing in. */
export type SecondFactor = 'AUTHENTICATOR_APP' | 'SECURITY_KEY' | 'BACKUP_CODE';

/** The same, and an administrator's code in place of all: such a session can only enrol. */
export type SignInMethod = SecondFactor | 'RECOVERY_CODE';

@Entity('auth_tokens')
@Index('auth_tokens_accountId', ['accountId', 'createdAt'])
export class AuthToken {
  @IdColumn()
  id!: string;

  @Index('auth_tokens_hash', { unique: true })
  @HashColumn()
  hash!: string;

  @ForeignKey(() => Account, { name: 'auth_tokens_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  @Index('auth_tokens_deviceId')
  @ForeignKey(() => Device, { name: 'auth_tokens_to_devices', onDelete: 'CASCADE' })
  @ReferenceColumn()
  deviceId!: string;

  /** Null when the device was trusted or the account had no second factor. */
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
