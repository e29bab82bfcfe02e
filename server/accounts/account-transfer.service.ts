import { type EntityManager, In, MoreThan } from 'typeorm';
import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { Insertion } from '../platform/database/prepared.js';
import { newId } from '../platform/ids.js';
import { keysetPages } from '../platform/paging/keyset.js';
import { Account } from './account.entity.js';
import { NO_FACTS } from '../settings/policies/policy-columns.js';
import { domainOf, normaliseName } from './login.js';
import { ownPassword, passwordElsewhere } from './password-columns.js';
import { insertTerms } from './search-terms.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';

export type NewcomerAccount = Pick<
  Account,
  | 'login'
  | 'loginKey'
  | 'displayName'
  | 'role'
  | 'disabled'
  | 'passwordHash'
  | 'passwordState'
  | 'passwordCost'
  | 'primaryFactors'
  | 'requireTwoFactor'
  | 'allowedNetworks'
> &
  Required<Pick<Account, 'backupCodesLeft' | 'recommendationDismissed'>>;

const ACCOUNT_ROW = new Insertion<Account>('accounts', [
  'id',
  'login',
  'loginKey',
  'domainKey',
  'displayName',
  'nameKey',
  'role',
  'disabled',
  'passwordHash',
  'passwordState',
  'passwordCost',
  'directoryKey',
  'directoryConfirmedAt',
  'directoryAskedAt',
  'credentialVersion',
  'primaryFactors',
  'backupCodesLeft',
  'requireTwoFactor',
  'allowedNetworks',
  'recommendationDismissed',
  'graceFrom',
  'createdAt',
  'lastSignInAt',
]);

const AT_ONCE = 500;

/** Accounts by the thousand, in and out. */
export class AccountTransferService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** By their `loginKey`. */
  async byLoginKeys(loginKeys: readonly string[]): Promise<Map<string, AccountProfile>> {
    const accounts = await this.database.manager.findBy(Account, { loginKey: In(loginKeys) });
    return new Map(accounts.map((account) => [account.loginKey, account]));
  }

  /** What it inserts is checked by the caller; a login that is taken violates the unique index. */
  async insert(tx: EntityManager, newcomers: readonly NewcomerAccount[]): Promise<AccountProfile[]> {
    const now = this.clock.now();
    const accounts = newcomers.map((newcomer) => ({
      ...newcomer,
      ...(newcomer.passwordHash === null
        ? passwordElsewhere(newcomer.loginKey)
        : ownPassword(newcomer.passwordHash, newcomer.passwordCost)),
      isScoped: false,
      directoryConfirmedAt: null,
      directoryAskedAt: null,
      id: newId(now),
      domainKey: domainOf(newcomer.loginKey),
      nameKey: newcomer.displayName === null ? null : normaliseName(newcomer.displayName),
      credentialVersion: 0,
      graceFrom: null,
      createdAt: now,
      lastSignInAt: null,
      ...NO_FACTS,
    }));
    await ACCOUNT_ROW.allInto(tx, accounts);
    await insertTerms(tx, accounts);
    return accounts.map(
      ({ passwordHash: _hash, passwordCost: _cost, domainKey: _domain, ...profile }) => profile,
    );
  }

  /** All of them, some hundred at a time, in the order of their ids. */
  all(): AsyncGenerator<readonly AccountProfile[]> {
    return keysetPages((last) =>
      this.database.manager.find(Account, {
        where: { id: MoreThan(last?.id ?? '') },
        order: { id: 'ASC' },
        take: AT_ONCE,
      }),
    );
  }
}
