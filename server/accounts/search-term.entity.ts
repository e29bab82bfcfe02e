import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './account.entity.js';

/**
 * What an account is found by: searches look for beginnings of terms, in the index. A row for the login, one for what
 * follows its `@`, and one from each word of the name on (see termsOf): four for most accounts, some 100 bytes each
 * with both indexes.
 */
@Entity('account_search_terms')
@Index('account_search_terms_term', ['term', 'accountId'])
export class SearchTerm {
  @ForeignKey(() => Account, { name: 'account_search_terms_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  @PrimaryColumn({ type: 'varchar', length: 255 })
  term!: string;
}
