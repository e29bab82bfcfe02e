import type { EntityManager } from 'typeorm';
import { isDeliverable } from '../../platform/email-address.js';
import type { Locale } from '../../platform/locale.js';
import { Insertion } from '../../platform/database/prepared.js';
import { Refusal } from '../../platform/refusal.js';
import { type Contact, NOTHING_PENDING, NOTHING_REFUSED } from './contact.entity.js';

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

const CONTACT_ROW = new Insertion<Contact>('contacts', [
  'accountId',
  'email',
  'locale',
  'pendingEmail',
  'confirmHash',
  'confirmBy',
  'askedByOwner',
  'refusedEmail',
  'refusedReason',
  'refusedAt',
]);

/**
 * Keeps them with the accounts that are created in this transaction. An address waits for its confirmation, unless the
 * account is worth nothing before somebody has opened the link that is sent there.
 */
export async function insertFirstContacts(
  tx: EntityManager,
  contacts: readonly (FirstContact & { accountId: string; isInvitedThere: boolean })[],
): Promise<void> {
  const known = contacts.filter(({ email, locale }) => email != null || locale != null);
  await CONTACT_ROW.allInto(
    tx,
    known.map(({ accountId, email = null, locale = null, isInvitedThere }) => ({
      accountId,
      locale,
      ...NOTHING_PENDING,
      ...NOTHING_REFUSED,
      email: isInvitedThere ? email : null,
      pendingEmail: isInvitedThere ? null : email,
    })),
  );
}
