import { In, IsNull } from 'typeorm';
import type { AuditService } from '../audit/audit.service.js';
import type { Database } from '../database/database.js';
import type { PasswordDirectory, Person } from '../first-factor/password-directory.js';
import type { Guard } from '../guard/guard.js';
import { Refusal } from '../refusal.js';
import type { Session } from '../session.js';
import type { ThrottleService } from '../throttle/throttle.service.js';
import { Account } from './account.entity.js';
import type { AccountsService } from './accounts.service.js';
import { normaliseLogin } from './login.js';
import type { PasswordHasher } from './password-hasher.js';
import type { PasswordRules } from './password-rules.js';

/**
 * The first factor. An account with a password hash is ours; with a directory, all others are the directory's, and
 * appear here when they first sign in. The directory is never asked about an account of ours: it must neither learn
 * our passwords nor be able to take such an account over.
 */
export class PasswordsService {
  constructor(
    private readonly database: Database,
    private readonly guard: Guard,
    private readonly throttle: ThrottleService,
    private readonly accounts: AccountsService,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
    private readonly directory: PasswordDirectory | null,
    private readonly rules: PasswordRules,
  ) {}

  /** Whether people may be known to the directory who have no account yet. */
  get hasDirectory(): boolean {
    return this.directory !== null;
  }

  /**
   * The account that login and password open; null when they are wrong. `found` is what was found by the login, if
   * anything. Throws SERVICE_UNAVAILABLE.
   */
  async authenticate(found: Account | null, login: string, password: string): Promise<Account | null> {
    if (!this.directory || (found && found.passwordHash !== null)) {
      // Also for an unknown login: both cost the same.
      return (await this.hasher.verify(found?.passwordHash ?? undefined, password)) ? found : null;
    }
    const person = await this.directory.check(found?.login ?? login, password);
    if (!person) return null;
    const account = (await this.accounts.findForSignIn(person.login)) ?? (await this.appear(person));
    // What the directory calls by the login of an account of ours is somebody else.
    return account?.passwordHash === null ? account : null;
  }

  /** Throws SERVICE_UNAVAILABLE. */
  async matches(accountId: string, password: string): Promise<boolean> {
    const account = await this.database.manager.findOne(Account, {
      where: { id: accountId },
      select: { id: true, login: true, passwordHash: true },
    });
    return (await this.authenticate(account, account?.login ?? '', password))?.id === accountId;
  }

  /**
   * Ends other tokens and all trust. Throws INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, BAD_USER_INPUT by the policy, or
   * PASSWORD_ELSEWHERE.
   */
  async change(session: Session, currentPassword: string, newPassword: string): Promise<void> {
    const { id, loginKey } = session.account;
    await this.accounts.refuseUnlessOurs(id);
    // First, so that choosing a better one is not counted as guessing the old one.
    const passwordState = await this.rules.check(newPassword, session.account, 'newPassword');
    if (newPassword.normalize('NFC') === currentPassword.normalize('NFC')) {
      throw new Refusal('BAD_USER_INPUT', 'The new password is the current one.', {
        field: 'newPassword',
        rule: 'same',
      });
    }
    const attempts = [this.throttle.password(loginKey, id, session.deviceId)];
    const passwordHash = await this.hasher.withPlace(async () => {
      if (!(await this.throttle.counted(attempts, () => this.matches(id, currentPassword)))) {
        await this.database.transaction((tx) => this.throttle.failed(tx, attempts, session.actor));
        throw new Refusal('INVALID_CREDENTIALS', 'The current password is wrong.');
      }
      return this.hasher.hash(newPassword);
    });
    await this.guard.own(session, async (tx) => {
      await tx.update(Account, { id }, { passwordHash, passwordState });
      await this.accounts.endAllAccess(tx, id, session.tokenId);
      await this.throttle.clearKinds(tx, id, ['password']);
      await this.audit.record(tx, { action: 'password.changed', actor: session.actor });
    });
  }

  /** Of these accounts, those whose password the directory keeps. */
  async elsewhere(accountIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.manager.find(Account, {
      where: { id: In(accountIds), passwordHash: IsNull() },
      select: { id: true },
    });
    return new Set(rows.map(({ id }) => id));
  }

  private async appear({ login, displayName }: Person): Promise<Account | null> {
    try {
      const actor = { id: null, login: 'first sign-in', ipAddress: null };
      await this.accounts.create(actor, { login, displayName, password: null });
    } catch (error) {
      // Another request of the same person was faster.
      if (!(error instanceof Refusal) || error.code !== 'CONFLICT') throw error;
    }
    return this.accounts.findForSignIn(normaliseLogin(login));
  }
}
