import { type EntityManager, In, IsNull } from 'typeorm';
import { Contact, NOTHING_PENDING } from './contacts/contact.entity.js';
import type { Access } from './access.js';
import { lockAccounts } from './account-lock.js';
import { refuseUnlessExpected } from '../platform/expected.js';
import { type Packed, PackedColumns } from '../platform/database/packed-columns.js';
import { changed, marks } from '../platform/database/prepared.js';
import { Refusal } from '../platform/refusal.js';
import { demandedSince } from '../settings/requirement.js';
import type { ThrottleService } from './throttle/throttle.service.js';
import {
  type AccountChanges,
  asSeen,
  canonical,
  demandsMore,
  describeChanges,
  describeScope,
  displayNameColumns,
  type ExpectedAccount,
  isElsewhere,
  isFoundOtherwise,
} from './account-changes.js';
import { Account } from './account.entity.js';
import { networksColumn, refuseLockingOut } from './allowed-networks.js';
import { ACCOUNT_COLUMNS, type AccountRow, toProfile } from './account-row.js';
import { checkLogin, domainOf, normaliseLogin, refusingTakenLogins } from './login.js';
import { renameMember } from './groups/member-rows.js';
import { ownPassword } from './password-columns.js';
import { type PasswordHasher, requesterOf } from './password-hasher.js';
import { PasswordLink } from './password-links/password-link.entity.js';
import type { PasswordRules } from './password-rules.js';
import { administrators, keepAdministered } from './roles/last-administrator.js';
import {
  changedRole,
  type GivenRole,
  isRaised,
  refuseUnlessGivable,
  refuseUnlessStaying,
  writeScope,
} from './roles/role-changes.js';
import { replaceTerms } from './search-terms.js';
import { type Acting, actorOf } from '../platform/acting/guard.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Ground } from './ground.js';

/** Whatever else ended with an account's access, by its name, for the record. */
export type AlsoEnded = Record<string, unknown>;

export type AccountWithPassword = AccountProfile & Pick<Account, 'passwordHash'>;

const WITH_PASSWORD = new PackedColumns<AccountRow & Pick<Account, 'passwordHash'>>({
  ...ACCOUNT_COLUMNS,
  passwordHash: 'a.passwordHash',
});

