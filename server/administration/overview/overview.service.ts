import { countByProtection } from '../../accounts/protection.js';
import { commonSkew } from '../../factors/authenticator-app/clock-skew.js';
import type { Clock } from '../../platform/clock.js';
import { CostlyValue } from '../../platform/database/costly-value.js';
import type { Database } from '../../platform/database/database.js';
import type { SettingsService } from '../../settings/settings.service.js';
import type { DailyFigures } from './daily-figures.entity.js';
import { type ProtectionFigures, protectionFigures } from './protection-figures.js';
import type { SignInFigures } from './sign-in-figures.js';
import { type Warning, warningsOf } from './warnings.js';

export interface Overview {
  /** When it was counted, in milliseconds. */
  countedAt: number;
  protection: ProtectionFigures;
  /** Oldest first; the last is today. */
  days: DailyFigures[];
  warnings: Warning[];
}

/** The installation at a glance. */
export class OverviewService {
  private readonly counted;

  constructor(
    database: Database,
    clock: Clock,
    private readonly settings: SettingsService,
    signIns: SignInFigures,
    private readonly publicUrl: string,
    /** How many accounts are notified of nothing, where others are. */
    countUnnotifiable: () => Promise<number>,
  ) {
    this.counted = new CostlyValue(clock, async () => {
      const [groups, days, skew, unnotifiable] = await Promise.all([
        countByProtection(database),
        signIns.lastDays(),
        commonSkew(database, clock),
        countUnnotifiable(),
      ]);
      return { countedAt: clock.now(), groups, days, skew, unnotifiable };
    });
  }

  /** The settings as they are; the counts as old as they may be while counting costs little. */
  async current(): Promise<Overview> {
    const [{ countedAt, groups, days, skew, unnotifiable }, settings] = await Promise.all([
      this.counted.current(),
      this.settings.current(),
    ]);
    const protection = protectionFigures(groups, settings);
    const warnings = warningsOf(settings, protection, skew, this.publicUrl, unnotifiable);
    return { countedAt, protection, days, warnings };
  }
}
