import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { Refusal } from '../../platform/refusal.js';
import type { Context } from '../../platform/graphql/context.js';

/**
 * Browsers name the origin of every POST. A mutation from a foreign one is refused, signed in or not (login
 * CSRF); one that leans on a cookie must name an allowed one.
 */
export const refuseForgedMutations: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ operation, contextValue }) {
        if (operation?.operation !== OperationTypeNode.MUTATION) return Promise.resolve();
        const { source, byCookie, publicUrl } = contextValue;
        if (source === 'foreign' || (byCookie && source === 'unknown')) {
          const refusal =
            source === 'foreign'
              ? new Refusal(
                  'FORBIDDEN',
                  `Pages of this origin may not send mutations. Open ${publicUrl} instead, or see PUBLIC_URL and ALLOWED_ORIGINS.`,
                  { publicUrl },
                )
              : new Refusal('FORBIDDEN', 'A mutation authenticated by cookie must carry its Origin.');
          throw new GraphQLError(refusal.message, { originalError: refusal });
        }
        return Promise.resolve();
      },
    }),
};
