import { In, MoreThan, LessThanOrEqual } from 'typeorm';
import { Account } from '../account.entity.js';
import type { AccountsService } from '../accounts.service.js';
import type { NewAccount, NewAccountsService } from '../new-accounts.service.js';
import { ownPassword } from '../password-columns.js';
import type { PasswordHasher } from '../password-hasher.js';
import type { PasswordRules } from '../password-rules.js';
import type { ContactsService } from '../contacts/contacts.service.js';
import { refuseUndeliverable } from '../contacts/first-contact.js';
import { DAY } from '../../platform/clock.js';
import { newId } from '../../platform/ids.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { lockAccounts } from '../account-lock.js';
import { Refusal } from '../../platform/refusal.js';
import type { ThrottleService } from '../throttle/throttle.service.js';
import { PasswordLink } from './password-link.entity.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Client } from '../../platform/acting/client.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Ground } from '../ground.js';

const FIRST_LASTS = 3 * DAY;
const RESET_LASTS = DAY;

export interface IssuedPasswordLink {
  /** Null: it was mailed, and nobody else sees it. */
  token: string | null;
  url: string | null;
  sentTo: string | null;
  expiresAt: number;
}

/**
 * Links by which people choose their passwords themselves, the first one or another (OWASP ASVS 6.4.1, 6.4.6): 256
 * bits, kept as a hash, good once. The second factor is asked for all the same.
 */
