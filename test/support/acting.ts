import type { Unattended } from '../../server/platform/acting/guard.js';

/** Reads and does what it likes, as the command line does. */
export const UNATTENDED: Unattended = { id: null, login: 'test', ipAddress: null };
