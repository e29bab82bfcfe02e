import type { Actor } from './actor.js';
import type { Permission } from './permissions.js';

/** What stands before the name of a service account where the audit log has a login: no account's login begins so. */
export const SERVICE_LOGIN = 'service:';

/** What a service token proves: which service account sent the request. There is no person, and so no session. */
export interface Machine {
  serviceAccountId: string;
  serviceTokenId: string;
  /** When it was looked up. What is written for it needs as much: see the guard. */
  permissions: ReadonlySet<Permission>;
  actor: Actor;
}
