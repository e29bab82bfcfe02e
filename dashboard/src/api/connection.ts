import { queryClient } from './query-client';
import { root } from './root';
import { Store } from './store';

const ASK_AGAIN_AFTER = 3000;

/** Whether the server answered the last time. */
export const isReachable = new Store(true);

let asking: ReturnType<typeof setTimeout> | undefined;

/** Asks until the server answers again, then refreshes what is on the screen. */
export function unreachable(): void {
  isReachable.set(false);
  asking ??= setTimeout(() => {
    asking = undefined;
    fetch(`${root}healthz`).then(
      (response) => (response.ok ? reachable() : unreachable()),
      () => unreachable(),
    );
  }, ASK_AGAIN_AFTER);
}

export function reachable(): void {
  if (isReachable.get()) return;
  clearTimeout(asking);
  asking = undefined;
  isReachable.set(true);
  void queryClient.invalidateQueries();
}

/** When the server answers again. */
export const backAgain = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = isReachable.subscribe(() => {
      stop();
      resolve();
    });
  });
