import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

@Archived()
@Entity('devices')
@Index('devices_accountId', ['accountId', 'lastSeenAt'])
@Index('devices_lastSeenAt', ['lastSeenAt', 'id'])
@Index('devices_trustedUntil', ['trustedUntil', 'id'])
export class Device {
  @IdColumn()
  id!: string;

  @ForeignKey(() => Account, { name: 'devices_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** Of the 256-bit secret issued for this account on this device. */
  @Index('devices_secretHash', { unique: true })
  @HashColumn()
  secretHash!: string;

  /** Given by its owner. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  name!: string | null;

  @Column({ type: 'varchar', length: 512, nullable: true })
  userAgent!: string | null;

  @Column({ type: 'varchar', length: 45, nullable: true })
  ipAddress!: string | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn()
  lastSeenAt!: number;

  @TimeColumn({ nullable: true })
  trustedAt!: number | null;

  /** As promised when trust was given; settings made stricter since end it sooner. */
  @TimeColumn({ nullable: true })
  trustedUntil!: number | null;

  /** Signed tokens are not stored: those whose version is below this one have ended. */
  @Column({ type: 'int', default: 0 })
  signedEndedBelow!: number;

  /** The same for those that rest on nothing but the password. */
  @Column({ type: 'int', default: 0 })
  signedPasswordOnlyEndedBelow!: number;

  /** The signed token that was excepted when all others were ended. */
  @ReferenceColumn({ nullable: true })
  signedKept!: string | null;
}

export const NOT_TRUSTED = { trustedAt: null, trustedUntil: null };
export const NOTHING_ENDED = { signedEndedBelow: 0, signedPasswordOnlyEndedBelow: 0, signedKept: null };

/** What ends the signed tokens of a device. */
export type SignedEnds = Pick<Device, 'signedEndedBelow' | 'signedPasswordOnlyEndedBelow' | 'signedKept'>;

/** The version that signed tokens are issued with on this device. */
export const signedVersion = (device: SignedEnds): number =>
  Math.max(device.signedEndedBelow, device.signedPasswordOnlyEndedBelow);

/** Whether a signed token was ended on its device. */
export function isSignedEnded(
  device: SignedEnds,
  token: { tokenId: string; version: number; secondFactor: string | null },
): boolean {
  if (token.secondFactor === null && token.version < device.signedPasswordOnlyEndedBelow) return true;
  return token.version < device.signedEndedBelow && token.tokenId !== device.signedKept;
}
