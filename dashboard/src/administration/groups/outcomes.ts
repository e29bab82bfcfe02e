import { LatchkeyError } from '#client/errors';
import type { AddToGroupMutation } from '#client/operations';

/** Throws what one account was refused for. */
export function refuseUnlessDone([outcome]: AddToGroupMutation['addToGroup']): void {
  if (outcome?.code) throw new LatchkeyError(outcome.code, outcome.message ?? '');
}
