import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  bigInteger,
  boolean,
  createTables,
  dropTables,
  hash,
  id,
  index,
  integer,
  nullable,
  reference,
  type TableDeclaration,
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'accounts',
    columns: [
      id(),
      varchar('login', 255),
      varchar('loginKey', 255),
      varchar('displayName', 255, nullable),
      varchar('nameKey', 255, nullable),
      varchar('role', 8),
      boolean('disabled', { default: 0 }),
      varchar('passwordHash', 255, nullable),
      varchar('passwordState', 8, { default: "'LONG'" }),
      varchar('passwordCost', 64, nullable),
      varchar('directoryKey', 255, nullable),
      time('directoryConfirmedAt', nullable),
      time('directoryAskedAt', nullable),
      integer('credentialVersion', { default: 0 }),
      integer('primaryFactors', { default: 0 }),
      boolean('requireTwoFactor', { default: 0 }),
      time('graceFrom', nullable),
      time('createdAt'),
      time('lastSignInAt', nullable),
      bigInteger('lockCount', { default: 0 }),
    ],
    indices: [
      unique('accounts_loginKey', 'loginKey'),
      unique('accounts_directoryKey', 'directoryKey'),
      // Which costs there are, for the hashes that logins without an account are checked against.
      index('accounts_passwordCost', 'passwordCost'),
      // How many administrators are left.
      index('accounts_role', 'role', 'disabled'),
      // The overview counts from the index alone.
      index('accounts_protection', 'primaryFactors', 'requireTwoFactor', 'role', 'disabled'),
      // What the list of accounts is filtered by, each in the order of logins …
      index('accounts_disabled', 'disabled', 'loginKey'),
      index('accounts_primaryFactors', 'primaryFactors', 'loginKey'),
      index('accounts_requireTwoFactor', 'requireTwoFactor', 'loginKey'),
      // … and what it is sorted by; the id makes the order of pages definite.
      index('accounts_nameKey', 'nameKey', 'id'),
      index('accounts_createdAt', 'createdAt', 'id'),
      index('accounts_lastSignInAt', 'lastSignInAt', 'id'),
    ],
  },
  {
    name: 'account_search_terms',
    columns: [id('accountId'), varchar('term', 255, { isPrimary: true })],
    belongsTo: { accountId: 'accounts' },
    // A search begins with the term; the account makes the order of pages definite.
    indices: [index('account_search_terms_term', 'term', 'accountId')],
  },
  {
    name: 'contacts',
    columns: [
      id('accountId'),
      varchar('email', 254, nullable),
      varchar('pendingEmail', 254, nullable),
      boolean('askedByOwner', { default: 0 }),
      hash('confirmHash', nullable),
      time('confirmBy', nullable),
      varchar('refusedEmail', 254, nullable),
      varchar('refusedReason', 100, nullable),
      time('refusedAt', nullable),
      varchar('locale', 8, nullable),
    ],
    belongsTo: { accountId: 'accounts' },
    indices: [unique('contacts_confirmHash', 'confirmHash')],
  },
  {
    name: 'password_links',
    columns: [id('accountId'), reference('id'), hash('hash'), time('expiresAt')],
    belongsTo: { accountId: 'accounts' },
    indices: [
      unique('password_links_hash', 'hash'),
      // For the nightly clean-up.
      index('password_links_expiresAt', 'expiresAt'),
    ],
  },
];

/** Who there is, how each is reached, and how each chooses a password. */
export class CreateAccounts1796000000000 implements MigrationInterface {
  name = 'CreateAccounts1796000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
