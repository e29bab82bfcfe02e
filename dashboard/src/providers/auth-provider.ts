import type { AuthProvider } from 'ra-core';
import { SignOutDocument } from '#client/operations';
import { client, codeOf } from '../api/client';
import { type Me, signedOut } from '../api/session';

/** Ends the session here and forgets what was on the screen. */
export async function signOut(): Promise<void> {
  try {
    await client.send(SignOutDocument);
  } catch (error) {
    // Ended already is as good.
    if (codeOf(error) !== 'UNAUTHENTICATED') throw error;
  }
  signedOut();
}

/** React-admin runs only inside a session: App decides who sees it, the server what they may do. */
export const createAuthProvider = (me: Me): AuthProvider => ({
  login: () => Promise.resolve(),
  async logout() {
    await signOut();
    return false;
  },
  checkAuth: () => Promise.resolve(),
  checkError: () => Promise.resolve(),
  getIdentity: () => Promise.resolve({ id: me.id, fullName: me.displayName ?? me.login }),
  getPermissions: () => Promise.resolve(me.role),
});
