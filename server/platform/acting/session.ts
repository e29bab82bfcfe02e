import type { AccountProfile } from './account-profile.js';
import type { Actor } from './actor.js';
import type { SignInMethod } from './sign-in-method.js';

/**
 * What a session may do. `FULL`: what its account may. `PASSWORD`: nothing but change the password, which is not its
 * owner's or too short. `DEMANDED`: nothing but set up the second factor that is demanded of the account. `LOST`: nothing
 * but set one up in place of the lost one, for a recovery code began it. `ENDED`: nothing.
 */
export type Worth = 'FULL' | 'PASSWORD' | 'DEMANDED' | 'LOST' | 'ENDED';

/** What decides, with its account and the settings, what a session is worth at a moment. */
export interface SessionFacts {
  /** The last of what was proved in it beside the password; null: nothing. */
  secondFactor: SignInMethod | null;
  issuedAt: number;
  /** Null: not used yet, or not noted, for the token is signed. */
  lastUsedAt: number | null;
  /** As promised when it was issued; null: never. */
  expiresAt: number | null;
  /** Settings.sessionEpoch when it was issued. */
  epoch: number;
}

/** What a presented token proves: who, on which device, and how it was signed in. */
export interface Session extends SessionFacts {
  tokenId: string;
  /** Signed tokens are not in the database and cannot be revoked one by one. */
  kind: 'stored' | 'signed';
  account: AccountProfile;
  deviceId: string;
  /** What a signed token is ended by: see isSignedEnded. */
  signedVersion: number;
  /** By the secret that another has replaced seconds ago: signed in, but nobody who has just proved themselves. */
  isReplaced: boolean;
  /** When it was looked up. What is written for it needs as much: see the guard. */
  worth: Worth;
  actor: Actor;
}
