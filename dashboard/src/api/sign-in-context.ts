import { queryOptions } from '@tanstack/react-query';
import { SignInContextDocument } from '#client/operations';
import { client } from './client';

/** What one signs in to, and what is missing for that; null for a place that the server knows nothing more of. */
export const signInContextQuery = (to: string) =>
  queryOptions({
    queryKey: ['sign-in-context', to],
    queryFn: async () => (await client.send(SignInContextDocument, { to })).signInContext,
  });
