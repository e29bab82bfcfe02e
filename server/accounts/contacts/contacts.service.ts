import {
  type EntityManager,
  In,
  IsNull,
  MoreThan,
  Not,
  type ObjectLiteral,
  type SelectQueryBuilder,
} from 'typeorm';
import { Account } from '../account.entity.js';
import type { AccountsService } from '../accounts.service.js';
import { DAY } from '../../platform/clock.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { lockAccounts } from '../account-lock.js';
import { isDeliverable } from '../../platform/email-address.js';
import { Refusal } from '../../platform/refusal.js';
import type { ThrottleService } from '../throttle/throttle.service.js';
import { Contact, NOTHING_PENDING, NOTHING_REFUSED } from './contact.entity.js';
import type { Actor } from '../../platform/acting/actor.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { Locale } from '../../platform/locale.js';
import type { Ground } from '../ground.js';

const LINK_LASTS = DAY;
const MOST_ADMINISTRATORS = 50;

export interface ContactChanges {
  /** Null removes it. */
  email?: string | null;
  locale?: Locale | null;
}

export interface RefusedAddress {
  address: string;
  /** As the relay answered, such as SMTP 550. */
  reason: string;
  at: number;
}

/** Where people are notified of what happens to their accounts. */
export class ContactsService {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      throttle: ThrottleService;
    },
  ) {}

  async listMany(accountIds: readonly string[]): Promise<Contact[]> {
    return this.needs.database.manager.findBy(Contact, { accountId: In(accountIds) });
  }

  /** The account's own address, otherwise a login that is one. */
  async recipient(
    tx: EntityManager,
    accountId: string,
    login: string,
  ): Promise<Pick<Contact, 'email' | 'locale'>> {
    const contact = await tx.findOneBy(Contact, { accountId });
    return { email: this.addressOf(contact, login), locale: contact?.locale ?? null };
  }

  /** Those of everything. */
  async administrators(tx: EntityManager, but?: string): Promise<Pick<Account, 'id' | 'login'>[]> {
    return tx.find(Account, {
      where: {
        role: In(['OWNER', 'ADMIN']),
        isScoped: false,
        disabled: false,
        reportedAt: IsNull(),
        ...(but !== undefined && { id: Not(but) }),
      },
      select: { id: true, login: true },
      order: { id: 'ASC' },
      take: MOST_ADMINISTRATORS,
    });
  }

  /** Logins are given by administrators and directories, not by the people who use them, and need no confirmation. */
  addressOf(contact: Pick<Contact, 'email'> | null, login: string): string | null {
    return contact?.email ?? addressIn(login);
  }

  /** An address of the account, in use or awaiting its confirmation, that the relay refuses for good. */
  refusedOf(contact: Contact | null, login: string): RefusedAddress | null {
    const { refusedEmail, refusedReason, refusedAt, pendingEmail } = contact ?? NO_CONTACT;
    if (refusedEmail === null || refusedAt === null) return null;
    const isConcerned = [this.addressOf(contact, login), pendingEmail].includes(refusedEmail);
    return isConcerned ? { address: refusedEmail, reason: refusedReason ?? '', at: refusedAt } : null;
  }

  /** The relay refuses an address for good: recorded once, and shown until it takes a mail or another is used. */
  async noteRefused(accountId: string, address: string, reason: string): Promise<void> {
    await this.needs.database.transaction(async (tx) => {
      const account = (await lockAccounts(tx, [accountId])).get(accountId);
      if (!account) return;
      const known = { ...NO_CONTACT, ...(await tx.findOneBy(Contact, { accountId })) };
      // Of one that was used before, all that is lost is the news that it is not used any more.
      if (![this.addressOf(known, account.login), known.pendingEmail].includes(address)) return;
      const refused = { refusedEmail: address, refusedReason: reason, refusedAt: this.needs.clock.now() };
      await tx.upsert(Contact, { ...known, accountId, ...refused }, ['accountId']);
      if (known.refusedEmail === address) return;
      await this.needs.audit.record(tx, {
        action: 'account.contact_refused',
        actor: { id: null, login: null, ipAddress: null },
        account,
        details: { email: address, reason },
      });
    });
  }

  /** The relay has taken a mail to an address. */
  async noteAccepted(accountId: string, address: string): Promise<void> {
    await this.needs.database.manager.update(Contact, { accountId, refusedEmail: address }, NOTHING_REFUSED);
  }

  /** Narrows a query to accounts that have an address that the relay has not refused, or to the others. */
  whereNotifiable<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    account: string,
    notifiable: boolean,
  ): void {
    const address = `COALESCE(contact.email, CASE WHEN ${account}.login LIKE '%_@_%' THEN ${account}.login END)`;
    query
      .leftJoin(Contact, 'contact', `contact.accountId = ${account}.id`)
      .andWhere(
        notifiable
          ? `${address} IS NOT NULL AND (contact.refusedEmail IS NULL OR contact.refusedEmail <> ${address})`
          : `(${address} IS NULL OR contact.refusedEmail = ${address})`,
      );
  }

  /** How many enabled accounts cannot be notified. */
  async countUnnotifiable(): Promise<number> {
    const query = this.needs.database.manager
      .createQueryBuilder(Account, 'account')
      .where({ disabled: false });
    this.whereNotifiable(query, 'account', false);
    return query.getCount();
  }

  /**
   * An address is used once it is confirmed (`confirm`), no matter who gives it; given again, it is sent another link. One
   * that the owner gives must be confirmed while what was proved before still counts.
   * Throws NOT_FOUND, BAD_USER_INPUT for what is no address, or TOO_MANY_ATTEMPTS after 5 links in a day.
   */
  async update(acting: Acting, accountId: string, changes: ContactChanges): Promise<void> {
    if (changes.email != null && !isDeliverable(changes.email)) {
      throw new Refusal('BAD_USER_INPUT', 'email is not an e-mail address.', { field: 'email' });
    }
    const { id } = await this.needs.guard.reachable(acting, accountId);
    const [known] = await this.listMany([accountId]);
    if (changes.email != null && changes.email !== known?.email) {
      await this.needs.throttle.countMail('confirmation', changes.email, id);
    }
    const actor = actorOf(acting);
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const before = { ...NO_CONTACT, ...(await tx.findOneBy(Contact, { accountId })) };
      const after: Contact = { ...before, accountId, ...changes, email: before.email };
      if (changes.email !== undefined) {
        const isConfirmed = changes.email === null || changes.email === before.email;
        Object.assign(
          after,
          NOTHING_PENDING,
          isConfirmed
            ? { email: changes.email }
            : { pendingEmail: changes.email, askedByOwner: actor.id === accountId },
        );
      }
      await tx.upsert(Contact, after, ['accountId']);
      if (after.email !== before.email || after.locale !== before.locale) {
        await this.recordChange(tx, actor, account, before, after);
      }
      if (after.pendingEmail !== null && changes.email !== undefined) {
        const details = { email: after.pendingEmail };
        await this.needs.audit.record(tx, { action: 'account.contact_requested', actor, account, details });
      }
    });
  }

  /** A token for the link to the address that awaits its confirmation, which voids an earlier one; null: none does. */
  async issueLink(tx: EntityManager, accountId: string): Promise<{ email: string; token: string } | null> {
    const contact = await tx.findOneBy(Contact, { accountId });
    if (contact?.pendingEmail == null) return null;
    const token = randomSecret();
    await tx.update(
      Contact,
      { accountId },
      { confirmHash: sha256(token), confirmBy: this.needs.clock.now() + LINK_LASTS },
    );
    return { email: contact.pendingEmail, token };
  }

  /** From now on notices go there. Throws CHALLENGE_EXPIRED for a link that is unknown, used or too old. */
  async confirm(token: string, ipAddress: string | null): Promise<void> {
    const link = { confirmHash: sha256(token), confirmBy: MoreThan(this.needs.clock.now()) };
    const asked = await this.needs.database.manager.findOneBy(Contact, link);
    if (!asked) throw expired();
    const { accountId } = asked;
    await this.needs.database.transaction(async (tx) => {
      const account = (await lockAccounts(tx, [accountId])).get(accountId);
      if (!account) throw expired();
      const before = await tx.findOneBy(Contact, { accountId, ...link });
      if (!before) throw expired();
      const after: Contact = { ...before, ...NOTHING_PENDING, email: before.pendingEmail };
      await tx.update(Contact, { accountId }, after);
      await this.recordChange(tx, { id: null, login: null, ipAddress }, account, before, after);
    });
  }

  private async recordChange(
    tx: EntityManager,
    actor: Actor,
    account: { id: string; login: string },
    before: Pick<Contact, 'email'>,
    after: Contact,
  ): Promise<void> {
    await this.needs.audit.record(tx, {
      action: 'account.contact_changed',
      actor,
      account,
      details: {
        email: { from: before.email ?? addressIn(account.login), to: after.email },
        locale: after.locale,
      },
    });
  }
}

const NO_CONTACT = { email: null, locale: null, ...NOTHING_PENDING, ...NOTHING_REFUSED };

const expired = (): Refusal =>
  new Refusal('CHALLENGE_EXPIRED', 'This link has expired or has been used. Enter the address again.');

const addressIn = (login: string): string | null => (isDeliverable(login) ? login : null);
