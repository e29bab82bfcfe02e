import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Archived } from '../../platform/database/archived.js';
import { Account } from '../account.entity.js';
import { Group } from '../groups/group.entity.js';

/** A group whose accounts a scoped account administers. Changed only under the lock of the account that has the role. */
@Archived()
@Entity('role_groups')
export class RoleGroup {
  @ForeignKey(() => Account, { name: 'role_groups_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  @Index('role_groups_groupId')
  @ForeignKey(() => Group, { name: 'role_groups_to_account_groups', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  groupId!: string;
}
