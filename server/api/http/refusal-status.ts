import type { RefusalCode } from '../../platform/refusal.js';

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
  TOO_MANY_ATTEMPTS: 429,
  SERVICE_UNAVAILABLE: 503,
};

/** The HTTP status of a refusal outside GraphQL. */
export const statusOf = (code: RefusalCode): number => STATUS[code];
