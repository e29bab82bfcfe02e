import type { EntityManager } from 'typeorm';
import { isDeliverable } from '../../platform/email-address.js';
import type { Locale } from '../../platform/locale.js';
import { Refusal } from '../../platform/refusal.js';
import { Contact, NOTHING_PENDING, NOTHING_REFUSED } from './contact.entity.js';

/** Where and in which language a new account is written to, as far as its creator knows. */
export interface FirstContact {
  email?: string | null;
  locale?: Locale | null;
}

/** Throws BAD_USER_INPUT for what is no address. */
export function refuseUndeliverable({ email }: FirstContact): void {
  if (email != null && !isDeliverable(email)) {
    throw new Refusal('BAD_USER_INPUT', 'email is not an e-mail address.', { field: 'email' });
  }
}

/**
 * Keeps it with the account that is created in this transaction. An address waits for its confirmation, unless the
 * account is worth nothing before somebody has opened the link that is sent there.
 */
export async function insertFirstContact(
  tx: EntityManager,
  accountId: string,
  { email = null, locale = null }: FirstContact,
  isInvitedThere: boolean,
): Promise<void> {
  if (email === null && locale === null) return;
  await tx.insert(Contact, {
    accountId,
    locale,
    ...NOTHING_PENDING,
    ...NOTHING_REFUSED,
    email: isInvitedThere ? email : null,
    pendingEmail: isInvitedThere ? null : email,
  });
}
