import type { EntityManager } from 'typeorm';

/** What an account opens, and what ends when its password or state changes: sessions/ keeps it. */
export interface Access {
  tokens: {
    /** Ends the account's stored tokens, but for the excepted one; returns how many there were. */
    revokeAll(tx: EntityManager, accountId: string, exceptTokenId?: string): Promise<number>;
  };
  devices: {
    /** Ends the trust in all of the account's devices. */
    dropAllTrust(tx: EntityManager, accountId: string): Promise<unknown>;
    /** Forgets one, with its tokens: its secret proves nothing any more. */
    forget(tx: EntityManager, accountId: string, id: string): Promise<unknown>;
  };
}
