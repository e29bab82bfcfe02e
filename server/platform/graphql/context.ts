import { Refusal } from '../refusal.js';
import type { Session } from '../../sessions/session.js';
import type { SignedIn, SigningInClient } from '../../sign-in/sign-in.service.js';
import type { Renewed } from '../../sessions/tokens/tokens.service.js';
import type { Loaders } from '../../api/graphql/loaders.js';

/** What a resolver may know of its request. */
export interface Context {
  session: Session | null;
  client: SigningInClient;
  loaders: Loaders;
  /** Where a browser says the request comes from. */
  source: 'allowed' | 'foreign' | 'unknown';
  /** Where pages of ours are to be opened. */
  publicUrl: string;
  /** Whether the session rests on a cookie, which browsers send by themselves. */
  byCookie: boolean;
  /** Browsers keep token and device secret as HttpOnly cookies. */
  keepCookies(signedIn: SignedIn): void;
  dropTokenCookie(): void;
  /** After re-authentication: a browser's token gets a new secret (ASVS 7.2.4). */
  renewTokenCookie(): Promise<void>;
  /** The same for clients that ask for it. Null: the token is a cookie's, or was renewed by another request. */
  renewBearerToken(): Promise<Renewed | null>;
}

/** The session that @Authorized has made sure of. */
export function sessionOf(context: Context): Session {
  if (!context.session) throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
  return context.session;
}
