import { MoreThanOrEqual } from 'typeorm';
import type { AuditService } from '../../events/audit/audit.service.js';
import { type Clock, DAY, MINUTE } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import type { Sweep } from '../../platform/database/sweep.js';
import { DailyFigures } from './daily-figures.entity.js';

const COUNTED_AS = {
  'sign_in.succeeded': 'signIns',
  'sign_in.failed': 'failures',
  'second_factor.failed': 'failures',
} as const satisfies Record<string, keyof DailyFigures>;

const DAYS = 30;

// Events of a day's last moments are committed a little later, and servers' clocks differ.
const SETTLED_AFTER = 10 * MINUTE;

/** Sign-ins and failures a day. Days that are over are counted once: by the first request for them, or by the nightly clean-up. */
export class SignInFigures {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /** The last 30 days, oldest first; the last is today. */
  async lastDays(): Promise<DailyFigures[]> {
    return (await this.settle()).days;
  }

  /** Before the events that they are counted from go. One pass. */
  sweepFinished(): Sweep {
    return async () => ({ rows: (await this.settle()).settled, done: true });
  }

  private async settle(): Promise<{ days: DailyFigures[]; settled: number }> {
    const now = this.clock.now();
    const today = now - (now % DAY);
    const starts = Array.from({ length: DAYS }, (_, index) => today - (DAYS - 1 - index) * DAY);
    const [first = today] = starts;
    const stored = await this.database.manager.findBy(DailyFigures, { day: MoreThanOrEqual(dayOf(first)) });
    const known = new Map(stored.map((figures) => [figures.day, figures]));
    const missing = starts.filter((start) => !known.has(dayOf(start)));
    const counted = await this.count(missing);
    for (const figures of counted) known.set(figures.day, figures);
    const settled = counted.filter(({ day }) => Date.parse(day) + DAY + SETTLED_AFTER <= now);
    if (settled.length > 0) await this.keep(settled);
    return { days: starts.flatMap((start) => known.get(dayOf(start)) ?? []), settled: settled.length };
  }

  private async count(starts: readonly number[]): Promise<DailyFigures[]> {
    const [first] = starts;
    if (first === undefined) return [];
    const figures = new Map(starts.map((start) => [start, { day: dayOf(start), signIns: 0, failures: 0 }]));
    const actions = Object.keys(COUNTED_AS) as (keyof typeof COUNTED_AS)[];
    for (const { period, action, count } of await this.audit.countByPeriod(actions, first, DAY)) {
      const ofDay = figures.get(period);
      if (ofDay) ofDay[COUNTED_AS[action]] += count;
    }
    return [...figures.values()];
  }

  /** Another server may have been faster, with the same figures. */
  private async keep(figures: DailyFigures[]): Promise<void> {
    await this.database.manager
      .createQueryBuilder()
      .insert()
      .into(DailyFigures)
      .values(figures)
      .orIgnore()
      .execute();
  }
}

const dayOf = (start: number): string => new Date(start).toISOString().slice(0, 10);
