import { normaliseName } from '../accounts/login.js';
import type { Services } from '../app/services.js';
import { type AccountRole, ROLES } from '../platform/acting/account-profile.js';
import { Refusal } from '../platform/refusal.js';

/** As they are typed. */
export const ROLE_NAMES = ROLES.map((role) => role.toLowerCase());

export const roleNamed = (typed: string): AccountRole =>
  ROLES.find((role) => role.toLowerCase() === typed) ?? 'USER';

/** Ids of the groups of these names; null: none was named, so the role is for all accounts. Throws NOT_FOUND. */
export async function groupsNamed(
  { groups }: Services,
  names: readonly string[] | undefined,
): Promise<string[] | null> {
  if (names === undefined) return null;
  const found = await groups.named(names);
  return names.map((name) => {
    const group = found.get(normaliseName(name));
    if (!group) throw new Refusal('NOT_FOUND', `There is no group “${name}”.`);
    return group.id;
  });
}
