import { Column, Entity, Index, VirtualColumn } from 'typeorm';
import type { AccountProfile, AccountRole, PasswordState } from '../platform/acting/account-profile.js';
import { IdColumn, milliseconds, TimeColumn } from '../platform/database/columns.js';
import { Archived } from '../platform/database/archived.js';
import { factColumns } from '../settings/policies/policy-columns.js';

const fact = (name: keyof ReturnType<typeof factColumns>) => (account: string) =>
  factColumns(account)[name].slice(1, -1);

@Archived()
@Entity('accounts')
@Index('accounts_role', ['role', 'disabled'])
@Index('accounts_disabled', ['disabled', 'loginKey'])
@Index('accounts_protection', ['primaryFactors', 'requireTwoFactor', 'role', 'disabled'])
@Index('accounts_primaryFactors', ['primaryFactors', 'loginKey'])
@Index('accounts_requireTwoFactor', ['requireTwoFactor', 'loginKey'])
@Index('accounts_nameKey', ['nameKey', 'id'])
@Index('accounts_createdAt', ['createdAt', 'id'])
@Index('accounts_lastSignInAt', ['lastSignInAt', 'id'])
@Index('accounts_backupCodesLeft', ['backupCodesLeft', 'loginKey'])
@Index('accounts_domainKey', ['domainKey', 'loginKey'])
@Index('accounts_domainAge', ['domainKey', 'createdAt', 'id'])
export class Account implements AccountProfile {
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 255 })
  login!: string;

  /** The login without regard to case (see normaliseLogin). */
  @Index('accounts_loginKey', { unique: true })
  @Column({ type: 'varchar', length: 255 })
  loginKey!: string;

  /** What follows the last @ of `loginKey`, for groups that are domains (see domainOf); null: nothing does. */
  @Column({ type: 'varchar', length: 255, nullable: true, select: false })
  domainKey?: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  displayName!: string | null;

  /** The display name in lower case, for search. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  nameKey!: string | null;

  @Column({ type: 'varchar', length: 8 })
  role!: AccountRole;

  /** Whether its role is for the accounts of some groups (see RoleGroup) rather than for all; of none, where none is left. */
  @Column({ type: 'boolean', default: false })
  isScoped!: boolean;

  @Column({ type: 'boolean', default: false })
  disabled!: boolean;

  /** argon2id, PHC string; null: a directory keeps the password. Loaded only where it is checked. */
  @Column({ type: 'varchar', length: 255, nullable: true, select: false })
  passwordHash!: string | null;

  @Column({ type: 'varchar', length: 8, default: 'LONG' })
  passwordState!: PasswordState;
  /** How a hash that was imported begins, while it costs other than ours to check (see Decoys). */
  @Index('accounts_passwordCost')
  @Column({ type: 'varchar', length: 64, nullable: true, select: false })
  passwordCost!: string | null;

  /** What the directory knows it by, whatever it is called here; null: its password is ours. */
  @Index('accounts_directoryKey', { unique: true })
  @Column({ type: 'varchar', length: 255, nullable: true })
  directoryKey!: string | null;

  /** When the directory last stood by it; null: never, or it has gone from there since. */
  @TimeColumn({ nullable: true })
  directoryConfirmedAt!: number | null;

  /** When the directory was last asked for it. */
  @TimeColumn({ nullable: true })
  directoryAskedAt!: number | null;

  /** Grows when the password changes or all is revoked: what was proved under an older one no longer counts. */
  @Column({ type: 'int', default: 0 })
  credentialVersion!: number;

  /** Which primary factors are set up, by the bits that factors/ gives them; kept in the transaction that changes them. */
  @Column({ type: 'int', default: 0 })
  primaryFactors!: number;

  /**
   * How many backup codes of its set are unused, for the list of accounts alone; null: it has none. Kept in the transaction
   * that changes them.
   */
  @Column({ type: 'int', nullable: true, select: false })
  backupCodesLeft?: number | null;

  /** A second factor is demanded of this account, whatever the settings demand of all. */
  @Column({ type: 'boolean', default: false })
  requireTwoFactor!: boolean;

  /** Its person does not want to be asked to set a second factor up; one that is demanded is asked for all the same. */
  @Column({ type: 'boolean', default: false, select: false })
  recommendationDismissed?: boolean;

  /** Grace to enrol counts from here at the earliest: when it was promoted or singled out. Null: its creation. */
  @TimeColumn({ nullable: true })
  graceFrom!: number | null;

  /** The networks that it can be used from, in CIDR notation, apart by blanks; empty: from anywhere (see allowed-networks). */
  @Column({ type: 'varchar', length: 1600, default: '' })
  allowedNetworks!: string;

  /** When its owner said that somebody else was in it: nobody signs in until it has another password. Null: never, or no more. */
  @TimeColumn({ nullable: true })
  reportedAt!: number | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  lastSignInAt!: number | null;

  /** What policy depends on: see PolicyFacts. No columns of its own, but read with it wherever it is read. */
  @VirtualColumn({ type: 'text', query: fact('policyGroups') })
  policyGroups!: string | null;

  @VirtualColumn({ type: 'varchar', query: fact('policyDomain') })
  policyDomain!: string | null;

  @VirtualColumn({ type: 'bigint', query: fact('exemptUntil'), transformer: milliseconds })
  exemptUntil!: number | null;

  /** Grows with each lock, for nothing but to be written: see lockAccounts. */
  @Column({ type: 'bigint', default: 0, select: false })
  lockCount?: number;
}
