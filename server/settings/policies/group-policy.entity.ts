import { Column, Entity, ForeignKey } from 'typeorm';
import { IdColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';
import { groupSettings, type GroupSettingValues } from '../declarations.js';

const Declared = class {} as new () => GroupSettingValues;

/** Longest list of networks, as it is kept. */
export const NETWORKS_LENGTH = 1600;

/**
 * What is stricter for a group than the settings say; what is null or empty is as they say. One row a group, so that
 * whatever is decided by a group is so decided by one row.
 */
@Archived()
@Entity('group_policies')
export class GroupPolicy extends Declared {
  @ForeignKey('Group', { name: 'group_policies_to_account_groups', onDelete: 'CASCADE' })
  @IdColumn()
  groupId!: string;

  /** Grows with each change, so that two administrators cannot overwrite each other unseen. */
  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'boolean' })
  requireTwoFactor!: boolean;

  /** Since when it is demanded; 0 while it is not. */
  @TimeColumn()
  requiredSince!: number;

  /** Of what the group demands; null: as many as the settings give. */
  @Column({ type: 'int', nullable: true })
  enrolmentGraceDays!: number | null;

  /** In CIDR notation, apart by blanks: where its accounts can be used from; empty: from anywhere. */
  @Column({ type: 'varchar', length: NETWORKS_LENGTH })
  allowedNetworks!: string;

  /** Where a second factor is asked for on trusted devices too. */
  @Column({ type: 'varchar', length: NETWORKS_LENGTH })
  alwaysAskFrom!: string;

  /** Where none is asked for at sign-in; empty: the group says nothing about it. */
  @Column({ type: 'varchar', length: NETWORKS_LENGTH })
  neverAskFrom!: string;
}

for (const [name, { kind }] of groupSettings) {
  Column({ type: kind === 'switch' ? 'boolean' : 'int', nullable: true })(GroupPolicy.prototype, name);
}
