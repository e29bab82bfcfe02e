import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './account.entity.js';
import { NotArchived } from '../platform/database/archived.js';

/**
 * What an account is found by: searches look for beginnings of terms, in the index. A row for the login, one for what
 * follows its `@`, and one from each word of the name on (see termsOf): four for most accounts, some 100 bytes each
 * with both indexes.
 */
@NotArchived('They are made anew of logins and names.')
@Entity('account_search_terms')
@Index('account_search_terms_term', ['term', 'accountId'])
export class SearchTerm {
  @ForeignKey(() => Account, { name: 'account_search_terms_to_accounts', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'varchar', length: 36 })
  accountId!: string;

  @PrimaryColumn({ type: 'varchar', length: 255 })
  term!: string;
}
