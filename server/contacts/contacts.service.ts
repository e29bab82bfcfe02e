import { type EntityManager, In } from 'typeorm';
import { z } from 'zod';
import type { AuditService } from '../audit/audit.service.js';
import type { Database } from '../database/database.js';
import { type Acting, actorOf, type Guard } from '../guard/guard.js';
import { Refusal } from '../refusal.js';
import { Contact, type Locale } from './contact.entity.js';

// The longest that SMTP carries (RFC 5321 §4.5.3.1.3, erratum 1690).
const emailAddress = z.email().max(254);

export interface ContactChanges {
  /** Null removes it. */
  email?: string | null;
  locale?: Locale | null;
}

/** Where people are told of what happens to their accounts. */
export class ContactsService {
  constructor(
    private readonly database: Database,
    private readonly guard: Guard,
    private readonly audit: AuditService,
  ) {}

  async listMany(accountIds: readonly string[]): Promise<Contact[]> {
    return this.database.manager.findBy(Contact, { accountId: In(accountIds) });
  }

  /** The account's own address, else a login that is one. */
  async recipient(tx: EntityManager, accountId: string, login: string): Promise<Omit<Contact, 'accountId'>> {
    const contact = await tx.findOneBy(Contact, { accountId });
    return { email: this.addressOf(contact, login), locale: contact?.locale ?? null };
  }

  addressOf(contact: Contact | null, login: string): string | null {
    return contact?.email ?? addressIn(login);
  }

  /** Throws NOT_FOUND, or BAD_USER_INPUT for what is no address. */
  async update(acting: Acting, accountId: string, changes: ContactChanges): Promise<void> {
    if (changes.email != null && !emailAddress.safeParse(changes.email).success) {
      throw new Refusal('BAD_USER_INPUT', 'email is not an e-mail address.', { field: 'email' });
    }
    await this.guard.on(acting, accountId, async (tx, account) => {
      const before = await tx.findOneBy(Contact, { accountId });
      const after: Contact = { accountId, email: null, locale: null, ...before, ...changes };
      await tx.upsert(Contact, after, ['accountId']);
      await this.audit.record(tx, {
        action: 'account.contact_changed',
        actor: actorOf(acting),
        account,
        details: {
          email: { from: before?.email ?? addressIn(account.login), to: after.email },
          locale: after.locale,
        },
      });
    });
  }
}

const addressIn = (login: string): string | null => (emailAddress.safeParse(login).success ? login : null);
