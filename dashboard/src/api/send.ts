import type { LatchkeyClient } from '#client/client';
import { client, codeOf } from './client';
import { proving } from './interruption';
import { sessionChanged, signInAgain } from './session';

/**
 * Sends a document for a signed-in person. Where their session has ended, or the server wants them to prove themselves
 * again, they are asked in place and the document is sent once more, so nothing that was typed is lost. Throws
 * LatchkeyError, or Cancelled.
 */
export const send: LatchkeyClient['send'] = async (...request) => {
  try {
    return await client.send(...request);
  } catch (error) {
    switch (codeOf(error)) {
      case 'REAUTHENTICATION_REQUIRED':
        await proving.raise();
        return send(...request);
      case 'UNAUTHENTICATED':
        await signInAgain();
        return send(...request);
      case 'ENROLMENT_REQUIRED':
      case 'PASSWORD_CHANGE_REQUIRED':
        await sessionChanged();
        throw error;
      default:
        throw error;
    }
  }
};
