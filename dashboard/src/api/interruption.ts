import { Store } from './store';

/** The person does not want to: the action is off, and nothing needs to be said. */
export class Cancelled extends Error {}

/** Actions that wait for the person to answer a dialog. */
export interface Waiting {
  done: () => void;
  cancelled: () => void;
}

/** A dialog over whatever is on the screen, raised once for all actions that wait for its answer. */
export class Interruption {
  readonly waiting = new Store<Waiting | null>(null);
  private answer: Promise<void> | undefined;

  /** Resolves when the person has done what the dialog asks for. Throws Cancelled. */
  raise(): Promise<void> {
    this.answer ??= new Promise<void>((resolve, reject) => {
      this.waiting.set({ done: resolve, cancelled: () => reject(new Cancelled()) });
    }).finally(() => {
      this.answer = undefined;
      this.waiting.set(null);
    });
    return this.answer;
  }
}

/** The server wants the person to prove themselves again. */
export const proving = new Interruption();

/** The session has ended under what the person was doing. */
export const signingIn = new Interruption();
