import type { LatchkeyClient } from '../../../schema/client/client';
import { client, codeOf } from './client';
import { proveAgain } from './proof';
import { sessionChanged, sessionEnded } from './session';

/**
 * Sends a document for a signed-in person. Where the server wants them to prove themselves again, they are
 * asked in place and the document is sent once more. Throws LatchkeyError, or Cancelled.
 */
export const send: LatchkeyClient['send'] = async (...request) => {
  try {
    return await client.send(...request);
  } catch (error) {
    switch (codeOf(error)) {
      case 'REAUTHENTICATION_REQUIRED':
        await proveAgain();
        return client.send(...request);
      case 'UNAUTHENTICATED':
        sessionEnded();
        throw error;
      case 'ENROLMENT_REQUIRED':
      case 'PASSWORD_CHANGE_REQUIRED':
        await sessionChanged();
        throw error;
      default:
        throw error;
    }
  }
};
