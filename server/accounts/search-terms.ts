import type { EntityManager } from 'typeorm';
import type { Account } from './account.entity.js';
import { Insertion } from '../platform/database/prepared.js';
import { normaliseLogin } from './login.js';
import { SearchTerm } from './search-term.entity.js';

type Findable = Pick<Account, 'id' | 'loginKey' | 'nameKey'>;

const MOST_WORDS = 10;
const TERM = new Insertion<SearchTerm>('account_search_terms', ['accountId', 'term']);
const LAST_CHARACTER = '\u{10FFFF}';
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Whatever a search of this account may begin with: its login, what follows the `@`, and its name from each of the first ten words on. */
export function termsOf({ loginKey, nameKey }: Omit<Findable, 'id'>): string[] {
  const domain = loginKey.slice(loginKey.lastIndexOf('@') + 1);
  const name = nameKey ?? '';
  const words = [...name.matchAll(WORD)].slice(0, MOST_WORDS);
  const terms = [loginKey, domain, name, ...words.map(({ index }) => name.slice(index))];
  // MySQL takes terms for the same that differ by blanks at the end.
  return [...new Set(terms.map((term) => term.trim()))].filter((term) => term !== '');
}

/** To be called in the transaction that inserts the accounts. */
export async function insertTerms(tx: EntityManager, accounts: readonly Findable[]): Promise<void> {
  const rows = accounts.flatMap((account) =>
    termsOf(account).map((term) => ({ accountId: account.id, term })),
  );
  await TERM.allInto(tx, rows);
}

/** To be called in the transaction that changes the login or the name of an account, which is locked. */
export async function replaceTerms(tx: EntityManager, account: Findable): Promise<void> {
  await tx.delete(SearchTerm, { accountId: account.id });
  await insertTerms(tx, [account]);
}

/** The terms that begin with what was typed: from `from`, and before `to`. Null when nothing was typed. */
export function searchRange(typed: string): { from: string; to: string } | null {
  // A domain is looked for with or without its @.
  const from = normaliseLogin(typed).replace(/^@/, '');
  return from === '' ? null : { from, to: from + LAST_CHARACTER };
}
