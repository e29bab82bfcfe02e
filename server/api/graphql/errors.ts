import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { isUnavailable, type Trouble, troubleOf } from '../../platform/database/driver-errors.js';
import { Refusal, unavailable } from '../../platform/refusal.js';
import { asError, headersOf, statusOf } from '../refusals.js';

// graphql-js and Apollo have codes of their own for documents and variables that are not valid.
const MALFORMED = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Every error a client sees passes here: refusals keep their code, all else becomes a reference into the log. */
export const formatError =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (cause instanceof Refusal) {
      return at(formatted, asError(cause));
    }
    if (cause instanceof GraphQLError && MALFORMED.has(String(formatted.extensions?.['code']))) {
      const { message, field } = withoutValues(formatted.message);
      return at(
        formatted,
        asError(new Refusal('BAD_USER_INPUT', message, field === undefined ? {} : { field })),
      );
    }
    const trouble = troubleOf(cause);
    if (trouble !== undefined) {
      logTrouble(log, trouble, { err: cause, path: formatted.path });
      return at(formatted, asError(unavailable()));
    }
    const reference = randomUUID();
    log.error({ err: cause, path: formatted.path, reference }, 'a request failed');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', reference };
    return at(formatted, { message: 'Something went wrong on our side.', extensions });
  };

/** An outage passes by itself; for anything else somebody must come. */
export function logTrouble(log: Logger, trouble: Trouble, about: { err: unknown; path?: unknown }): void {
  log[trouble === 'away' || trouble === 'busy' ? 'warn' : 'error'](about, `the database is ${trouble}`);
}

/** The token could not even be looked up: HTTP says so too, for proxies to see. */
export function contextFailure(error: unknown): never {
  if (!isUnavailable(error)) throw error;
  const refusal = unavailable();
  const headers = new HeaderMap(Object.entries(headersOf(refusal)));
  throw new GraphQLError('unavailable', {
    originalError: error as Error,
    extensions: { http: { status: statusOf(refusal.code), headers } },
  });
}

/** An error where another one occurred. */
const at = (
  { locations, path }: GraphQLFormattedError,
  { message, extensions }: { message: string; extensions: object },
): GraphQLFormattedError => ({
  message,
  ...(locations && { locations }),
  ...(path && { path }),
  extensions: { ...extensions },
});

/** graphql-js quotes what it refuses, and that may be a password: only the place is kept. */
function withoutValues(message: string): { message: string; field?: string } {
  const variable = /^Variable "\$(\w+)" got invalid value /.exec(message)?.[1];
  if (variable !== undefined) {
    const places = [...message.matchAll(/ at "([\w.[\]]+)"; /g)].map(([, place]) => place);
    const field = places.find((place) => place?.split(/[.[]/)[0] === variable) ?? variable;
    return { message: `"${field}" is not of the type the schema asks for.`, field };
  }
  const missing = /^Variable "\$(\w+)" of (?:required|non-null) type /.exec(message)?.[1];
  if (missing !== undefined) return { message: `"${missing}" must be given.`, field: missing };
  if (/cannot represent|Expected value of type|got invalid value/.test(message)) {
    return { message: 'A value in the document is not of the type the schema asks for.' };
  }
  return { message: message.replace(/ Did you mean .*$/s, '').replace(/\b(BlockString|String) ".*"/s, '$1') };
}
