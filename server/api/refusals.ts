import type { Response } from 'express';
import type { Refusal, RefusalCode, RefusalDetails } from '../platform/refusal.js';

/** Complete, so that a new code is never taken for a failure of ours. */
const STATUS: Record<RefusalCode, number> = {
  BAD_USER_INPUT: 400,
  INVALID_CREDENTIALS: 401,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ENROLMENT_REQUIRED: 403,
  PASSWORD_CHANGE_REQUIRED: 403,
  REAUTHENTICATION_REQUIRED: 403,
  METHOD_DISABLED: 403,
  PASSWORD_ELSEWHERE: 403,
  INVALID_CODE: 401,
  CHALLENGE_EXPIRED: 401,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PASSWORD_REQUIRED: 403,
  ADDRESS_NOT_ALLOWED: 403,
  TOO_MANY_ATTEMPTS: 429,
  SERVICE_UNAVAILABLE: 503,
};

/** The HTTP status of a refusal outside GraphQL. */
export const statusOf = (code: RefusalCode): number => STATUS[code];

/** A refusal as an error of GraphQL, which other answers resemble. */
export const asError = ({
  message,
  code,
  details,
}: Refusal): { message: string; extensions: RefusalDetails & { code: RefusalCode } } => ({
  message,
  extensions: { code, ...details },
});

/** The headers of a refusal besides its status. */
export const headersOf = ({ details: { retryAfter } }: Refusal): Record<string, string> =>
  retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };

/** Gives an answer the status and headers of a refusal; its body is the caller's. */
export const refused = (response: Response, refusal: Refusal): Response =>
  response.status(statusOf(refusal.code)).set(headersOf(refusal));

/** Answers with a refusal outside GraphQL, in the shape of an answer of GraphQL. */
export function sendRefusal(response: Response, refusal: Refusal): void {
  refused(response, refusal).json({ errors: [asError(refusal)] });
}
