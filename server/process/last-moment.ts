import type { Config } from '../config/config.js';
import { SECOND } from '../platform/clock.js';

// For what follows the requests: jobs are handed back, and connections closed.
const AFTERWARDS = 5 * SECOND;

/** Milliseconds from the signal to stop until the process ends, whatever still hangs. */
export const lastMoment = ({ shutdownSeconds }: Pick<Config, 'shutdownSeconds'>): number =>
  shutdownSeconds * SECOND + AFTERWARDS;
