import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.js';
import { Refusal } from '../platform/refusal.js';
import { refuseToStart } from './refuse-to-start.js';
import type { Services } from '../app/services.js';

/** Makes the first account when there is none, and prints its password, once. */
export async function createFirstAdministrator(
  { newAccounts }: Pick<Services, 'newAccounts'>,
  { adminLogin, adminPassword }: Config,
): Promise<void> {
  const password = adminPassword ?? randomBytes(12).toString('base64url');
  try {
    // What an operator has chosen is the operator's own; what was printed has been on a screen and in a log.
    const isPrinted = adminPassword === undefined;
    const created = await newAccounts.createFirstAdministrator(adminLogin, password, isPrinted);
    if (!created) return;
    process.stdout.write(
      isPrinted
        ? `\n  First administrator:  ${created.login}\n  Password, shown once: ${password}  (to be changed at the first sign-in)\n`
        : `\n  First administrator:  ${created.login}, with the password of ADMIN_PASSWORD\n`,
    );
  } catch (error) {
    if (error instanceof Refusal) refuseToStart(`ADMIN_LOGIN or ADMIN_PASSWORD: ${error.message}`);
    throw error;
  }
}
