import { Store } from './store';

/** An action that waits until the person has proved themselves again. */
export interface PendingProof {
  proved: () => void;
  cancelled: () => void;
}

/** The person closed the dialog: the action is off, and nothing needs to be said. */
export class Cancelled extends Error {}

export const pendingProof = new Store<PendingProof | null>(null);
let pending: Promise<void> | undefined;

/** Raises the dialog, once for all actions that wait. Throws Cancelled. */
export function proveAgain(): Promise<void> {
  pending ??= new Promise<void>((resolve, reject) => {
    pendingProof.set({ proved: resolve, cancelled: () => reject(new Cancelled()) });
  }).finally(() => {
    pending = undefined;
    pendingProof.set(null);
  });
  return pending;
}
