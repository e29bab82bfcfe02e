import ipaddr from 'ipaddr.js';
import { DAY, MINUTE, SECOND } from '../database/clock.js';

/** What is guessed: a password, a code of an authenticator, or anything at all from one address. */
export type ThrottleKind = 'address' | 'password' | 'backend' | CodeKind;
export type CodeKind = (typeof CODE_KINDS)[number];
export const CODE_KINDS = ['AUTHENTICATOR_APP', 'BACKUP_CODE', 'RECOVERY_CODE'] as const;

/** What is counted together, and what follows from how many. */
export interface Bucket {
  name: string;
  kind: ThrottleKind;
  accountId: string | null;
  /** Attempts before delays begin. */
  free: number;
  /** The longest delay, in milliseconds. */
  longest: number;
  /** After this many attempts no other is let through, until the count is cleared or forgotten. */
  stopAt: number;
  /** How long a count outlives its last attempt, in milliseconds; null: for ever. */
  keptFor: number | null;
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

/** How often the first delay is doubled to reach at least this one. */
export const doublingsTo = (delay: number): number => Math.ceil(Math.log2(delay / FIRST_DELAY));

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
  keptFor: 30 * DAY,
});

/**
 * The account's own password at backends, counted apart from sign-in: a phone that goes on sending an old one keeps
 * nobody from signing in.
 */
export const backendBucket = (login: string, accountId: string | null, free: number): Bucket => ({
  ...passwordBucket(login, accountId, null, free),
  name: `backend:${login}`,
  kind: 'backend',
  keptFor: DAY,
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
  const common = { kind, accountId, longest: 60 * MINUTE, stopAt: STOP_AT, keptFor: null };
  return [
    { ...common, name: `${kind}:${accountId}:${deviceId ?? ''}`, free },
    { ...common, name: `${kind}:${accountId}:total`, free: STOP_AT },
  ];
}

export const addressBucket = (ipAddress: string | null, free: number): Bucket => ({
  name: `address:${networkOf(ipAddress)}`,
  kind: 'address',
  accountId: null,
  free,
  longest: 15 * MINUTE,
  stopAt: NEVER_STOPS,
  keptFor: DAY,
});

/** An IPv4 address, however written; of IPv6 the /64, for whoever has one address has all of it. */
function networkOf(ipAddress: string | null): string {
  if (ipAddress === null || !ipaddr.isValid(ipAddress)) return 'unknown';
  const address = ipaddr.process(ipAddress);
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : address.toString();
}
