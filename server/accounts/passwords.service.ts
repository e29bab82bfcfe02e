import { type EntityManager, In, IsNull } from 'typeorm';
import type { Candidate, PasswordDirectory, Person } from './directories/password-directory.js';
import { Refusal } from '../platform/refusal.js';
import type { ThrottleService } from './throttle/throttle.service.js';
import { Account } from './account.entity.js';
import type { AccountsService, AccountWithPassword } from './accounts.service.js';
import type { Decoys } from './decoys.js';
import { normaliseLogin } from './login.js';
import type { MembershipsService } from './groups/memberships.service.js';
import type { NewAccountsService } from './new-accounts.service.js';
import { ownPassword } from './password-columns.js';
import { type PasswordHasher, requesterOf } from './password-hasher.js';
import type { PasswordRules } from './password-rules.js';
import type { Session } from '../platform/acting/session.js';
import type { Ground } from './ground.js';

/** What a login leads to, before its password is checked. */
export interface Presented {
  /** Whose it is, as far as is known before the password is. */
  account: AccountWithPassword | null;
  /** One and the same for all spellings of a login. */
  countedBy: string;
  /** Of whom the directory is asked; null: the password would be ours. */
  candidate: Candidate | null;
}

/** Whom login and password have opened. */
export interface Opened {
  account: AccountWithPassword;
  /** Writes what the right password has taught us, in the transaction of what follows from it. */
  note: (tx: EntityManager) => Promise<void>;
}

/**
 * The first factor. An account with a password hash is ours; with a directory, all others are the directory's, and
 * appear here when they first sign in. The directory is never asked about an account of ours: it must neither learn
 * our passwords nor be able to take such an account over.
 */
