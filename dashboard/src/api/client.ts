import { LatchkeyClient } from '#client/client';
import { LatchkeyError } from '#client/errors';
import { reachable, unreachable } from './connection';
import { root } from './root';

/** Every request of the dashboard; the session is the HttpOnly cookie alone. */
export const client = new LatchkeyClient({
  url: `${root}graphql`,
  async fetch(...request) {
    try {
      const response = await fetch(...request);
      // What proxies say of a server that is down.
      if ([502, 503, 504].includes(response.status)) unreachable();
      else reachable();
      return response;
    } catch (error) {
      unreachable();
      throw error;
    }
  },
});

export const codeOf = (error: unknown): LatchkeyError['code'] | undefined =>
  error instanceof LatchkeyError ? error.code : undefined;
