import { QueryClient } from '@tanstack/react-query';

export const queryClient = new QueryClient({
  defaultOptions: {
    // A server on the same machine answers without a network; failures are shown, not waited out.
    queries: { networkMode: 'always', retry: false, staleTime: 5000 },
    mutations: { networkMode: 'always', retry: false },
  },
});
