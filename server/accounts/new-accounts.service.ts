import { refuseBeyondUsers } from '../platform/acting/beyond-users.js';
import { grouped, randomLookupSecret } from '../platform/lookup-secret.js';
import { randomSecret } from '../platform/encryption/secrets.js';
import { newId } from '../platform/ids.js';
import { Refusal } from '../platform/refusal.js';
import { displayNameColumns } from './account-changes.js';
import { Account } from './account.entity.js';
import type { AccountsService } from './accounts.service.js';
import { type FirstContact, insertFirstContacts, refuseUndeliverable } from './contacts/first-contact.js';
import { checkLogin, domainOf, normaliseLogin, refusingTakenLogins } from './login.js';
import { ownPassword, type PasswordColumns, passwordElsewhere } from './password-columns.js';
import { type PasswordHasher, requesterOf } from './password-hasher.js';
import type { PasswordOwner, PasswordRules } from './password-rules.js';
import { insertTerms } from './search-terms.js';
import type { ThrottleService } from './throttle/throttle.service.js';
import { type Acting, actorOf } from '../platform/acting/guard.js';
import type { AccountProfile, AccountRole, PasswordState } from '../platform/acting/account-profile.js';
import type { Ground } from './ground.js';

// 99 bits.
const GENERATED_LENGTH = 20;

export interface NewAccount extends FirstContact {
  login: string;
  /** Null: a directory keeps it, which has just been told the right one. Left out: nobody knows one until the person chooses it by a link. */
  password?: string | null;
  /** False where it is its owner's own choice; true when left out. */
  passwordMustChange?: boolean;
  displayName?: string | null;
  role?: AccountRole;
  requireTwoFactor?: boolean;
  /** Whether a link to choose the password is mailed to `email`, and so confirms it. */
  isInvitedByMail?: boolean;
}

/** Accounts that there are not yet: the first one, and all others. */
export class NewAccountsService {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      hasher: PasswordHasher;
      rules: PasswordRules;
      throttle: ThrottleService;
    },
  ) {}

  /** Throws BAD_USER_INPUT, CONFLICT when the login is taken, or TOO_MANY_ATTEMPTS after 5 mails to an address in a day. */
  async create(acting: Acting, input: NewAccount): Promise<AccountProfile> {
    refuseBeyondUsers(acting, input.role ?? 'USER');
    const login = checkLogin(input.login);
    refuseUndeliverable(input);
    const { email = null, isInvitedByMail = false } = input;
    const isToConfirm = email !== null && !isInvitedByMail;
    const owner = {
      login,
      loginKey: normaliseLogin(login),
      ...displayNameColumns(input.displayName ?? null),
      role: input.role ?? 'USER',
      primaryFactors: 0,
      requireTwoFactor: input.requireTwoFactor ?? false,
      allowedNetworks: '',
      graceFrom: null,
      createdAt: this.needs.clock.now(),
    };
    const account: Account = {
      ...owner,
      ...(await this.firstPassword(acting, input, owner)),
      domainKey: domainOf(owner.loginKey),
      directoryConfirmedAt: input.password === null ? this.needs.clock.now() : null,
      directoryAskedAt: input.password === null ? this.needs.clock.now() : null,
      id: newId(this.needs.clock.now()),
      disabled: false,
      credentialVersion: 0,
      lastSignInAt: null,
    };
    if (isToConfirm) await this.needs.throttle.countMail('confirmation', email);
    await refusingTakenLogins(() =>
      this.needs.guard.transaction(acting, async (tx) => {
        await tx.insert(Account, account);
        await insertTerms(tx, [account]);
        const contact = { ...input, accountId: account.id, isInvitedThere: isInvitedByMail };
        await insertFirstContacts(tx, [contact]);
        await this.needs.audit.record(tx, {
          action: 'account.created',
          actor: actorOf(acting),
          account,
          details: {
            role: account.role,
            password: input.password === null ? 'elsewhere' : HOW_CREATED[account.passwordState],
            ...(isInvitedByMail && email !== null && { email }),
          },
        });
        if (!isToConfirm) return;
        await this.needs.audit.record(tx, {
          action: 'account.contact_requested',
          actor: actorOf(acting),
          account,
          details: { email },
        });
      }),
    );
    return this.needs.accounts.byId(account.id);
  }

  /** With a password that is made here, known to whoever is shown it, and to be changed at the first use. */
  async createWithGenerated(
    acting: Acting,
    newcomer: NewAccount,
  ): Promise<{ account: AccountProfile; password: string }> {
    if (newcomer.password !== undefined) {
      throw new Refusal('BAD_USER_INPUT', 'Give a password or have one generated, not both.', {
        field: 'generatePassword',
      });
    }
    const password = grouped(randomLookupSecret(GENERATED_LENGTH));
    return {
      account: await this.create(acting, { ...newcomer, password, passwordMustChange: true }),
      password,
    };
  }

  /** Whether there is any account: the first administrator is the first. */
  async existAny(): Promise<boolean> {
    return this.needs.database.manager.exists(Account);
  }

  /** Creates it when there is no account at all; undefined otherwise. */
  async createFirstAdministrator(
    login: string,
    password: string,
    passwordMustChange = false,
  ): Promise<AccountProfile | undefined> {
    if (await this.existAny()) return undefined;
    try {
      return await this.create(
        { id: null, login: 'first start', ipAddress: null },
        { login, password, passwordMustChange, role: 'ADMIN' },
      );
    } catch (error) {
      // Another server was faster.
      if (error instanceof Refusal && error.code === 'CONFLICT') return undefined;
      throw error;
    }
  }

  private async firstPassword(
    acting: Acting,
    { password, passwordMustChange }: NewAccount,
    owner: PasswordOwner & Pick<Account, 'loginKey'>,
  ): Promise<PasswordColumns & Pick<Account, 'passwordState'>> {
    if (password === null) return { ...passwordElsewhere(owner.loginKey), passwordState: 'LONG' };
    // Of a random value that nobody knows: nothing tells such an account from others, not even the time it takes.
    if (password === undefined) {
      return {
        ...ownPassword(await this.needs.hasher.hashFor(requesterOf(actorOf(acting)), randomSecret())),
        passwordState: 'NONE',
      };
    }
    const known = await this.needs.rules.check(password, owner, 'password');
    return {
      ...ownPassword(await this.needs.hasher.hashFor(requesterOf(actorOf(acting)), password)),
      passwordState: passwordMustChange === false ? known : 'GIVEN',
    };
  }
}

/** For the audit log. */
const HOW_CREATED: Record<PasswordState, string> = {
  LONG: 'own',
  SHORT: 'own',
  GIVEN: 'to be changed',
  NONE: 'to be chosen',
};
