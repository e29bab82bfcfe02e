import { Refusal } from '../refusal.js';
import { oneLine } from '../text.js';

const MAX_LENGTH = 255;

/** The form in which logins are compared: compatibility-composed (NFKC) and without regard to case. */
export const normaliseLogin = (login: string): string =>
  login.trim().normalize('NFKC').toLowerCase().normalize('NFKC');

/** The form in which display names are searched. */
export const normaliseName = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Checks a login to be stored. Throws BAD_USER_INPUT. */
export function checkLogin(login: string): string {
  const checked = oneLine(login, 'login', MAX_LENGTH);
  refuseGrown(normaliseLogin(checked), 'login');
  return checked;
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
