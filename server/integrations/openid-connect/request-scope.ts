import { AsyncLocalStorage } from 'node:async_hooks';
import type { Session } from '../../platform/acting/session.js';
import type { LastProofs } from '../../sessions/held-sessions.js';

/** Who asks, during one request: the library hands over its own context only, and not everywhere. */
export interface Asking {
  /** Whoever is signed in in this browser, and may do what their account may; null: nobody. */
  signedIn: { session: Session; proofs: LastProofs; acr: string; amr: readonly string[] } | null;
  ipAddress: string | null;
  /** Set while the person confirms to sign out: the session ends, and its cookie goes. */
  signOut: (() => Promise<void>) | null;
  /** The sign-out of this session that waits for its confirmation, and the client that the person has signed out of. */
  waitingSignOut: { clientId: string | undefined } | null;
}

const nobody = (): Asking => ({ signedIn: null, ipAddress: null, signOut: null, waitingSignOut: null });

export class RequestScope {
  private readonly storage = new AsyncLocalStorage<Asking>();

  run<T>(asking: Asking, work: () => T): T {
    return this.storage.run(asking, work);
  }

  get asking(): Asking {
    return this.storage.getStore() ?? nobody();
  }
}
