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
  | 'METHOD_DISABLED'
  | 'NOT_FOUND'
  | 'CONFLICT';

export interface RefusalDetails {
  /** The input field at fault (BAD_USER_INPUT, CONFLICT). */
  field?: string;
  /** Seconds to wait (TOO_MANY_ATTEMPTS). */
  retryAfter?: number;
  /** The passkey is none of ours: the browser can be told to hide it (INVALID_CODE). */
  unknownCredential?: true;
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
