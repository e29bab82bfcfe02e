import { countByProtection } from '../../accounts/protection.js';
import { commonSkew } from '../../factors/authenticator-app/clock-skew.js';
import { CostlyValue } from '../../platform/database/costly-value.js';
import type { Factors } from '../../factors/factors.js';
import type { DailyFigures } from './daily-figures.entity.js';
import { type ProtectionFigures, protectionFigures } from './protection-figures.js';
import type { SignInFigures } from './sign-in-figures.js';
import { type Warning, warningsOf } from './warnings.js';
import type { Ground } from '../../accounts/ground.js';

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
    private readonly needs: Ground & {
      signIns: SignInFigures;
      factors: Factors;
      publicUrl: string;
      /** How many accounts are notified of nothing, where others are. */
      countUnnotifiable: () => Promise<number>;
    },
  ) {
    this.counted = new CostlyValue(needs.clock, async () => {
      const [groups, days, skew, unnotifiable] = await Promise.all([
        countByProtection(needs.database),
        needs.signIns.lastDays(),
        commonSkew(needs.database, needs.clock),
        needs.countUnnotifiable(),
      ]);
      return { countedAt: needs.clock.now(), groups, days, skew, unnotifiable };
    });
  }

  /** The settings as they are; the counts as old as they may be while counting costs little. */
  async current(): Promise<Overview> {
    const [{ countedAt, groups, days, skew, unnotifiable }, settings] = await Promise.all([
      this.counted.current(),
      this.needs.settings.current(),
    ]);
    const { factors, publicUrl } = this.needs;
    const { primary } = factors;
    const protection = protectionFigures(groups, settings, primary);
    const warnings = warningsOf(settings, protection, { primary, skew, publicUrl, unnotifiable });
    return { countedAt, protection, days, warnings };
  }
}
