import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isLockConflict } from './driver-errors.js';

export const MAX_TRIES = 5;

/** Waits, longer with every try, and by chance: two that were in each other's way do not come back at once. */
export const letOthersGo = (tries: number): Promise<void> => delay(randomInt(5, 20 * tries));

/**
 * Runs a statement that is in no transaction, again where the database has ended it in favour of another that it was in
 * the way of: nothing of it has been done then. What is in one runs again with all of it: see `Database.transaction`.
 */
export async function despiteConflicts<T>(statement: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await statement();
    } catch (error) {
      if (!isLockConflict(error) || tries === MAX_TRIES) throw error;
      await letOthersGo(tries);
    }
  }
}
