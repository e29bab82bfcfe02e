import { MoreThanOrEqual } from 'typeorm';
import type { AuditService } from '../audit/audit.service.js';
import { type Clock, DAY, MINUTE } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { DailyFigures } from './daily-figures.entity.js';

const COUNTED_AS = {
  'sign_in.succeeded': 'signIns',
  'sign_in.failed': 'failures',
  'second_factor.failed': 'failures',
} as const satisfies Record<string, keyof DailyFigures>;

// Events of a day's last moments are committed a little later, and servers' clocks differ.
const SETTLED_AFTER = 10 * MINUTE;

/** Sign-ins and failures a day. What is over is counted once, by whichever server is asked first. */
export class SignInFigures {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /** Today and the days before it, oldest first. */
  async lastDays(count: number): Promise<DailyFigures[]> {
    const now = this.clock.now();
    const today = now - (now % DAY);
    const starts = Array.from({ length: count }, (_, index) => today - (count - 1 - index) * DAY);
    const [first = today] = starts;
    const stored = await this.database.manager.findBy(DailyFigures, { day: MoreThanOrEqual(dayOf(first)) });
    const known = new Map(stored.map((figures) => [figures.day, figures]));
    const missing = starts.filter((start) => !known.has(dayOf(start)));
    const counted = await this.count(missing);
    for (const figures of counted) known.set(figures.day, figures);
    const settled = counted.filter(({ day }) => Date.parse(day) + DAY + SETTLED_AFTER <= now);
    if (settled.length > 0) await this.keep(settled);
    return starts.flatMap((start) => known.get(dayOf(start)) ?? []);
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
