import type { Logger } from 'pino';
import { Refusal } from '../../platform/refusal.js';

const RETRY_AFTER = 30;

/** What to throw when the directory could not say; the reason is for the log alone. */
export function unavailable(log: Logger, directory: string, error: unknown): Refusal {
  log.error({ err: error, directory }, 'the directory of passwords could not be asked');
  return new Refusal(
    'SERVICE_UNAVAILABLE',
    'Passwords cannot be checked right now, because the server that keeps them does not answer. Try again later.',
    { retryAfter: RETRY_AFTER },
  );
}
