import { type ComponentType, lazy } from 'react';
import { backAgain, unreachable } from './connection';

/** Fetches a part of the dashboard; without a connection it waits for one instead of failing. */
export const patiently = <Part>(load: () => Promise<Part>): Promise<Part> =>
  load().catch(async () => {
    unreachable();
    await backAgain();
    return load();
  });

/** A page that is fetched when it is opened. */
export const lazyPage = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() => patiently(load));
