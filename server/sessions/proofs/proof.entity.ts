import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { ReferenceColumn, TimeColumn } from '../../platform/database/columns.js';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';
import { NotArchived } from '../../platform/database/archived.js';

/** When, and with what, a session was last proved again. One row a token, stored or signed. */
@NotArchived('It ends with its session.')
@Entity('proofs')
export class Proof {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  tokenId!: string;

  @ForeignKey(() => Account, { name: 'proofs_to_accounts', onDelete: 'CASCADE' })
  @Index('proofs_accountId')
  @ReferenceColumn()
  accountId!: string;

  @Column({ type: 'varchar', length: 20 })
  method!: SecondFactor | 'PASSWORD';

  @TimeColumn()
  provedAt!: number;

  /** The last second factor proved since: a signed token still says how it was begun. Null: none. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  secondFactor!: SecondFactor | null;

  /** From when on it says nothing any more. */
  @Index('proofs_keptUntil')
  @TimeColumn({ default: 0 })
  keptUntil!: number;
}
