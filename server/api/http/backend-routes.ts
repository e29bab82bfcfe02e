import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { BackendsService } from '../../integrations/basic-check/backends.service.js';
import { Refusal } from '../../platform/refusal.js';
import { asError, headersOf, statusOf } from '../refusals.js';
import { basicCredentials } from './basic-credentials.js';
import { type Answerer, isFor, queryOf, sendJson } from './before-express.js';
import { leaving } from './leaving.js';
import { failureOf } from './request-errors.js';
import type { RequestLog } from './request-log.js';

const BASIC = '/auth/basic';
const NOT_KEPT = { 'Cache-Control': 'no-store' };

/** `GET /auth/basic?scope=dav`: for nginx's auth_request, Apache, Dovecot and whatever else knows a status code. */
export function backendRoute(parts: {
  backends: BackendsService;
  publicUrl: string;
  logged: RequestLog;
  securityHeaders: Record<string, string>;
  log: Logger;
}): Answerer {
  const { backends, publicUrl, logged, log } = parts;
  const isForThis = isFor(publicUrl, BASIC);
  const headers = { ...parts.securityHeaders, ...NOT_KEPT };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    ipAddress: string | null,
  ): Promise<void> => {
    try {
      const given = basicCredentials(request.headers.authorization);
      if (!given) throw new Refusal('INVALID_CREDENTIALS', 'Give a login and an app password.');
      const scopes = queryOf(request).getAll('scope');
      const { accountId, login } = await backends.admit({
        login: given.user,
        password: given.password,
        scope: scopes.length === 1 ? (scopes[0] ?? '') : '',
        ipAddress,
        signal: leaving(response),
      });
      const person = { 'X-Latchkey-User': utf8(login), 'X-Latchkey-Account': accountId };
      sendJson(response, 200, { account: accountId, login }, { ...headers, ...person });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(response, error, headers);
    }
  };

  return (request, response) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || !isForThis(request)) return false;
    logged(request, response, BASIC, (ipAddress) => {
      answer(request, response, ipAddress).catch((error: unknown) => {
        const failure = failureOf(error, log);
        sendJson(response, failure.status, failure.body, { ...headers, ...failure.headers });
      });
    });
    return true;
  };
}

function refuse(response: ServerResponse, refusal: Refusal, shared: Record<string, string>): void {
  const status = statusOf(refusal.code);
  const challenge =
    status === 401 ? { 'WWW-Authenticate': 'Basic realm="Latchkey", charset="UTF-8"' } : undefined;
  const headers = { ...shared, ...headersOf(refusal), ...challenge };
  sendJson(response, status, { errors: [asError(refusal)] }, headers);
}

/** Node writes header values as Latin-1; what backends expect are the bytes of UTF-8. */
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
