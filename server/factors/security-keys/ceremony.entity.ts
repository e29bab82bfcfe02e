import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { NotArchived } from '../../platform/database/archived.js';

export type CeremonyPurpose =
  | 'registration'
  /** Without a gesture: conditional mediation. */
  | 'automatic'
  | 'verification'
  | 'passkey'
  | 'reauthentication'
  | 'password-reset';

/** A WebAuthn challenge: one of an account that awaits its answer, or one of nobody (passkeys) that was answered. */
@NotArchived('A ceremony under way is begun anew.')
@Entity('webauthn_ceremonies')
export class Ceremony {
  /** SHA-256 of the challenge. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  challengeHash!: string;

  @Column({ type: 'varchar', length: 20 })
  purpose!: CeremonyPurpose;

  /** Null where it is not known who will answer (passkeys). */
  @Index('webauthn_ceremonies_accountId')
  @ForeignKey(() => Account, { name: 'webauthn_ceremonies_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn({ nullable: true })
  accountId!: string | null;

  /** The sign-in challenge, the token or the password's reset that this ceremony belongs to; empty for passkeys. */
  @Column({ type: 'varchar', length: 36 })
  boundTo!: string;

  @Index('webauthn_ceremonies_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
