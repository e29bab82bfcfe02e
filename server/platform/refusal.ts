/** The closed list of refusals a client may meet; `extensions.code` of the GraphQL error. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_CODE'
  | 'CHALLENGE_EXPIRED'
  | 'TOO_MANY_ATTEMPTS'
  | 'REAUTHENTICATION_REQUIRED'
  | 'ENROLMENT_REQUIRED'
  | 'PASSWORD_CHANGE_REQUIRED'
  | 'METHOD_DISABLED'
  | 'SERVICE_UNAVAILABLE'
  | 'PASSWORD_ELSEWHERE'
  | 'PASSWORD_REQUIRED'
  | 'ADDRESS_NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'CONFLICT';

/** Why a password is not accepted. */
export type PasswordRule = 'length' | 'common' | 'personal' | 'breached' | 'same';

export interface RefusalDetails {
  /** The input field at fault (BAD_USER_INPUT, CONFLICT). */
  field?: string;
  /** Why a password is not accepted (BAD_USER_INPUT), and how long it must be. */
  rule?: PasswordRule;
  shortest?: number;
  /** What is not as the caller expected it, and how it is now (CONFLICT). */
  changed?: Record<string, unknown>;
  /** Seconds to wait (TOO_MANY_ATTEMPTS, SERVICE_UNAVAILABLE). */
  retryAfter?: number;
  /** The passkey is none of ours: the browser can be told to hide it (INVALID_CODE). */
  unknownCredential?: true;
  /** Where pages that may do this are found (FORBIDDEN, for a page of another origin). */
  publicUrl?: string;
}

/** An expected refusal. Its message is shown to the client, so it never holds a secret or an internal. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly details: RefusalDetails = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** The answer to clients while the database is unreachable. */
export const unavailable = (): Refusal =>
  new Refusal('SERVICE_UNAVAILABLE', 'The service cannot reach its database. Try again in a few seconds.', {
    retryAfter: 5,
  });
