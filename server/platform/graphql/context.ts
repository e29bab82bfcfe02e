import type { SigningInClient } from '../acting/client.js';
import { type Caller, isSession } from '../acting/guard.js';
import type { Machine } from '../acting/machine.js';
import type { Session } from '../acting/session.js';
import type { Locale } from '../locale.js';
import { Refusal } from '../refusal.js';
import type { Loaders } from './loaders.js';

/** A bearer token, and when it ends (milliseconds); null: never. */
export interface GivenToken {
  token: string;
  issuedAt: number;
  expiresAt: number | null;
}

/** What a sign-in leaves in a browser. */
export interface KeptSignIn {
  issued: GivenToken;
  deviceSecret: string;
  account: { id: string };
}

/** What a resolver may know of its request. */
export interface Context {
  session: Session | null;
  /** The service account whose token came instead of a person's. */
  machine: Machine | null;
  client: SigningInClient;
  loaders: Loaders;
  /** Where a browser says the request comes from. */
  source: 'allowed' | 'foreign' | 'unknown';
  /** What whoever asks reads. */
  locale: Locale;
  /** Where pages of ours are to be opened. */
  publicUrl: string;
  /** Whether the session rests on a cookie, which browsers send by themselves. */
  byCookie: boolean;
  /** Browsers keep token and device secret as HttpOnly cookies. */
  keepCookies(signedIn: KeptSignIn): void;
  dropTokenCookie(): void;
  /** After re-authentication: a browser's token gets a new secret (ASVS 7.2.4). */
  renewTokenCookie(): Promise<void>;
  /** The same for clients that ask for it. Null: the token is a cookie's, or was renewed by another request. */
  renewBearerToken(): Promise<GivenToken | null>;
}

/** Of a person: for what one does to what is one's own. Throws FORBIDDEN for a service account, which has nothing. */
export function sessionOf(context: Context): Session {
  const caller = callerOf(context);
  if (!isSession(caller))
    throw new Refusal('FORBIDDEN', 'Only people can do this, in a session of their own.');
  return caller;
}

/** Whom @Authorized has made sure of: for what a permission is needed. */
export function callerOf({ session, machine }: Context): Caller {
  const caller = session ?? machine;
  if (!caller) throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
  return caller;
}
