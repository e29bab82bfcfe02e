import type { RefusalCode } from '../refusal.js';
import { enumOf } from './enum.type.js';

export const RefusalCodeEnum = enumOf<RefusalCode>(
  'RefusalCode',
  'The reason for a refusal: extensions.code of a GraphQL error.',
  {
    UNAUTHENTICATED: 'There is no token, or it is expired, revoked or forged.',
    FORBIDDEN: 'The account may not do this, or the mutation came from an origin that is not allowed.',
    BAD_USER_INPUT: 'Malformed input; extensions.field names it.',
    INVALID_CREDENTIALS: 'The login or the password is wrong; the answer does not say which.',
    INVALID_CODE: 'The code is wrong, used or outside its time window, or the assertion does not verify.',
    CHALLENGE_EXPIRED: 'The challenge is unknown, used up or expired.',
    TOO_MANY_ATTEMPTS:
      'Too many attempts were made; extensions.retryAfter in seconds, unless only an administrator can unlock the account.',
    REAUTHENTICATION_REQUIRED: 'A sensitive operation more than 10 minutes after the last proof.',
    ENROLMENT_REQUIRED: 'Policy requires a second factor to be set up first.',
    PASSWORD_CHANGE_REQUIRED:
      'The password must be changed first: somebody else chose it, or it is too short to stand alone.',
    METHOD_DISABLED: 'The administrator has switched this method off.',
    SERVICE_UNAVAILABLE:
      'The database, or the server that keeps the password, is unreachable; extensions.retryAfter in seconds.',
    PASSWORD_ELSEWHERE: 'A mail server or directory keeps this account’s password: it is changed there.',
    PASSWORD_REQUIRED:
      'The server that keeps the password has not confirmed the account for too long: sign in with the password again.',
    ADDRESS_NOT_ALLOWED: 'The account cannot be used from the network that the request came from.',
    NOT_FOUND: 'The object does not exist, or is not one’s own.',
    CONFLICT: 'The request conflicts with what exists already.',
  },
);
