import { type EntityManager, In, IsNull, Not } from 'typeorm';
import type { Actor, AuditService } from '../audit/audit.service.js';
import type { Clock } from '../database/clock.js';
import { type Database, isDuplicate } from '../database/database.js';
import { newId } from '../database/ids.js';
import type { DevicesService } from '../devices/devices.service.js';
import { Refusal } from '../refusal.js';
import type { ThrottleService } from '../throttle/throttle.service.js';
import type { TokensService } from '../tokens/tokens.service.js';
import { type AccountChanges, demandsMore, describeChanges, displayNameColumns } from './account-changes.js';
import { Account, type AccountProfile, type AccountRole } from './account.entity.js';
import { checkLogin, normaliseLogin } from './login.js';
import { type PasswordHasher, requesterOf } from './password-hasher.js';
import { checkPasswordPolicy } from './passwords.js';

export interface NewAccount {
  login: string;
  /** Null: a directory keeps it. */
  password: string | null;
  displayName?: string | null;
  role?: AccountRole;
  requireTwoFactor?: boolean;
}

export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly throttle: ThrottleService,
    private readonly devices: DevicesService,
    private readonly tokens: TokensService,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
  ) {}

  /** With its password hash; null for an unknown login. */
  async findForSignIn(login: string): Promise<Account | null> {
    return this.database.manager.findOne(Account, {
      where: { loginKey: normaliseLogin(login) },
      select: { ...ALL_COLUMNS, passwordHash: true },
    });
  }

  async byId(id: string): Promise<AccountProfile> {
    const account = await this.find(id);
    if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
    return account;
  }

  async find(id: string): Promise<AccountProfile | null> {
    return this.database.manager.findOneBy(Account, { id });
  }

  async byIds(ids: readonly string[]): Promise<AccountProfile[]> {
    return this.database.manager.findBy(Account, { id: In(ids) });
  }

  async findByLogin(login: string): Promise<AccountProfile | null> {
    return this.database.manager.findOneBy(Account, { loginKey: normaliseLogin(login) });
  }

  /** Throws BAD_USER_INPUT, or CONFLICT when the login is taken. */
  async create(actor: Actor, input: NewAccount): Promise<AccountProfile> {
    const login = checkLogin(input.login);
    if (input.password !== null) checkPasswordPolicy(input.password, login, 'password');
    const account: Account = {
      id: newId(this.clock.now()),
      login,
      loginKey: normaliseLogin(login),
      ...displayNameColumns(input.displayName ?? null),
      role: input.role ?? 'USER',
      disabled: false,
      passwordHash: input.password === null ? null : await this.hash(actor, input.password),
      credentialVersion: 0,
      primaryFactors: 0,
      requireTwoFactor: input.requireTwoFactor ?? false,
      graceFrom: null,
      createdAt: this.clock.now(),
      lastSignInAt: null,
    };
    await this.refusingTakenLogins(() =>
      this.database.transaction(async (tx) => {
        await tx.insert(Account, account);
        await this.audit.record(tx, {
          action: 'account.created',
          actor,
          account,
          details: { role: account.role, ...(input.password === null && { password: 'elsewhere' }) },
        });
      }),
    );
    return this.byId(account.id);
  }

  /** A new password, or disabling, also ends the account's tokens and trust. Throws CONFLICT for the last administrator. */
  async update(actor: Actor, id: string, input: AccountChanges): Promise<AccountProfile> {
    const before = await this.byId(id);
    const changes: Partial<Account> = {};
    if (input.login !== undefined) {
      changes.login = checkLogin(input.login);
      changes.loginKey = normaliseLogin(changes.login);
    }
    if (input.displayName !== undefined) Object.assign(changes, displayNameColumns(input.displayName));
    if (input.role !== undefined) changes.role = input.role;
    if (input.requireTwoFactor !== undefined) changes.requireTwoFactor = input.requireTwoFactor;
    if (demandsMore(before, input)) changes.graceFrom = this.clock.now();
    if (input.disabled !== undefined) changes.disabled = input.disabled;
    if (input.password !== undefined) {
      await this.refuseUnlessOurs(id);
      checkPasswordPolicy(input.password, changes.login ?? before.login, 'password');
      changes.passwordHash = await this.hash(actor, input.password);
    }
    if (Object.keys(changes).length === 0) return before;
    await this.refusingTakenLogins(() =>
      this.database.transaction(async (tx) => {
        if (changes.role === 'USER' || changes.disabled === true) await this.keepAnAdministrator(tx, id);
        await this.lock(tx, id);
        await tx.update(Account, { id }, changes);
        if (changes.passwordHash !== undefined) await this.throttle.clearKinds(tx, id, ['password']);
        if (changes.disabled === true || changes.passwordHash !== undefined) await this.endAllAccess(tx, id);
        await this.audit.record(tx, {
          action: 'account.updated',
          actor,
          account: before,
          details: describeChanges(before, changes),
        });
      }),
    );
    return this.byId(id);
  }

  /** Its factors, devices and tokens go with it. Throws CONFLICT for the last administrator. */
  async delete(actor: Actor, id: string): Promise<void> {
    const account = await this.byId(id);
    await this.database.transaction(async (tx) => {
      await this.keepAnAdministrator(tx, id);
      await tx.delete(Account, { id });
      await this.audit.record(tx, { action: 'account.deleted', actor, account });
    });
  }

  /** Throws PASSWORD_ELSEWHERE for an account whose password a directory keeps. */
  async refuseUnlessOurs(id: string): Promise<void> {
    if (!(await this.database.manager.existsBy(Account, { id, passwordHash: IsNull() }))) return;
    throw new Refusal(
      'PASSWORD_ELSEWHERE',
      'The password of this account is kept by another server, such as that of the mail: change it there.',
    );
  }

  /** Lets password and codes be tried again after too many failures. */
  async unlock(actor: Actor, id: string): Promise<AccountProfile> {
    await this.database.transaction(async (tx) => {
      const account = await this.lock(tx, id);
      await this.throttle.clearAccount(tx, account);
      await this.audit.record(tx, { action: 'account.unlocked', actor, account });
    });
    return this.byId(id);
  }

  /** Ends all the account's tokens, stored or signed; returns how many stored ones there were. */
  async revokeTokens(actor: Actor, id: string): Promise<number> {
    const account = await this.byId(id);
    return this.database.transaction(async (tx) => {
      await this.lock(tx, id);
      await this.raiseCredentialVersion(tx, id);
      const count = await this.tokens.revokeAll(tx, id);
      await this.audit.record(tx, { action: 'account.tokens_revoked', actor, account, details: { count } });
      return count;
    });
  }

  /**
   * The first statement of every transaction that changes what an account can do: others that do the same
   * wait for it. Throws NOT_FOUND.
   */
  async lock(tx: EntityManager, id: string): Promise<AccountProfile> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(Account)
      .set({ credentialVersion: () => 'credentialVersion' })
      .where({ id })
      .execute();
    const account = affected === 1 ? await tx.findOneBy(Account, { id }) : null;
    if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
    return account;
  }

  /** Notes a sign-in; false when the account was disabled or its password changed since it was checked. */
  async recordSignIn(tx: EntityManager, id: string, credentialVersion: number): Promise<boolean> {
    const { affected } = await tx.update(
      Account,
      { id, credentialVersion, disabled: false },
      { lastSignInAt: this.clock.now() },
    );
    return affected === 1;
  }

  /** What was proved before counts no more: tokens (but the excepted one), trust and open challenges end. */
  async endAllAccess(tx: EntityManager, id: string, exceptTokenId?: string): Promise<void> {
    await this.raiseCredentialVersion(tx, id);
    await this.tokens.revokeAll(tx, id, exceptTokenId);
    await this.devices.dropAllTrust(tx, id);
  }

  /** Notes which primary factors are set up; the caller has locked the account. */
  async setPrimaryFactors(tx: EntityManager, id: string, primaryFactors: number): Promise<void> {
    await tx.update(Account, { id }, { primaryFactors });
  }

  /** Creates it when there is no account at all; undefined otherwise. */
  async createFirstAdministrator(login: string, password: string): Promise<AccountProfile | undefined> {
    if (await this.database.manager.exists(Account)) return undefined;
    try {
      return await this.create(
        { id: null, login: 'first start', ipAddress: null },
        { login, password, role: 'ADMIN' },
      );
    } catch (error) {
      // Another server was faster.
      if (error instanceof Refusal && error.code === 'CONFLICT') return undefined;
      throw error;
    }
  }

  /** Throws CONFLICT when no other enabled administrator would be left. */
  private async keepAnAdministrator(tx: EntityManager, id: string): Promise<void> {
    // Locks all administrators' rows, so that two cannot demote each other at once.
    await tx
      .createQueryBuilder()
      .update(Account)
      .set({ role: () => 'role' })
      .where({ role: 'ADMIN' })
      .execute();
    const account = await tx.findOneBy(Account, { id });
    if (account?.role !== 'ADMIN' || account.disabled) return;
    if (!(await tx.existsBy(Account, { role: 'ADMIN', disabled: false, id: Not(id) }))) {
      throw new Refusal('CONFLICT', 'This is the last administrator: make someone else one first.');
    }
  }

  private hash(actor: Actor, password: string): Promise<string> {
    return this.hasher.withPlace(requesterOf(actor), () => this.hasher.hash(password));
  }

  private async raiseCredentialVersion(tx: EntityManager, id: string): Promise<void> {
    await tx.increment(Account, { id }, 'credentialVersion', 1);
  }

  private async refusingTakenLogins<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isDuplicate(error)) throw new Refusal('CONFLICT', 'This login is taken.', { field: 'login' });
      throw error;
    }
  }
}

const ALL_COLUMNS = {
  id: true,
  login: true,
  loginKey: true,
  displayName: true,
  nameKey: true,
  role: true,
  disabled: true,
  credentialVersion: true,
  primaryFactors: true,
  requireTwoFactor: true,
  graceFrom: true,
  createdAt: true,
  lastSignInAt: true,
} as const;
