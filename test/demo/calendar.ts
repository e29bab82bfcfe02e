import { DAY, MINUTE } from '../../server/platform/clock.js';
import type { Random } from './random.js';

const HOUR = 60 * MINUTE;

/** When midnight was, UTC, so many days before the day of this moment. */
export const midnight = (moment: number, daysAgo = 0): number =>
  Math.floor(moment / DAY) * DAY - Math.floor(daysAgo) * DAY;

export function isWeekend(day: number): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

/** The day itself, or the Friday before it. */
export function workingDay(day: number): number {
  return isWeekend(day) ? workingDay(day - DAY) : day;
}

/** Most begin between half past six and nine, UTC. */
export const inTheMorning = (day: number, random: Random): number =>
  day + 6.5 * HOUR + (random.next() + random.next()) * 1.25 * HOUR;

export const atWork = (day: number, random: Random): number =>
  random.chance(0.6) ? inTheMorning(day, random) : day + random.between(9, 16.5) * HOUR;

export const inTheEvening = (day: number, random: Random): number => day + random.between(17, 22) * HOUR;

/** Of a working day, so many days ago. */
export const at = (now: number, daysAgo: number, hour: number): number =>
  workingDay(midnight(now, daysAgo)) + hour * HOUR;
