import type { Logger } from 'pino';
import { startError } from '../platform/database/driver-errors.js';
import { OperatorError } from '../platform/operator-error.js';

/** Stops with one line: what is wrong is in the environment, so a stack trace would only hide it. */
export function refuseToStart(message: string): never {
  process.stderr.write(`Latchkey cannot start. ${message}\n`);
  process.exit(1);
}

/** Ends a start that failed; the log keeps the stack of what nobody foresaw. */
export function endStart(log: Logger, error: unknown): never {
  const reason = startError(error);
  if (!(reason instanceof OperatorError)) log.fatal({ err: reason }, 'could not start');
  refuseToStart(reasonOf(reason));
}

/** The reason of an error from the system or a driver, whose message may be empty. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
