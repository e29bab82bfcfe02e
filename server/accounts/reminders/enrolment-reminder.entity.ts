import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { NotArchived } from '../../platform/database/archived.js';
import { TimeColumn } from '../../platform/database/columns.js';
import { Account } from '../account.entity.js';

/** How far somebody has been reminded to set up a second factor. */
@NotArchived('It tells of mails that this installation sends.')
@Entity('enrolment_reminders')
export class EnrolmentReminder {
  @ForeignKey(() => Account, { name: 'enrolment_reminders_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  /** That they were reminded of: for another one the reminders begin anew. */
  @TimeColumn()
  deadline!: number;

  /** The last one that was sent, counted from 1. */
  @Column({ type: 'int' })
  stage!: number;
}
