import { PEOPLE } from './people.js';
import type { Random } from './random.js';
import type { AccountRole } from '../../server/platform/acting/account-profile.js';

export type Factors = 'none' | 'app' | 'key' | 'both';

/** What is in store for somebody; days are counted back from now. */
export interface Part {
  login: string;
  name: string;
  role: AccountRole;
  factors: Factors;
  joined: number;
  /** When the factors were set up; at once when they joined, unless it says otherwise. */
  enrolled: number | undefined;
  /** Since when a second factor is demanded of this very account. */
  required: number | undefined;
  /** When the account was disabled. */
  left: number | undefined;
}

export const NORMAL_PERSON = 'maria.lopez';
/** Somebody guesses at their password at this moment. */
export const LOCKED_PERSON = 'olena.kovalenko';
/** The same, some weeks ago. */
export const GUESSED_PERSON = 'lukas.weber';
export const RESET_PERSON = 'chloe.moreau';
export const RECOVERED_PERSON = 'gergo.szabo';
export const ROBBED_PERSON = 'katharina.grosse';
/** Who has a part of their own: an app, and an account to the end. */
export const PLAYED: readonly string[] = [
  NORMAL_PERSON,
  LOCKED_PERSON,
  GUESSED_PERSON,
  RESET_PERSON,
  RECOVERED_PERSON,
  ROBBED_PERSON,
];
const ADMINISTRATORS = new Map<string, Factors>([
  ['niklas.frank', 'both'],
  ['emily.clarke', 'both'],
  ['piotr.zielinski', 'app'],
  ['astrid.bergqvist', 'key'],
]);

/** How many there are, apart from the first administrator, who has no second factor yet. */
export const INTENDED = {
  left: 6,
  keyOnly: 9,
  both: 18,
  unprotected: 47,
  /** Singled out, and protected; of the unprotected, those whose time is up and those who have time left. */
  required: { protected: 10, overdue: 3, inGrace: 5 },
} as const;

// Of the rest, so many set their factors up while the demo looks on.
const LATE_ENROLMENTS = 14;
const NEWCOMERS = 5;

export const GRACE_DAYS = 30;
const LONGEST_AGO = 160;

/** Who does what: as many of each kind as intended, in an order that repeats. */
export function castParts(random: Random): Part[] {
  const named = (login: string): boolean => PLAYED.includes(login) || ADMINISTRATORS.has(login);
  const others = random.some(
    PEOPLE.filter(([login]) => !named(login)),
    PEOPLE.length,
  );
  const take = (count: number): Set<string> => new Set(others.splice(0, count).map(([login]) => login));
  const { keyOnly, both, unprotected, required } = INTENDED;
  const leaving = take(INTENDED.left);
  const unprotectedLogins = take(unprotected);
  const keyLogins = take(keyOnly - 1);
  const bothLogins = take(both - 3);
  const appLogins = others.map(([login]) => login);
  const late = new Set(appLogins.slice(0, LATE_ENROLMENTS));
  const demanded = new Set(appLogins.slice(-required.protected));
  const [...careless] = unprotectedLogins;
  const overdue = new Set(careless.slice(0, required.overdue));
  const inGrace = new Set(careless.slice(required.overdue, required.overdue + required.inGrace));
  const newcomers = new Set(careless.slice(-NEWCOMERS));

  const factorsOf = (login: string): Factors => {
    if (login === NORMAL_PERSON) return 'both';
    if (unprotectedLogins.has(login)) return 'none';
    if (keyLogins.has(login)) return 'key';
    return ADMINISTRATORS.get(login) ?? (bothLogins.has(login) ? 'both' : 'app');
  };
  const requiredOf = (login: string): number | undefined => {
    if (overdue.has(login)) return GRACE_DAYS + random.between(3, 8);
    if (inGrace.has(login)) return random.between(2, 16);
    return demanded.has(login) ? random.between(32, 37) : undefined;
  };
  return PEOPLE.map(([login, name]) => ({
    login,
    name,
    role: ADMINISTRATORS.has(login) ? ('ADMIN' as const) : ('USER' as const),
    factors: factorsOf(login),
    joined: newcomers.has(login) ? random.between(3, 24) : random.between(45, LONGEST_AGO),
    enrolled: late.has(login) ? random.between(1, 27) : undefined,
    required: requiredOf(login),
    left: leaving.has(login) ? random.between(4, 40) : undefined,
  }));
}
