import { Store } from './store';

/** What goes with a page: what was entered in it, new backup codes, or a secret that is not shown again. */
export type Loss = 'entered' | 'codes' | 'secret';

const losses = new Map<symbol, Loss>();

/** All that would be lost if what is on the screen went away now. */
export const unsaved = new Store<readonly Loss[]>([]);

/** What somebody is about to do who is asked first. */
export const leaving = new Store<(() => void) | null>(null);

const tell = (): void => unsaved.set([...losses.values()]);

/** Returns what takes it back. */
export function wouldBeLost(loss: Loss): () => void {
  const entry = Symbol(loss);
  losses.set(entry, loss);
  tell();
  return () => {
    if (losses.delete(entry)) tell();
  };
}

/** At the wish of the person, or because they may no longer see what is on the screen. */
export function abandon(): void {
  losses.clear();
  leaving.set(null);
  tell();
}

/** Leaves, immediately or once the person has said that what they would lose may go. */
export function askBeforeLeaving(leave: () => void): void {
  if (unsaved.get().length === 0) leave();
  else leaving.set(leave);
}

export function leaveAnyway(leave: () => void): void {
  abandon();
  leave();
}