export class PasswordsService {
  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      accounts: AccountsService;
      newAccounts: NewAccountsService;
      hasher: PasswordHasher;
      decoys: Decoys;
      directory: PasswordDirectory | null;
      memberships: MembershipsService;
      rules: PasswordRules;
    },
  ) {}

  /**
   * Ours by their login, in whatever spelling the directory would take for it. The directory's by what it knows them by,
   * and by the login that an administrator has given them, as long as nobody is known to the directory by that.
   * Throws SERVICE_UNAVAILABLE.
   */
  async presented(login: string): Promise<Presented> {
    const known = await this.known(login);
    const typed = normaliseLogin(login);
    if (!this.needs.directory || (known && known.passwordHash !== null)) {
      return { account: known, countedBy: known?.loginKey ?? typed, candidate: null };
    }
    const spellings = this.needs.directory.spellings(typed);
    const { directoryKey = null } = known ?? {};
    const isRenamed = directoryKey !== null && !spellings.includes(directoryKey);
    const candidate = await (isRenamed
      ? this.needs.directory.byName(directoryKey)
      : this.needs.directory.candidate(typed));
    const isLookedUp = known !== null || candidate.names.every((name) => spellings.includes(name));
    const account = isLookedUp ? known : await this.linked(candidate.names);
    return { account, countedBy: account?.loginKey ?? normaliseLogin(candidate.countedBy), candidate };
  }

  /** The same as far as it can be said without asking the directory. */
  async known(login: string): Promise<AccountWithPassword | null> {
    const typed = normaliseLogin(login);
    const spellings = this.needs.directory?.spellings(typed) ?? [];
    const logins = [typed, ...spellings];
    const found = await this.needs.accounts.findForSignIn(logins, spellings);
    const named = (name: string) => found.find(({ loginKey }) => loginKey === name);
    const ours = logins.map(named).find((account) => account && account.passwordHash !== null);
    return ours ?? linkedTo(found, spellings) ?? named(typed) ?? null;
  }

  /** Null when login and password open nothing. Throws SERVICE_UNAVAILABLE. */
  async authenticate({ account, countedBy, candidate }: Presented, password: string): Promise<Opened | null> {
    if (candidate) return this.askDirectory(account, candidate, password);
    // Also for an unknown login: both cost the same.
    const { passwordHash = null } = account ?? {};
    const decoy = passwordHash === null ? await this.needs.decoys.for(countedBy) : undefined;
    if (!(await this.needs.hasher.verify(passwordHash ?? undefined, password, decoy))) return null;
    if (!account || passwordHash === null) return null;
    if (this.needs.hasher.costOf(passwordHash) === null) return { account, note: () => Promise.resolve() };
    const rehashed = ownPassword(await this.needs.hasher.hash(password));
    return {
      account,
      note: async (tx) => {
        await tx.update(Account, { id: account.id, passwordHash }, rehashed);
      },
    };
  }

  /** Costs what it costs to check the password, and comes to nothing. */
  async refuse({ account, countedBy }: Presented, password: string): Promise<null> {
    const passwordHash = account?.passwordHash ?? (await this.needs.decoys.for(countedBy));
    await this.needs.hasher.verify(passwordHash, password);
    return null;
  }

  /** Throws SERVICE_UNAVAILABLE. */
  async matches(accountId: string, password: string): Promise<boolean> {
    const [account] = await this.needs.database.manager.find(Account, {
      where: { id: accountId },
      select: { id: true, loginKey: true, passwordHash: true, directoryKey: true },
    });
    const { passwordHash = null, directoryKey = null } = account ?? {};
    if (!this.needs.directory || passwordHash !== null || directoryKey === null) {
      return this.needs.hasher.verify(passwordHash ?? undefined, password);
    }
    const person = await (await this.needs.directory.byName(directoryKey)).check(password);
    if (!person || !keysOf(person).includes(directoryKey)) return false;
    await this.noteConfirmed(this.needs.database.manager, accountId);
    return true;
  }

  /**
   * Ends other tokens and all trust. Throws INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, BAD_USER_INPUT by the policy, or
   * PASSWORD_ELSEWHERE.
   */
  async change(session: Session, currentPassword: string, newPassword: string): Promise<void> {
    const { id, loginKey } = session.account;
    await this.needs.accounts.refuseUnlessOurs(id);
    // First, so that choosing a better one is not counted as guessing the old one.
    const passwordState = await this.needs.rules.check(newPassword, session.account, 'newPassword');
    if (newPassword.normalize('NFC') === currentPassword.normalize('NFC')) {
      throw new Refusal('BAD_USER_INPUT', 'The new password is the current one.', {
        field: 'newPassword',
        rule: 'same',
      });
    }
    const attempts = [this.needs.throttle.password(loginKey, id, session.deviceId)];
    const passwordHash = await this.needs.hasher.withPlace(requesterOf(session.actor), async () => {
      const attempt = await this.needs.throttle.attempt(attempts, () => this.matches(id, currentPassword));
      if (!attempt.outcome) {
        await this.needs.database.transaction(async (tx) => {
          await this.needs.audit.record(tx, { action: 'password.change_failed', actor: session.actor });
          await attempt.failed(tx, session.actor);
        });
        throw new Refusal('INVALID_CREDENTIALS', 'The current password is wrong.');
      }
      return this.needs.hasher.hash(newPassword);
    });
    await this.needs.guard.own(session, async (tx) => {
      await tx.update(Account, { id }, { ...ownPassword(passwordHash), passwordState });
      const details = await this.needs.accounts.endAllAccess(tx, id, session.tokenId);
      await this.needs.throttle.clearKinds(tx, id, ['password']);
      await this.needs.audit.record(tx, { action: 'password.changed', actor: session.actor, details });
    });
  }

  /** Of these accounts, those whose password the directory keeps. */
  async elsewhere(accountIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.needs.database.manager.find(Account, {
      where: { id: In(accountIds), passwordHash: IsNull() },
      select: { id: true },
    });
    return new Set(rows.map(({ id }) => id));
  }

  /** Whether a login names an account whose name is known, without the directory being asked. */
  isNamed({ loginKey, directoryKey }: Pick<Account, 'loginKey' | 'directoryKey'>, login: string): boolean {
    const typed = normaliseLogin(login);
    if (loginKey === typed) return true;
    return directoryKey !== null && (this.needs.directory?.spellings(typed).includes(directoryKey) ?? false);
  }

  private async askDirectory(
    expected: AccountWithPassword | null,
    candidate: Candidate,
    password: string,
  ): Promise<Opened | null> {
    const person = await candidate.check(password);
    if (!person) return null;
    const keys = keysOf(person);
    const isExpected = expected?.directoryKey != null && keys.includes(expected.directoryKey);
    const account = isExpected ? expected : ((await this.linked(keys)) ?? (await this.appear(person)));
    return (
      account && {
        account,
        note: async (tx) => {
          await this.noteConfirmed(tx, account.id);
          if (person.groups) await this.needs.memberships.followDirectory(tx, account, person.groups);
        },
      }
    );
  }

  private async linked(names: readonly string[]): Promise<AccountWithPassword | null> {
    const keys = names.map(normaliseLogin);
    return keys.length === 0
      ? null
      : (linkedTo(await this.needs.accounts.findForSignIn([], keys), keys) ?? null);
  }

  private async noteConfirmed(tx: EntityManager, id: string): Promise<void> {
    const now = this.needs.clock.now();
    await tx.update(Account, { id }, { directoryConfirmedAt: now, directoryAskedAt: now });
  }

  /** Null when the login is taken: what the directory calls by the login of another account is somebody else. */
  private async appear({ names, displayName }: Person): Promise<AccountWithPassword | null> {
    try {
      const actor = { id: null, login: 'first sign-in', ipAddress: null };
      await this.needs.newAccounts.create(actor, { login: names[0], displayName, password: null });
    } catch (error) {
      // Or another request of the same person was faster.
      if (!(error instanceof Refusal) || error.code !== 'CONFLICT') throw error;
    }
    return this.linked(names);
  }
}

const keysOf = ({ names }: Person): string[] => names.map(normaliseLogin);

/** Two accounts of one person are from a time when logins had no one form: the protected one is meant, or nobody is. */
function linkedTo(
  accounts: readonly AccountWithPassword[],
  keys: readonly string[],
): AccountWithPassword | undefined {
  const place = ({ directoryKey }: AccountWithPassword): number => keys.indexOf(directoryKey ?? '');
  return accounts
    .filter((account) => account.passwordHash === null && place(account) >= 0)
    .toSorted(
      (one, other) =>
        Number(other.primaryFactors !== 0) - Number(one.primaryFactors !== 0) || place(one) - place(other),
    )[0];
}
