import { setTimeout as delay } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';

const ER_LOCK_WAIT_TIMEOUT = 1205;
const ER_LOCK_DEADLOCK = 1213;
const ER_DUP_ENTRY = 1062;
const MOST_TRIES = 5;

function errnoOf(error: unknown): number | string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { errno, code } = error.driverError as { errno?: number; code?: string };
  return errno ?? code;
}

/** True for the violation of a unique index. */
export function isDuplicate(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === ER_DUP_ENTRY || errno === 'SQLITE_CONSTRAINT_UNIQUE';
}

/** Runs a statement again that the server undid because of another's locks. */
export async function retryingLockConflicts<T>(statement: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await statement();
    } catch (error) {
      const errno = errnoOf(error);
      const isConflict =
        errno === ER_LOCK_DEADLOCK || errno === ER_LOCK_WAIT_TIMEOUT || errno === 'SQLITE_BUSY';
      if (!isConflict || tries === MOST_TRIES) throw error;
      await delay(10 * tries);
    }
  }
}
