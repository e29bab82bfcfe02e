import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { Logger } from 'pino';
import type { Context } from '../../platform/graphql/context.js';
import { contextFailure } from '../graphql/errors.js';
import { type Answerer, isFor, sendJson, sendText } from './before-express.js';
import type { CrossOrigin } from './cross-origin.js';
import { readJson } from './json-body.js';
import type { ContextOf } from './request-context.js';
import { failureOf } from './request-errors.js';
import type { RequestLog } from './request-log.js';
import type { SignInGate } from './sign-in-gate.js';

const GRAPHQL = '/graphql';
const NOT_KEPT = { 'Cache-Control': 'no-store' };

/**
 * `/graphql`, whatever the method: CORS, the body, the gate, then Apollo, which asks for the session once the request is
 * one that may be answered.
 */
export function graphqlRoute(parts: {
  apollo: ApolloServer<Context>;
  gate: SignInGate;
  contextOf: ContextOf;
  crossOrigin: CrossOrigin;
  /** A page for developers. */
  explorer: Answerer | undefined;
  publicUrl: string;
  logged: RequestLog;
  securityHeaders: Record<string, string>;
  log: Logger;
}): Answerer {
  const { apollo, gate, contextOf, crossOrigin, explorer, logged, log } = parts;
  const isForThis = isFor(parts.publicUrl, GRAPHQL);
  const shared = { ...parts.securityHeaders, ...NOT_KEPT };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    ipAddress: string | null,
  ): Promise<void> => {
    const cors = crossOrigin(request);
    const headers = { ...shared, ...cors.headers };
    if (cors.preflight) {
      response.writeHead(204, headers).end();
      return;
    }
    try {
      const body = await readJson(request, response);
      const refused = await gate.refusalOf(body, request, ipAddress);
      if (refused) {
        sendText(response, 200, refused.text, { ...headers, 'Content-Type': refused.type });
        return;
      }
      const answered = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: asApolloHasIt(request, body),
        context: () => contextOf(request, response, ipAddress).catch(contextFailure),
      });
      if (answered.body.kind !== 'complete') throw new Error('Nothing here is answered in parts');
      sendText(response, answered.status ?? 200, answered.body.string, {
        ...headers,
        ...Object.fromEntries(answered.headers),
      });
    } catch (error) {
      const failure = failureOf(error, log);
      sendJson(response, failure.status, failure.body, { ...headers, ...failure.headers });
    }
  };

  return (request, response) => {
    if (!isForThis(request)) return false;
    logged(request, response, GRAPHQL, (ipAddress) => {
      if (!explorer?.(request, response)) void answer(request, response, ipAddress);
    });
    return true;
  };
}

function asApolloHasIt(
  { method = '', url = '', headers }: IncomingMessage,
  body: unknown,
): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const query = url.indexOf('?');
  return { method, headers: map, search: query < 0 ? '' : url.slice(query), body };
}
