import { queryOptions } from '@tanstack/react-query';
import { MeDocument, type MeQuery } from '../../../schema/client/operations';
import { client } from './client';
import { queryClient } from './query-client';
import { Store } from './store';

export type Me = NonNullable<MeQuery['me']> & Pick<MeQuery, 'mustEnrol' | 'mustChangePassword'>;

/** Who is signed in, which only the cookie that scripts cannot read decides; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    const { me, ...first } = await client.send(MeDocument);
    return me && { ...me, ...first };
  },
});

/** Why the sign-in page is shown, when it is not at one's own wish. */
export const hasEnded = new Store(false);

/** How one signs in was changed just now, so that it may be time to end other sessions (OWASP ASVS 7.4.3). */
export const hasChangedFactors = new Store(false);

/** Forgets all that was shown to whom was signed in. */
export function sessionEnded(): void {
  hasEnded.set(true);
  signedOut();
}

export function signedOut(): void {
  hasChangedFactors.set(false);
  queryClient.setQueryData(meQuery.queryKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
}

export function factorsChanged(): Promise<void> {
  hasChangedFactors.set(true);
  return sessionChanged();
}

export const sessionChanged = (): Promise<void> => queryClient.invalidateQueries(meQuery);