/** The accounts that there are. */
export class AccountsService {
  private readonly raises: ((tx: EntityManager, id: string) => Promise<unknown>)[] = [];
  private readonly endings: ((tx: EntityManager, id: string) => Promise<AlsoEnded>)[] = [];

  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      access: Access;
      hasher: PasswordHasher;
      rules: PasswordRules;
    },
  ) {}

  /** Who has one of these normalised logins, or is known by one of these to the directory; with password hashes. */
  async findForSignIn(
    logins: readonly string[],
    directoryKeys: readonly string[],
  ): Promise<AccountWithPassword[]> {
    const either = [
      ...(logins.length > 0 ? [`a.loginKey IN ${marks(logins)}`] : []),
      ...(directoryKeys.length > 0 ? [`a.directoryKey IN ${marks(directoryKeys)}`] : []),
    ];
    const sql = `SELECT ${WITH_PASSWORD.sql} AS account FROM accounts a WHERE ${either.join(' OR ')}`;
    const found = await this.needs.database.rows<{ account: Packed }>(sql, [...logins, ...directoryKeys]);
    return found.map(({ account }) => {
      const row = WITH_PASSWORD.read(account);
      return { ...toProfile(row), passwordHash: row.passwordHash };
    });
  }

  async byId(id: string): Promise<AccountProfile> {
    const account = await this.find(id);
    if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
    return account;
  }

  async find(id: string, tx?: EntityManager): Promise<AccountProfile | null> {
    return (tx ?? this.needs.database.manager).findOneBy(Account, { id });
  }

  async byIds(ids: readonly string[]): Promise<AccountProfile[]> {
    return this.needs.database.manager.findBy(Account, { id: In(ids) });
  }

  async findByLogin(login: string): Promise<AccountProfile | null> {
    return this.needs.database.manager.findOneBy(Account, { loginKey: normaliseLogin(login) });
  }

  /**
   * A new password, or disabling, also ends the account's tokens and trust. Throws CONFLICT for the last owner,
   * or when something is not as `expected` any more.
   */
  async update(
    acting: Acting,
    id: string,
    input: AccountChanges,
    expected: ExpectedAccount = {},
  ): Promise<AccountProfile> {
    const found = await this.needs.guard.reachable(acting, id);
    const changes: Partial<Account> = {};
    if (input.login !== undefined) {
      changes.login = checkLogin(input.login);
      changes.loginKey = normaliseLogin(changes.login);
      changes.domainKey = domainOf(changes.loginKey);
    }
    if (input.displayName !== undefined) Object.assign(changes, displayNameColumns(input.displayName));
    if (input.requireTwoFactor !== undefined) changes.requireTwoFactor = input.requireTwoFactor;
    if (input.disabled !== undefined) changes.disabled = input.disabled;
    if (input.allowedNetworks !== undefined) {
      changes.allowedNetworks = networksColumn(input.allowedNetworks);
      refuseLockingOut(acting, id, changes.allowedNetworks);
    }
    if (input.password !== undefined) {
      await this.refuseUnlessOurs(id);
      const known = await this.needs.rules.check(input.password, { ...found, ...changes }, 'password');
      Object.assign(
        changes,
        ownPassword(await this.needs.hasher.hashFor(requesterOf(actorOf(acting)), input.password)),
      );
      changes.passwordState = input.passwordMustChange === false ? known : 'GIVEN';
    }
    if (input.password === undefined && input.passwordMustChange !== undefined) {
      const message = 'passwordMustChange can only be given together with a password.';
      throw new Refusal('BAD_USER_INPUT', message, { field: 'passwordMustChange' });
    }
    const isAboutRole = input.role !== undefined || input.administersGroups !== undefined;
    if (Object.keys(changes).length === 0 && !isAboutRole) return found;
    // Also where it is so already.
    const wanted = input.role === undefined ? {} : { role: input.role };
    const change = async (tx: EntityManager, before: AccountProfile): Promise<void> => {
      const given = await changedRole(tx, before, input);
      if (given) Object.assign(changes, { role: given.role, isScoped: given.groups !== null });
      refuseUnlessExpected(asSeen(before), canonical(expected), asSeen({ ...changes, ...wanted }));
      if (!given && Object.keys(changes).length === 0) return;
      if (given) await this.giveRole(tx, acting, before, given);
      if (changes.loginKey !== undefined) await refuseUnlessStaying(tx, acting, { ...before, ...changes });
      await keepAdministered(tx, before, { ...before, ...changes });
      if (demandsMore(before, input) || isElsewhere(before, changes)) {
        // Of whom it is demanded already, for one reason or another, no more time is due.
        changes.graceFrom =
          demandedSince(before, await this.needs.settings.of(before, tx)) ?? this.needs.clock.now();
      }
      await tx.update(Account, { id }, changes);
      if (isFoundOtherwise(changes)) await replaceTerms(tx, { ...before, ...changes });
      if (changes.loginKey !== undefined) await renameMember(tx, id, changes.loginKey);
      if (changes.passwordHash !== undefined) await this.needs.throttle.clearKinds(tx, id, ['password']);
      const endsAccess = changes.disabled === true || changes.passwordHash !== undefined;
      const ended = endsAccess ? await this.endAllAccess(tx, id) : {};
      await this.needs.audit.record(tx, {
        action: 'account.updated',
        actor: actorOf(acting),
        account: before,
        details: { ...describeChanges(before, changes), ...(given && describeScope(given)), ...ended },
      });
    };
    const others = isAboutRole || changes.disabled === true ? await administrators(this.needs.database) : [];
    await refusingTakenLogins(() => this.needs.guard.on(acting, id, change, others));
    return this.byId(id);
  }

  /** Its factors, devices and tokens go with it. Throws CONFLICT for the last owner. */
  async delete(acting: Acting, id: string): Promise<void> {
    const remove = async (tx: EntityManager, account: AccountProfile): Promise<void> => {
      await keepAdministered(tx, account, null);
      await tx.delete(Account, { id });
      await this.needs.audit.record(tx, { action: 'account.deleted', actor: actorOf(acting), account });
    };
    await this.needs.guard.on(acting, id, remove, await administrators(this.needs.database));
  }

  /** Throws PASSWORD_ELSEWHERE for an account whose password a directory keeps. */
  async refuseUnlessOurs(id: string): Promise<void> {
    if (!(await this.needs.database.manager.existsBy(Account, { id, passwordHash: IsNull() }))) return;
    throw new Refusal(
      'PASSWORD_ELSEWHERE',
      'Another server, such as the mail server, keeps the password of this account: change it there.',
    );
  }

  /** Lets password and codes be tried again after too many failures, or after a report. */
  async unlock(acting: Acting, id: string): Promise<AccountProfile> {
    await this.needs.guard.on(acting, id, async (tx, account) => {
      await this.needs.throttle.clearAccount(tx, account);
      await tx.update(Account, { id }, { reportedAt: null });
      await this.needs.audit.record(tx, {
        action: 'account.unlocked',
        actor: actorOf(acting),
        account,
        details: { ...(account.reportedAt !== null && { reported: true }) },
      });
    });
    return this.byId(id);
  }

  /** Ends all the account's tokens, stored or signed; returns how many stored ones there were. */
  async revokeTokens(acting: Acting, id: string): Promise<number> {
    return this.needs.guard.on(acting, id, async (tx, account) => {
      const ended = await this.raiseCredentialVersion(tx, id);
      const count = await this.needs.access.tokens.revokeAll(tx, id);
      await this.needs.audit.record(tx, {
        action: 'account.tokens_revoked',
        actor: actorOf(acting),
        account,
        details: { count, ...ended },
      });
      return count;
    });
  }

  /**
   * The first statement of the transaction that a sign-in ends in. It is decided by what holds now, not by what was read
   * before it waited for a hash or a code: null when the account is gone, disabled or reported, or when what was checked
   * under that credential version counts no more.
   */
  async lockForSignIn(
    tx: EntityManager,
    { id, credentialVersion }: { id: string; credentialVersion?: number },
  ): Promise<AccountProfile | null> {
    const account = (await lockAccounts(tx, [id])).get(id);
    if (!account || account.disabled || account.reportedAt !== null) return null;
    return account.credentialVersion === (credentialVersion ?? account.credentialVersion) ? account : null;
  }

  async recordSignIn(tx: EntityManager, id: string): Promise<void> {
    await changed(tx, 'UPDATE accounts SET lastSignInAt = ? WHERE id = ?', [this.needs.clock.now(), id]);
  }

  /** What was proved before counts no more: tokens (but the excepted one), trust, open challenges, a password link and an unconfirmed address end. Returns what else did. */
  async endAllAccess(tx: EntityManager, id: string, exceptTokenId?: string): Promise<AlsoEnded> {
    const ended = await this.raiseCredentialVersion(tx, id);
    await tx.delete(PasswordLink, { accountId: id });
    await this.needs.access.tokens.revokeAll(tx, id, exceptTokenId);
    await this.needs.access.devices.dropAllTrust(tx, id);
    return ended;
  }

  /** For what is kept further up, and is worth nothing under another `credentialVersion`; asked just before. */
  endsWithAccess(ending: (tx: EntityManager, id: string) => Promise<AlsoEnded>): void {
    this.endings.push(ending);
  }

  /** For what lets somebody in who was given it for an account: it ends when that may do more than before. */
  endsWithRaise(raise: (tx: EntityManager, id: string) => Promise<unknown>): void {
    this.raises.push(raise);
  }

  /** Notes which primary factors are set up; the caller has locked the account. */
  async setPrimaryFactors(tx: EntityManager, id: string, primaryFactors: number): Promise<void> {
    await tx.update(Account, { id }, { primaryFactors });
  }

  /** What others hold of an account by then, such as a link for its password, is not worth what it can do from now on. */
  private async giveRole(
    tx: EntityManager,
    acting: Acting,
    before: AccountProfile,
    given: GivenRole,
  ): Promise<void> {
    await refuseUnlessGivable(tx, acting, given);
    if (await isRaised(tx, before, given)) {
      await tx.delete(PasswordLink, { accountId: before.id });
      for (const raise of this.raises) await raise(tx, before.id);
    }
    await writeScope(tx, before.id, given);
  }

  private async raiseCredentialVersion(tx: EntityManager, id: string): Promise<AlsoEnded> {
    const ended: AlsoEnded = {};
    for (const ending of this.endings) Object.assign(ended, await ending(tx, id));
    await tx.increment(Account, { id }, 'credentialVersion', 1);
    // A thief of a session would be sent the next password link there.
    await tx.update(Contact, { accountId: id, askedByOwner: true }, NOTHING_PENDING);
    return ended;
  }
}
