import type { RefusalCode } from '../refusal.js';
import { enumOf } from './enum.type.js';

export const RefusalCodeEnum = enumOf<RefusalCode>(
  'RefusalCode',
  'Why something was refused: extensions.code of a GraphQL error.',
  {
    UNAUTHENTICATED: 'No token, or one that is expired, revoked or forged.',
    FORBIDDEN: 'Signed in, but not allowed; or a mutation from an origin that is not allowed.',
    BAD_USER_INPUT: 'Malformed input; extensions.field names it.',
    INVALID_CREDENTIALS: 'Wrong login or password, told apart by nothing.',
    INVALID_CODE: 'Wrong, used or out-of-window code, or an assertion that does not verify.',
    CHALLENGE_EXPIRED: 'Unknown, used up or expired challenge.',
    TOO_MANY_ATTEMPTS:
      'Throttled or locked; extensions.retryAfter in seconds, unless only an administrator can unlock.',
    REAUTHENTICATION_REQUIRED: 'A sensitive operation more than 10 minutes after the last proof.',
    ENROLMENT_REQUIRED: 'Policy demands a second factor first.',
    PASSWORD_CHANGE_REQUIRED:
      'Somebody else chose the password, or it is too short to stand alone: change it first.',
    METHOD_DISABLED: 'The administrator has switched this method off.',
    SERVICE_UNAVAILABLE:
      'The database, or the server that keeps the password, is away; extensions.retryAfter in seconds.',
    PASSWORD_ELSEWHERE: 'A mail server or directory keeps this account’s password: it is changed there.',
    PASSWORD_REQUIRED:
      'The server that keeps the password has not vouched for the account for too long: sign in with the password.',
    NOT_FOUND: 'There is none, or none of one’s own.',
    CONFLICT: 'It contradicts what is there already.',
  },
);
