import type { ApolloServerPlugin } from '@apollo/server';
import { Kind } from 'graphql';
import { operationBegan, operationEnded } from '../../platform/telemetry/diagnostics.js';
import { currentRequest } from '../../platform/telemetry/request.js';
import type { Context } from '../../platform/graphql/context.js';

const MOST = 10;

/** Notes for log and traces what was asked, by the schema's names, and how it was refused: no document, no variable. */
export const noteRequests: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ operation, contextValue }) {
        const notes = currentRequest();
        if (!notes || !operation) return Promise.resolve();
        const fields = operation.selectionSet.selections.flatMap((selection) =>
          selection.kind === Kind.FIELD ? [selection.name.value] : [],
        );
        notes.operations = [...new Set(fields)].slice(0, MOST);
        operationBegan.publish({ request: notes, type: operation.operation, fields: notes.operations });
        const { session, machine } = contextValue;
        if (session) notes.accountId = session.account.id;
        if (machine) notes.serviceAccountId = machine.serviceAccountId;
        return Promise.resolve();
      },
      willSendResponse({ response }) {
        const notes = currentRequest();
        if (!notes || response.body.kind !== 'single') return Promise.resolve();
        const codes = response.body.singleResult.errors?.map((error) => String(error.extensions?.['code']));
        if (codes) notes.codes = [...new Set(codes)].slice(0, MOST);
        operationEnded.publish({ request: notes, codes: notes.codes ?? [] });
        return Promise.resolve();
      },
    }),
};
