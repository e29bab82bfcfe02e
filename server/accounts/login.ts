import { oneLine } from '../text.js';

/** The form in which logins are compared: compatibility-composed (NFKC) and without regard to case. */
export const normaliseLogin = (login: string): string =>
  login.trim().normalize('NFKC').toLowerCase().normalize('NFKC');

/** The form in which display names are searched. */
export const normaliseName = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Checks a login to be stored. Throws BAD_USER_INPUT. */
export const checkLogin = (login: string): string => oneLine(login, 'login', 255);
