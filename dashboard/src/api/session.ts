import { queryOptions } from '@tanstack/react-query';
import { MeDocument, type MeQuery, SignOutDocument } from '#client/operations';
import { client, codeOf } from './client';
import { Cancelled, signingIn } from './interruption';
import { queryClient } from './query-client';
import { root } from './root';
import { Store } from './store';
import { abandon } from './unsaved';

export type Me = NonNullable<MeQuery['me']> & Pick<MeQuery, 'mustEnrol' | 'mustChangePassword'>;

/** Who is signed in, which only the cookie that scripts cannot read decides; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    const shown = whoIsShown();
    const me = await whoIsSignedIn();
    if (!shown) return me;
    if (me) return stays(me);
    try {
      await signInAgain();
    } catch (error) {
      if (error instanceof Cancelled) return null;
      throw error;
    }
    return whoIsSignedIn();
  },
});

const whoIsShown = (): Me | null | undefined => queryClient.getQueryData(meQuery.queryKey);

async function whoIsSignedIn(): Promise<Me | null> {
  const { me, ...first } = await client.send(MeDocument);
  return me && { ...me, ...first };
}

/** Nothing of one account's pages may be seen, or sent, by another that has signed in, here or in another tab. */
async function stays(me: Me): Promise<Me> {
  if (me.id === whoIsShown()?.id) {
    signingIn.waiting.get()?.done();
    return me;
  }
  queryClient.clear();
  abandon();
  // The sign-in page shows nothing of an account's, and knows where to go on.
  const isSignInPage = window.location.pathname === `${root}sign-in`;
  window.location.replace(isSignInPage ? window.location.href : root);
  return new Promise(() => undefined);
}

/**
 * The session has ended: the same person may sign in again in place, and what waits for that continues. Throws Cancelled
 * when they do not want to, and where nobody's pages are on the screen any more.
 */
export async function signInAgain(): Promise<void> {
  if (!whoIsShown()) throw new Cancelled();
  await signingIn.raise();
}

/** Somebody has signed in in place. False when the browser did not keep the session. */
export async function signedInAgain(): Promise<boolean> {
  const me = await whoIsSignedIn();
  if (!me) return false;
  await stays(me);
  await sessionBegan();
  return true;
}

/** Tabs share the cookie. Who signs out in one wants nothing left in the others; who signs in is seen in all. */
const tabs = new BroadcastChannel(`latchkey:${root}`);
tabs.onmessage = ({ data }: MessageEvent<'signed out' | 'signed in'>) => {
  if (data === 'signed out') forget();
  else void sessionChanged();
};

/** What was ended by neither tab, as by an application's sign-out, is noticed when the person comes back. */
const lookAgain = () => {
  if (whoIsShown()) void sessionChanged();
};
window.addEventListener('focus', lookAgain);
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) lookAgain();
});

/** Why the sign-in page is shown, when it is not at one's own wish. */
export const hasEnded = new Store(false);

/** How one signs in was changed just now, so that it may be time to end other sessions (OWASP ASVS 7.4.3). */
export const hasChangedFactors = new Store(false);

/** Names of those that a change of the password has just ended: programs need new ones. */
export const endedAppPasswords = new Store<readonly string[]>([]);

/** The code kept for the case of loss that the sign-in took, until the person puts the hint about it aside. */
export const usedCode = new Store<'BACKUP_CODE' | 'RECOVERY_CODE' | null>(null);

/**
 * After a sign-in by password, what is to be said of a passkey on this device: `due`, it is not known yet; `ask`, it is
 * offered; `created`, it has been; `known`, it has one already; or the one that the browser has saved by itself.
 */
export type PasskeyOffer =
  'none' | 'due' | 'deciding' | 'ask' | 'known' | 'created' | { id: string; name: string };
export const passkeyOffer = new Store<PasskeyOffer>('none');

/** The session has ended, and the person does not want to sign in again in place. */
export function sessionEnded(): void {
  hasEnded.set(true);
  forget();
}

/** Ends the session at the person's own wish, and forgets what was on the screen. */
export async function signOut(): Promise<void> {
  try {
    await client.send(SignOutDocument);
  } catch (error) {
    // Ended already is as good.
    if (codeOf(error) !== 'UNAUTHENTICATED') throw error;
  }
  signedOut();
}

/** At the person's own wish, and so in every tab. */
export function signedOut(): void {
  tabs.postMessage('signed out');
  forget();
}

/** After an act that may have ended one's own session as well: then that was one's own wish, too. */
export async function afterAct(): Promise<void> {
  if (await whoIsSignedIn()) await queryClient.invalidateQueries();
  else signedOut();
}

/** Takes away all that was shown to whom was signed in. */
function forget(): void {
  signingIn.waiting.get()?.cancelled();
  hasChangedFactors.set(false);
  endedAppPasswords.set([]);
  abandon();
  usedCode.set(null);
  passkeyOffer.set('none');
  queryClient.setQueryData(meQuery.queryKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
}

/** Somebody has signed in, on the sign-in page or in place. */
export function sessionBegan(): Promise<void> {
  hasEnded.set(false);
  tabs.postMessage('signed in');
  return sessionChanged();
}

export function factorsChanged(): Promise<void> {
  hasChangedFactors.set(true);
  return sessionChanged();
}

export const sessionChanged = (): Promise<void> => queryClient.invalidateQueries(meQuery);
