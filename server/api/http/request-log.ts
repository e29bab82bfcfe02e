import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { clientAddress } from './client-address.js';
import { requestAnswered, requestBegan } from '../../platform/telemetry/diagnostics.js';
import { remoteParentOf } from '../../platform/telemetry/trace-parent.js';
import { type RequestNotes, withinRequest } from '../../platform/telemetry/request.js';

const HEADER = 'X-Request-Id';
// A proxy's own: nginx's hex, UUIDs, ULIDs, Envoy's; nothing that could forge a line of a log.
const ACCEPTABLE = /^[\w.-]{8,128}$/;
// Asked for every few seconds by every load balancer.
const QUIET = new Set(['/healthz', '/readyz']);

/** Gives every request an id, and one line in the log when it has been answered or broken off. */
export const requestLog =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    const notes: RequestNotes = { id: idOf(request) };
    response.set(HEADER, notes.id);
    const { method, path } = request;
    if (!QUIET.has(path)) {
      const parent = isFromProxy(request) ? remoteParentOf(request.headers) : undefined;
      requestBegan.publish({ request: notes, method, path, parent });
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
          ipAddress: clientAddress(request),
          ...more,
        },
        'request',
      );
    });
    withinRequest(notes, next);
  };

/** The proxy's, if it is one of TRUSTED_PROXIES; otherwise a new one, so that nobody picks an id to hide behind. */
function idOf(request: Request): string {
  const given = request.get(HEADER);
  return given !== undefined && ACCEPTABLE.test(given) && isFromProxy(request) ? given : randomUUID();
}

function isFromProxy(request: Request): boolean {
  const isTrusted = request.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  return isTrusted(request.socket.remoteAddress ?? '', 0);
}
