import { DAY } from '../../platform/clock.js';

/** The first day of the week, a Monday, or of the month that a moment is in, as YYYY-MM-DD. */
export function periodOf(every: 'WEEKLY' | 'MONTHLY', at: number, timeZone: string): string {
  const local = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const today = local.format(at);
  if (every === 'MONTHLY') return `${today.slice(0, 8)}01`;
  const midnight = Date.parse(today);
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  return new Date(midnight - sinceMonday * DAY).toISOString().slice(0, 10);
}
