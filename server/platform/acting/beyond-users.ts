import { Refusal } from '../refusal.js';
import type { AccountRole } from './account-profile.js';
import { type Acting, isMachine } from './guard.js';

/**
 * A service account acts on plain users only, and makes nobody more than that: by the password of an administrator, or by a
 * role, whoever steals its token would have everything. Throws FORBIDDEN.
 */
export function refuseBeyondUsers(acting: Acting, role: AccountRole): void {
  if (role === 'USER' || !isMachine(acting)) return;
  throw new Refusal('FORBIDDEN', 'A service account can neither act on administrators nor make any.');
}
