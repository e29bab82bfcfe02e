import { DAY, MINUTE, SECOND } from '../../platform/clock.js';
import { mailboxKey } from '../../platform/email-address.js';
import { networksOf } from './networks.js';

/** What is guessed: a password, a code of an authenticator, or anything at all from one address. */
export type ThrottleKind = 'address' | 'password' | 'backend' | 'wrong' | 'mail' | CodeKind;
/** The method whose codes are guessed; which there are, factors/ knows. */
export type CodeKind = Uppercase<string>;

/** How many wrong attempts there may be before each waits: at an account, and from an address. */
export interface ThrottleLimits {
  accountAttempts: number;
  addressAttempts: number;
}

/** What is counted together, and what follows from how many. */
export interface Counted {
  name: string;
  kind: ThrottleKind;
  accountId: string | null;
  /** Attempts before delays begin. */
  free: number;
  /** The longest delay, in milliseconds. */
  longest: number;
  /** After this many attempts no other is let through, until the count is cleared or has leaked away. */
  stopAt: number;
  /** In how many milliseconds one attempt leaks out of the count, so that it is forgotten; null: none ever does. */
  leaksIn: number | null;
}

/** Guesses that are counted together. */
export interface Bucket extends Counted {
  /** Others are counted by it as well: a success takes back its own attempt, where it would otherwise clear all. */
  isShared: boolean;
  /** A lockout keeps its account from signing in, and is recorded. */
  locksSignIn: boolean;
  /** Programs go on sending an old password: the same one counts once a day. */
  countsRepeatsOnce: boolean;
}

export const FIRST_DELAY = SECOND;
/** A delay as long as this is a lockout: recorded, and shown to administrators. */
export const LOCKOUT = 15 * MINUTE;
/**
 * Consecutive failures after which a password or an authenticator is out of use: half of what NIST SP 800-63B-4
 * §3.2.2 allows.
 */
export const STOP_AT = 50;
const NEVER_STOPS = 2 ** 31 - 1;
/** Stands for "no end": the last moment of the year 9999. */
export const NEVER = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** Guessing without end comes to so many attempts in so long: they are let through, leak away, and may be made again. */
const LEAK = { attempts: STOP_AT, in: 30 * DAY };
/** An address leaks in a day what it has before delays begin. */
const ADDRESS_LEAKS_IN = DAY;

/** How often the first delay is doubled to reach at least this one. */
export const doublingsTo = (delay: number): number => Math.ceil(Math.log2(delay / FIRST_DELAY));

/** How many attempts lead to a delay that is a lockout, where so many have none. */
export const attemptsToLockout = (free: number): number => Math.min(free + doublingsTo(LOCKOUT), STOP_AT);

/** Strangers share one count, a proven device has its own: so they cannot lock it out. */
export const passwordBucket = (
  login: string,
  accountId: string | null,
  deviceId: string | null,
  free: number,
): Bucket => ({
  name: `password:${login}:${deviceId ?? ''}`,
  kind: 'password',
  accountId,
  free,
  longest: 60 * MINUTE,
  stopAt: STOP_AT,
  leaksIn: LEAK.in / LEAK.attempts,
  isShared: false,
  locksSignIn: true,
  countsRepeatsOnce: false,
});

/**
 * The account's own password at backends, counted apart from sign-in: a phone that keeps sending an old one keeps
 * nobody from signing in.
 */
export const backendBucket = (login: string, accountId: string | null, free: number): Bucket => ({
  ...passwordBucket(login, accountId, null, free),
  name: `backend:${login}`,
  kind: 'backend',
  locksSignIn: false,
  countsRepeatsOnce: true,
});

/**
 * The pace of strangers or of a proven device; and the consecutive failures of the authenticator itself, wherever
 * they come from, which only success, a new set-up or an administrator clears.
 */
export function codeBuckets(
  kind: CodeKind,
  accountId: string,
  deviceId: string | null,
  free: number,
): [pace: Bucket, total: Bucket] {
  const common = {
    kind,
    accountId,
    longest: 60 * MINUTE,
    stopAt: STOP_AT,
    leaksIn: null,
    isShared: false,
    locksSignIn: true,
    countsRepeatsOnce: false,
  };
  return [
    { ...common, name: `${kind}:${accountId}:${deviceId ?? ''}`, free },
    { ...common, name: `${kind}:${accountId}:total`, free: STOP_AT },
  ];
}

/** Of the address, and with looser limits of the networks around it. */
export const addressBuckets = (ipAddress: string | null, free: number): Bucket[] =>
  networksOf(ipAddress).map(({ name, times }) => ({
    name: `address:${name}`,
    kind: 'address',
    accountId: null,
    free: times * free,
    longest: 15 * MINUTE,
    stopAt: NEVER_STOPS,
    leaksIn: Math.max(1, Math.round(ADDRESS_LEAKS_IN / (times * free))),
    isShared: true,
    locksSignIn: false,
    countsRepeatsOnce: true,
  }));

/** How many sign-ins to applications strangers may begin for each wrong attempt that they may make. */
const BEGUN_TIMES = 10;

/** Sign-ins to applications that are begun from an address, and from the networks around it, by those not signed in. */
export const begunBuckets = (ipAddress: string | null, free: number): Counted[] =>
  addressBuckets(ipAddress, BEGUN_TIMES * free).map((bucket) => ({
    ...bucket,
    name: `begun-${bucket.name}`,
  }));

/** Forgotten passwords that are asked for from an address, and from the networks around it. */
export const forgottenBuckets = (ipAddress: string | null, free: number): Counted[] =>
  addressBuckets(ipAddress, free).map((bucket) => ({ ...bucket, name: `forgotten-${bucket.name}` }));

/** What is mailed immediately, since somebody asks for it: each kind is counted apart, so that none uses up another. */
export type AskedMail = 'confirmation' | 'password-link' | 'password-reset';

const MAILS_A_DAY = 5;

/** Mails of a kind: by the account that they are about, and by the address, whichever account they are about. */
export const mailBuckets = (kind: AskedMail, address: string, accountId?: string): Counted[] => {
  const common = {
    kind: 'mail' as const,
    free: MAILS_A_DAY,
    longest: FIRST_DELAY,
    stopAt: MAILS_A_DAY,
    leaksIn: DAY / MAILS_A_DAY,
  };
  return [
    ...(accountId === undefined ? [] : [{ ...common, name: `${kind}:${accountId}`, accountId }]),
    { ...common, name: `${kind}-to:${mailboxKey(address)}`, accountId: null },
  ];
};
