import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../platform/database/columns.js';

export type RequireTwoFactor = 'NOBODY' | 'ADMINS' | 'EVERYONE';

/** One row, id 1. */
@Entity('settings')
export class Settings {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  /** Grows with each change, so that two administrators cannot overwrite each other unseen. */
  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'boolean' })
  disabled!: boolean;

  @Column({ type: 'boolean' })
  showRecommendationToConfigure!: boolean;

  @Column({ type: 'boolean' })
  allowAuthenticatorApp!: boolean;

  @Column({ type: 'boolean' })
  allowSecurityKeys!: boolean;

  @Column({ type: 'boolean' })
  allowBackupCodes!: boolean;

  @Column({ type: 'boolean' })
  allowUsedDevices!: boolean;

  @Column({ type: 'boolean', default: true })
  allowAppPasswords!: boolean;

  @Column({ type: 'boolean', default: true })
  allowPasswordForBackends!: boolean;

  /** Time steps of 30 s either way. */
  @Column({ type: 'int' })
  clockTolerance!: number;

  /** 0: off. */
  @Column({ type: 'int' })
  trustDevicesForDays!: number;

  /** Trust given until this moment is void: set when trustDevicesForDays changes, so that lengthening it revives nothing. */
  @TimeColumn()
  trustNotBefore!: number;

  /** 0: never. */
  @Column({ type: 'int' })
  authTokenExpirationLifetimeDays!: number;

  /** The same for tokens and authTokenExpirationLifetimeDays. */
  @TimeColumn({ default: 0 })
  tokensNotBefore!: number;

  /** Tokens issued in another one are void: it grows when everyone's sessions are ended. */
  @Column({ type: 'int', default: 0 })
  sessionEpoch!: number;

  /** 0: never. */
  @Column({ type: 'int', default: 0 })
  idleTimeoutMinutes!: number;

  @Column({ type: 'boolean' })
  storeAuthTokenInDB!: boolean;

  @Column({ type: 'varchar', length: 8 })
  requireTwoFactor!: RequireTwoFactor;

  /** How long whom a second factor is demanded of may go on without. */
  @Column({ type: 'int', default: 0 })
  enrolmentGraceDays!: number;

  /** Since when requireTwoFactor has included them, if it does. */
  @TimeColumn({ default: 0 })
  requiredOfAdminsSince!: number;

  @TimeColumn({ default: 0 })
  requiredOfEveryoneSince!: number;
}
