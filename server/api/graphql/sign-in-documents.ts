import type { ApolloServerPlugin } from '@apollo/server';
import { Kind } from 'graphql';
import type { SignInGate } from '../http/sign-in-gate.js';
import type { Context } from '../../platform/graphql/context.js';

/** Tells the gate of documents that do nothing but sign in. */
export const learnSignIns = (gate: SignInGate): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ document, operation, source }) {
        const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
        const [field, ...others] = operation?.selectionSet.selections ?? [];
        const isOne = operations.length === 1 && others.length === 0;
        if (
          isOne &&
          field?.kind === Kind.FIELD &&
          field.name.value === 'signIn' &&
          !field.directives?.length
        ) {
          gate.learn(source, (field.alias ?? field.name).value);
        }
        return Promise.resolve();
      },
    }),
});
