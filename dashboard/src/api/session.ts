import { queryOptions } from '@tanstack/react-query';
import { MeDocument, type MeQuery } from '../../../schema/client/operations';
import { client } from './client';
import { queryClient } from './query-client';
import { Store } from './store';

export type Me = NonNullable<MeQuery['me']> & Pick<MeQuery, 'mustEnrol'>;

/** Who is signed in, which only the cookie that scripts cannot read decides; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    const { me, mustEnrol } = await client.send(MeDocument);
    return me && { ...me, mustEnrol };
  },
});

/** Why the sign-in page is shown, when it is not at one's own wish. */
export const hasEnded = new Store(false);

/** Forgets all that was shown to whom was signed in. */
export function sessionEnded(): void {
  hasEnded.set(true);
  signedOut();
}

export function signedOut(): void {
  queryClient.setQueryData(meQuery.queryKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
}

export const sessionChanged = (): Promise<void> => queryClient.invalidateQueries(meQuery);
