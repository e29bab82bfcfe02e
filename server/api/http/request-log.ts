import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { clientAddressOf, type Trust } from './client-address.js';
import { requestAnswered, requestBegan } from '../../platform/telemetry/diagnostics.js';
import { type RequestNotes, withinRequest } from '../../platform/telemetry/request.js';

const HEADER = 'X-Request-Id';
// A proxy's own: nginx's hex, UUIDs, ULIDs, Envoy's; nothing that could forge a line of a log.
const ACCEPTABLE = /^[\w.-]{8,128}$/;
// Asked for every few seconds by every load balancer.
const QUIET = new Set(['/healthz', '/readyz']);

/**
 * Answers a request of this path: its address without the query, and without PUBLIC_URL's path. `answer` is told where it
 * comes from, as TRUSTED_PROXIES lets it be known.
 */
export type RequestLog = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  answer: (ipAddress: string | null) => void,
) => void;

/** Gives every request an id, and one line in the log when it has been answered or broken off. */
export const requestLog =
  (log: Logger, trust: Trust): RequestLog =>
  (request, response, path, answer) => {
    const began = performance.now();
    const isFromProxy = trust(request.socket.remoteAddress ?? '', 0);
    const notes: RequestNotes = { id: idOf(request, isFromProxy) };
    // Whoever answers may change what the request says, and a connection that is gone names no address.
    const ipAddress = clientAddressOf(request, trust);
    response.setHeader(HEADER, notes.id);
    const { method = '' } = request;
    if (!QUIET.has(path)) {
      const sentBy = isFromProxy ? request.headers : {};
      requestBegan.publish({ request: notes, method, path, sentBy });
    }
    response.once('close', () => {
      const took = performance.now() - began;
      requestAnswered.publish({ request: notes, status: response.statusCode, took: took / 1000 });
      const { id: requestId, ...more } = notes;
      log[QUIET.has(path) ? 'debug' : 'info'](
        {
          requestId,
          method,
          // Without its query: addresses typed by hand may hold anything.
          path,
          status: response.statusCode,
          ...(!response.writableFinished && { brokenOff: true }),
          milliseconds: Math.round(took),
          ipAddress,
          ...more,
        },
        'request',
      );
    });
    withinRequest(notes, () => answer(ipAddress));
  };

/** The proxy's, if it is one of TRUSTED_PROXIES; otherwise a new one, so that nobody picks an id to hide behind. */
function idOf({ headers }: IncomingMessage, isFromProxy: boolean): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE.test(given) && isFromProxy ? given : randomUUID();
}
