import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { NotArchived } from '../../platform/database/archived.js';

/** How far mails of one kind, about one account and to one address, are to be gathered. */
@NotArchived('It tells of mails that this installation sends.')
@Entity('mail_paces')
export class MailPace {
  /** SHA-256 of account, occasion and address. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  kind!: string;

  @Index('mail_paces_accountId')
  @ForeignKey('Account', { name: 'mail_paces_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** The next mail waits until then; later than that, it is as if there had been none, and the row may be deleted. */
  @Index('mail_paces_nextAt')
  @TimeColumn()
  nextAt!: number;

  /** The message in the outbox that waits, and takes in what happens meanwhile. */
  @Column({ type: 'varchar', length: 36, nullable: true })
  waitingId!: string | null;
}
