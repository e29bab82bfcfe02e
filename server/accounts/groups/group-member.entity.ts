import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';
import { Account } from '../account.entity.js';
import { Group } from './group.entity.js';

/** Who put an account into a group. */
export type MemberSource = 'HAND' | 'IMPORT' | 'DIRECTORY';

/** An account in a group that is no domain. */
@Archived()
@Entity('group_members')
@Index('group_members_groupId', ['groupId', 'loginKey', 'accountId'])
export class GroupMember {
  @ForeignKey(() => Account, { name: 'group_members_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  @ForeignKey(() => Group, { name: 'group_members_to_account_groups', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  groupId!: string;

  /** The account's, so that the members of a group lie in its index as lists show them, however many there are. */
  @Column({ type: 'varchar', length: 255 })
  loginKey!: string;

  @Column({ type: 'varchar', length: 10 })
  source!: MemberSource;

  @TimeColumn()
  createdAt!: number;
}
