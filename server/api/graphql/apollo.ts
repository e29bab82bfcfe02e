import type { Server } from 'node:http';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { GraphQLError, type GraphQLSchema, OperationTypeNode, type ValidationRule } from 'graphql';
import type { Logger } from 'pino';
import type { SignInGate } from '../http/sign-in-gate.js';
import type { Context } from '../../platform/graphql/context.js';
import { refuseForgedMutations } from './csrf.js';
import { formatError } from './errors.js';
import { limits } from './limits.js';
import { noteRequests } from './request-notes.js';
import { learnSignIns } from './sign-in-documents.js';

// Far above any document of ours; far below what makes the parser work hard.
const MAX_TOKENS = 2000;

/** graphql-js itself finds out only while executing, and then it looks like a fault of ours. */
const noSubscriptions: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (node.operation === OperationTypeNode.SUBSCRIPTION) {
      context.reportError(new GraphQLError('There are no subscriptions.', { nodes: node }));
    }
  },
});

export function createApollo(options: {
  schema: GraphQLSchema;
  httpServer: Server;
  drainSeconds: number;
  introspection: boolean;
  log: Logger;
  gate: SignInGate;
}): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: options.schema,
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: formatError(options.log),
    logger: options.log,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    maxRecursiveSelections: true,
    validationRules: [noSubscriptions, ...limits],
    validationOptions: { maxErrors: 5 },
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // Nothing is kept by anybody, which the route says; this would look at each field for a hint.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginDrainHttpServer({
        httpServer: options.httpServer,
        stopGracePeriodMillis: options.drainSeconds * 1000,
      }),
      noteRequests,
      refuseForgedMutations,
      learnSignIns(options.gate),
    ],
  });
}
