import type { ContactsService } from '../../accounts/contacts/contacts.service.js';
import type { MembershipsService } from '../../accounts/groups/memberships.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';

/** By scope, what an application is told of a person (OpenID Connect Core §5.4). */
export const CLAIMS = {
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['preferred_username', 'name'],
  email: ['email', 'email_verified'],
  groups: ['groups'],
};

/**
 * An address is told only once its owner has confirmed it: applications let people in by it. An application that may ask for
 * groups is told the names of all that the account is in.
 */
export async function claimsOf(
  { id, login, displayName }: Pick<AccountProfile, 'id' | 'login' | 'displayName'>,
  scopes: readonly string[],
  { contacts, memberships }: { contacts: ContactsService; memberships: MembershipsService },
): Promise<{ sub: string } & Record<string, unknown>> {
  const [contact] = await contacts.listMany([id]);
  const email = contact?.email ?? null;
  return {
    sub: id,
    preferred_username: login,
    name: displayName ?? login,
    ...(email !== null && { email, email_verified: true }),
    ...(scopes.includes('groups') && { groups: await memberships.namesOf(id) }),
  };
}