export class PasswordLinksService {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      newAccounts: NewAccountsService;
      contacts: ContactsService;
      throttle: ThrottleService;
      hasher: PasswordHasher;
      rules: PasswordRules;
      options: { publicUrl: string; mailConfigured: boolean };
    },
  ) {}

  /** An account whose password nobody knows yet, and the link to choose it. Throws as NewAccountsService.create does. */
  async invite(
    acting: Acting,
    newcomer: Omit<NewAccount, 'password'>,
    mayMail = true,
  ): Promise<{ account: AccountProfile; link: IssuedPasswordLink }> {
    refuseUndeliverable(newcomer);
    const { email = null } = newcomer;
    const address = this.needs.contacts.addressOf({ email }, newcomer.login);
    const isMailed = this.mails(mayMail, address);
    // Before: an account that is there and yet refused would be asked for again.
    if (isMailed) await this.needs.throttle.countMail('password-link', address);
    const isInvitedByMail = isMailed && email !== null;
    const account = await this.needs.newAccounts.create(acting, { ...newcomer, isInvitedByMail });
    return { account, link: await this.issueCounted(acting, account.id, mayMail) };
  }

  /**
   * Voids an earlier one. Mailed to the account's owner where that can be, unless it is to be handed over. Throws
   * NOT_FOUND, PASSWORD_ELSEWHERE, CONFLICT for a disabled account, or TOO_MANY_ATTEMPTS after 5 mails in a day.
   */
  async issue(acting: Acting, accountId: string, mayMail = true): Promise<IssuedPasswordLink> {
    const { login } = await this.needs.guard.reachable(acting, accountId);
    await this.needs.accounts.refuseUnlessOurs(accountId);
    const { email } = await this.needs.contacts.recipient(this.needs.database.manager, accountId, login);
    if (this.mails(mayMail, email)) {
      await this.needs.throttle.countMail('password-link', email, accountId);
    }
    return this.issueCounted(acting, accountId, mayMail);
  }

  /**
   * The first link again, by mail and in no other way. Throws CONFLICT where there is a password already or the account is
   * disabled; BAD_USER_INPUT where it cannot be mailed; and as `issue` does.
   */
  async inviteAgain(acting: Acting, accountId: string): Promise<void> {
    await this.needs.accounts.refuseUnlessOurs(accountId);
    const { login, passwordState } = await this.needs.accounts.byId(accountId);
    // Looked at again when it is written: this only spares the mail that would be counted.
    if (passwordState !== 'NONE') throw hasPassword();
    const { email } = await this.needs.contacts.recipient(this.needs.database.manager, accountId, login);
    if (!this.mails(true, email)) throw unreachable();
    await this.needs.throttle.countMail('password-link', email, accountId);
    await this.issueCounted(acting, accountId, true, true);
  }

  /** Until when links are good by which accounts are activated, or get another password; those without one are left out. */
  async goodUntil(accountIds: readonly string[]): Promise<Map<string, number>> {
    const links = await this.needs.database.manager.find(PasswordLink, {
      where: { accountId: In(accountIds), expiresAt: MoreThan(this.needs.clock.now()) },
      select: { accountId: true, expiresAt: true },
    });
    return new Map(links.map(({ accountId, expiresAt }) => [accountId, expiresAt]));
  }

  /** Whether a link is mailed, rather than shown to the administrator who asks for it. */
  private mails(mayMail: boolean, address: string | null): address is string {
    return mayMail && this.needs.options.mailConfigured && address !== null;
  }

  private async issueCounted(
    acting: Acting,
    accountId: string,
    mayMail: boolean,
    isInvitation = false,
  ): Promise<IssuedPasswordLink> {
    const token = randomSecret();
    return this.needs.guard.on(acting, accountId, async (tx, account) => {
      if (account.disabled) throw new Refusal('CONFLICT', 'This account is disabled: enable it first.');
      const isFirst = account.passwordState === 'NONE';
      if (isInvitation && !isFirst) throw hasPassword();
      const now = this.needs.clock.now();
      const expiresAt = now + (isFirst ? FIRST_LASTS : RESET_LASTS);
      const id = newId(now);
      const { email } = await this.needs.contacts.recipient(tx, account.id, account.login);
      const sentTo = this.mails(mayMail, email) ? email : null;
      if (isInvitation && sentTo === null) throw unreachable();
      await tx.upsert(PasswordLink, { accountId, id, hash: sha256(token), expiresAt }, ['accountId']);
      await this.needs.audit.record(tx, {
        action: 'password_link.issued',
        actor: actorOf(acting),
        account,
        details: {
          linkId: id,
          mailed: sentTo !== null,
          first: isFirst,
          expiresAt: new Date(expiresAt).toISOString(),
        },
      });
      return sentTo === null
        ? { token, url: this.urlOf(token), sentTo, expiresAt }
        : { token: null, url: null, sentTo, expiresAt };
    });
  }

  /**
   * A link's address for its mail, made when that is written: so no queue holds a secret, and of several attempts to
   * send it the last one counts. Null when the link is no longer good.
   */
  async addressForMail(linkId: string): Promise<string | null> {
    const token = randomSecret();
    const { affected } = await this.needs.database.manager.update(
      PasswordLink,
      { id: linkId, expiresAt: MoreThan(this.needs.clock.now()) },
      { hash: sha256(token) },
    );
    return affected === 1 ? this.urlOf(token) : null;
  }

  /**
   * Sets the password, ends all the account's access, and returns its login. Throws CHALLENGE_EXPIRED for a link that
   * is unknown, used, replaced or expired; BAD_USER_INPUT by the rules, which leaves the link good; TOO_MANY_ATTEMPTS.
   */
  async use(token: string, newPassword: string, client: Client): Promise<string> {
    const { ipAddress, signal } = client;
    const addresses = this.needs.throttle.addresses(ipAddress);
    const good = { hash: sha256(token), expiresAt: MoreThan(this.needs.clock.now()) };
    const attempt = await this.needs.throttle.attempt(addresses, async () => {
      const link = await this.needs.database.manager.findOneBy(PasswordLink, good);
      const found = link && (await this.needs.accounts.find(link.accountId));
      return found && { link, found };
    });
    if (!attempt.outcome) throw expired();
    const { link, found } = attempt.outcome;
    // A person who has one does not guess.
    await this.needs.database.transaction((tx) => attempt.succeeded(tx));
    const passwordState = await this.needs.rules.check(newPassword, found, 'newPassword');
    const passwordHash = await this.needs.hasher.hashFor(
      { account: found.id, ipAddress, signal },
      newPassword,
    );
    return this.needs.database.transaction(async (tx) => {
      const account = (await lockAccounts(tx, [link.accountId])).get(link.accountId);
      const { affected } = await tx.delete(PasswordLink, { ...good, accountId: link.accountId });
      if (affected !== 1 || !account || account.disabled) throw expired();
      const { id, login } = account;
      await tx.update(Account, { id }, { ...ownPassword(passwordHash), passwordState });
      const ended = await this.needs.accounts.endAllAccess(tx, id);
      await this.needs.throttle.clearKinds(tx, id, ['password']);
      await this.needs.audit.record(tx, {
        action: 'password.set_by_link',
        actor: { id, login, ipAddress },
        details: { linkId: link.id, ...ended },
      });
      return login;
    });
  }

  sweepExpired(): Sweep {
    const where = { expiresAt: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, PasswordLink, { key: 'id', by: 'expiresAt', where });
  }

  /** In the fragment, which browsers send to nobody. */
  private urlOf(token: string): string {
    return `${this.needs.options.publicUrl}/activate#${token}`;
  }
}

const expired = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'This link no longer works. Ask your administrator for a new one.');

const hasPassword = (): Refusal =>
  new Refusal('CONFLICT', 'Its password has been chosen already: nobody needs to be invited.');

const unreachable = (): Refusal =>
  new Refusal('BAD_USER_INPUT', 'There is no address that a link could be mailed to.', { field: 'email' });
