import { type ComponentType, lazy } from 'react';
import { backAgain, unreachable } from './connection';

/** A page that is fetched when it is opened; without a connection it waits for one instead of failing. */
export const lazyPage = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() =>
    load().catch(async () => {
      unreachable();
      await backAgain();
      return load();
    }),
  );
