import { SERVICE_LOGIN } from '../platform/acting/machine.js';
import { isDuplicate } from '../platform/database/driver-errors.js';
import { Refusal } from '../platform/refusal.js';
import { oneLine } from '../platform/text.js';
import { isOfOneScript } from './scripts.js';

const MAX_LENGTH = 255;

/** The form in which logins are compared: compatibility-composed (NFKC) and without regard to case. */
export const normaliseLogin = (login: string): string =>
  login.trim().normalize('NFKC').toLowerCase().normalize('NFKC');

/** The domain of a login in that form: what follows its last `@`; null: nothing does. */
export function domainOf(loginKey: string): string | null {
  const at = loginKey.lastIndexOf('@');
  return at < 0 || at === loginKey.length - 1 ? null : loginKey.slice(at + 1);
}

/** The form in which display names are searched. */
export const normaliseName = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Checks a login to be stored. Throws BAD_USER_INPUT. */
export function checkLogin(login: string): string {
  const checked = oneLine(login, 'login', MAX_LENGTH);
  const normalised = normaliseLogin(checked);
  refuseGrown(normalised, 'login');
  refuseLookAlikes(normalised);
  refuseServices(normalised);
  return checked;
}

/** The audit log would say that a program has done what a person has. */
function refuseServices(normalised: string): void {
  if (!normalised.startsWith(SERVICE_LOGIN)) return;
  throw new Refusal('BAD_USER_INPUT', `login must not begin with ${SERVICE_LOGIN}`, { field: 'login' });
}

/** Letters of two scripts, or ones that nobody sees, make a login that looks like somebody else's. */
function refuseLookAlikes(normalised: string): void {
  // As with domain names, each label of an address' domain is for itself: иван@example.org is fine.
  const [name = '', ...domain] = normalised.split('@');
  const parts = [name, ...domain.flatMap((labels) => labels.split('.'))];
  if (parts.every(isOfOneScript) && !/\p{Default_Ignorable_Code_Point}/u.test(normalised)) return;
  throw new Refusal('BAD_USER_INPUT', 'login must not mix scripts or hold invisible characters.', {
    field: 'login',
  });
}

/** Checks a display name to be stored. Throws BAD_USER_INPUT. */
export function checkName(name: string): string {
  const checked = oneLine(name, 'displayName', MAX_LENGTH);
  refuseGrown(normaliseName(checked), 'displayName');
  return checked;
}

/** Compatibility composition makes up to 18 characters of one, and the columns hold no more. */
function refuseGrown(normalised: string, field: string): void {
  if (normalised.length <= MAX_LENGTH) return;
  throw new Refusal('BAD_USER_INPUT', `${field} must not be longer than ${MAX_LENGTH} characters.`, {
    field,
  });
}

/** Throws CONFLICT when what is written gives an account a login that another one has. */
export async function refusingTakenLogins<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('CONFLICT', 'This login is taken.', { field: 'login' });
    throw error;
  }
}
