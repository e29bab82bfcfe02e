import type { RefusalCode } from '../refusal.js';

const STATUS: Partial<Record<RefusalCode, number>> = {
  BAD_USER_INPUT: 400,
  INVALID_CREDENTIALS: 401,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ENROLMENT_REQUIRED: 403,
  PASSWORD_REQUIRED: 403,
  TOO_MANY_ATTEMPTS: 429,
  SERVICE_UNAVAILABLE: 503,
};

/** The HTTP status of a refusal outside GraphQL. */
export const statusOf = (code: RefusalCode): number => STATUS[code] ?? 500;
