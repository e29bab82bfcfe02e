import type { RefusalCode } from './operations.js';

export type { RefusalCode };

/** Refusals, and what is nobody's decision: INTERNAL_SERVER_ERROR, or UNREACHABLE when no answer came. */
export type ErrorCode = RefusalCode | 'INTERNAL_SERVER_ERROR' | 'UNREACHABLE';

export interface ErrorDetails {
  /** The input field at fault (BAD_USER_INPUT, CONFLICT). */
  field?: string;
  /** Why a password is not accepted, and how long it must be (BAD_USER_INPUT). */
  rule?: 'length' | 'common' | 'personal' | 'breached' | 'same';
  shortest?: number;
  /** What is not as it was expected to be, and how it is now (CONFLICT). */
  changed?: Record<string, unknown>;
  /** Seconds to wait (TOO_MANY_ATTEMPTS). */
  retryAfter?: number;
  /** Names the failure in the server's log (INTERNAL_SERVER_ERROR). */
  reference?: string;
  /** The passkey is none of this service's: the browser can be told to hide it (INVALID_CODE). */
  unknownCredential?: boolean;
  /** Where pages that may do this are found (FORBIDDEN, for a page of another origin). */
  publicUrl?: string;
}

/** What a request is answered with when it is refused or fails. */
export class LatchkeyError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, { cause });
    this.name = 'LatchkeyError';
    this.code = code;
    this.details = details;
  }
}
