import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { troubleOf } from '../../platform/database/driver-errors.js';
import { logTrouble } from '../graphql/errors.js';
import { Refusal, unavailable } from '../../platform/refusal.js';
import { asError, headersOf, statusOf } from '../refusals.js';
import { type Pages, wantsPage } from './pages.js';

interface HttpError {
  status?: number;
  type?: string;
}

const MESSAGES: Record<string, string> = {
  'entity.too.large': 'The request is too large.',
  'entity.too.deep': 'The body is nested too deeply.',
  'entity.parse.failed': 'The body is not valid JSON.',
  'charset.unsupported': 'The body must be UTF-8.',
  'encoding.unsupported': 'The content encoding is not supported.',
};

/**
 * The answer to a request that failed, which is logged where that is no fault of its own. Bodies that never become a
 * GraphQL request are refused in the same shape as those that do.
 */
export function failureOf(
  error: unknown,
  log: Logger,
): { status: number; headers: Record<string, string>; body: object } {
  const { status = 500, type = '' } = (typeof error === 'object' ? error : null) as HttpError;
  const trouble = troubleOf(error);
  if (trouble !== undefined) {
    logTrouble(log, trouble, { err: error });
    const refusal = unavailable();
    return {
      status: statusOf(refusal.code),
      headers: headersOf(refusal),
      body: { errors: [asError(refusal)] },
    };
  }
  if (status >= 500) log.error({ err: error }, 'a request failed');
  const told =
    status < 500
      ? asError(new Refusal('BAD_USER_INPUT', MESSAGES[type] ?? 'The request is malformed.'))
      : { message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  return { status, headers: {}, body: { errors: [told] } };
}

export const requestErrors =
  (log: Logger, pages: Pages): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, headers, body } = failureOf(error, log);
    response.status(status).set(headers);
    if (status >= 500 && wantsPage(request)) {
      void pages.send(request, response, status, troubleOf(error) === undefined ? 'BROKEN' : 'UNAVAILABLE');
    } else {
      response.json(body);
    }
  };
