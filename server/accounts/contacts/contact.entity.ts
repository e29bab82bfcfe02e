import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Locale } from '../../platform/locale.js';
import { Account } from '../account.entity.js';
import { TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/** Where and in which language an account is written to. Apart from the account, which every request reads. */
@Archived()
@Entity('contacts')
export class Contact {
  @ForeignKey(() => Account, { name: 'contacts_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** Confirmed by the person who reads what is sent there. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  email!: string | null;

  @Column({ type: 'varchar', length: 8, nullable: true })
  locale!: Locale | null;

  /** What `email` will be, once it is confirmed. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  pendingEmail!: string | null;

  /** SHA-256 of the token in the link that was sent there; null: none was sent. */
  @Index('contacts_confirmHash', { unique: true })
  @Column({ type: 'varchar', length: 64, nullable: true })
  confirmHash!: string | null;

  /** Until when the link is good. */
  @TimeColumn({ nullable: true })
  confirmBy!: number | null;

  /** Whether a session of the account asked for it: then it is given up with what was proved in that session. */
  @Column({ type: 'boolean', default: false })
  askedByOwner!: boolean;

  /** The address that the relay last refused for good, which may be another than the one that is used now. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  refusedEmail!: string | null;

  /** Such as SMTP 550. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  refusedReason!: string | null;

  @TimeColumn({ nullable: true })
  refusedAt!: number | null;
}

/** The relay has refused no address. */
export const NOTHING_REFUSED = { refusedEmail: null, refusedReason: null, refusedAt: null } as const;

/** No address waits for its confirmation. */
export const NOTHING_PENDING = {
  pendingEmail: null,
  confirmHash: null,
  confirmBy: null,
  askedByOwner: false,
} as const;
