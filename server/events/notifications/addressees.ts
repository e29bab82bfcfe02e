import type { EntityManager } from 'typeorm';
import type { Locale } from '../../platform/locale.js';

/** Where people can be written to: accounts/contacts keeps it. */
export interface Addressees {
  /** Where an account is notified, null: nowhere; and in which language, null: in that of the service. */
  recipient(
    tx: EntityManager,
    accountId: string,
    login: string,
  ): Promise<{ email: string | null; locale: Locale | null }>;
  /** Those who administer now, maybe but for one account. */
  administrators(tx: EntityManager, but?: string): Promise<{ id: string; login: string }[]>;
  /** A fresh token that confirms the address an account asked for; null when none is asked for any more. */
  issueLink(tx: EntityManager, accountId: string): Promise<{ email: string; token: string } | null>;
  /** The relay refuses the address for good, whatever is sent there. */
  noteRefused(accountId: string, address: string, reason: string): Promise<void>;
  /** It has taken a mail to it. */
  noteAccepted(accountId: string, address: string): Promise<void>;
}
