import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Archived } from '../../platform/database/archived.js';
import { HashColumn, IdColumn, ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import { ServiceAccount } from './service-account.entity.js';

/**
 * What a service account is known by. In archives, unlike the tokens of people: nobody is there to sign a program in again
 * after a move, and the hash of 256 random bits opens nothing.
 */
@Archived()
@Entity('service_tokens')
@Index('service_tokens_serviceAccountId', ['serviceAccountId', 'createdAt'])
export class ServiceToken {
  @IdColumn()
  id!: string;

  @ForeignKey(() => ServiceAccount, { name: 'service_tokens_to_service_accounts', onDelete: 'CASCADE' })
  @ReferenceColumn()
  serviceAccountId!: string;

  @Index('service_tokens_hash', { unique: true })
  @HashColumn()
  hash!: string;

  /** Its last four characters, by which people recognise it. */
  @Column({ type: 'varchar', length: 4 })
  hint!: string;

  @TimeColumn()
  createdAt!: number;

  @Index('service_tokens_expiresAt')
  @TimeColumn()
  expiresAt!: number;

  /** When another one was issued in its place; null: none was. */
  @TimeColumn({ nullable: true })
  replacedAt!: number | null;

  /** Kept to the minute; null: not used yet. */
  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;
}
