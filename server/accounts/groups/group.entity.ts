import { Column, Entity, Index } from 'typeorm';
import { IdColumn, TimeColumn } from '../../platform/database/columns.js';
import { Archived } from '../../platform/database/archived.js';

/**
 * What puts an account into a group: an administrator or an import, the domain of its login, or what its directory says of
 * the person.
 */
export type GroupKind = 'MANUAL' | 'DOMAIN' | 'DIRECTORY';

/**
 * A group of accounts. Groups hold accounts and no groups: a domain, a team and what a directory tells of a person are
 * flat, an account can be in many, and groups that directories nest are resolved by these. Whatever is decided by a group
 * is so decided by one row, and nobody has to walk up a tree to see why.
 *
 * Who is in a domain is no row of its own but the account's `domainKey`, of which there are two indices: a domain of a
 * million people is a group the moment it is named, on every server, nothing has to be kept in step, and lists, filters
 * and counts of it read an index.
 */
@Archived()
@Entity('account_groups')
@Index('account_groups_kind', ['kind', 'nameKey'])
export class Group {
  @IdColumn()
  id!: string;

  @Column({ type: 'varchar', length: 64 })
  name!: string;

  /** The name without regard to case. */
  @Index('account_groups_nameKey', { unique: true })
  @Column({ type: 'varchar', length: 64 })
  nameKey!: string;

  @Column({ type: 'varchar', length: 10 })
  kind!: GroupKind;

  /** The domain, or the value that the directory has of its members; null: neither. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  source!: string | null;

  /** The domain in the form in which accounts have it; null: it is none. */
  @Index('account_groups_domainKey', { unique: true })
  @Column({ type: 'varchar', length: 255, nullable: true })
  domainKey!: string | null;

  /** The directory's value in the form in which it is compared; null: no directory feeds it. */
  @Index('account_groups_directoryKey', { unique: true })
  @Column({ type: 'varchar', length: 255, nullable: true })
  directoryKey!: string | null;

  @TimeColumn()
  createdAt!: number;
}
