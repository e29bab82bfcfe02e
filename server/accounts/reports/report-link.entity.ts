import { Entity, ForeignKey, Index } from 'typeorm';
import { Archived } from '../../platform/database/archived.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { Account } from '../account.entity.js';

/** Of a mail that tells of a sign-in, or of another password. With the first that is used, all of the account's are deleted. */
@Archived()
@Entity('report_links')
export class ReportLink {
  @IdColumn()
  id!: string;

  @Index('report_links_accountId')
  @ForeignKey(() => Account, { name: 'report_links_to_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  accountId!: string;

  /** Where the sign-in was; it may have been forgotten since. */
  @ReferenceColumn({ nullable: true })
  deviceId!: string | null;

  @Index('report_links_hash', { unique: true })
  @HashColumn()
  hash!: string;

  @Index('report_links_expiresAt')
  @TimeColumn()
  expiresAt!: number;
}
