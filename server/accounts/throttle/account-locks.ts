import { In, MoreThan, MoreThanOrEqual, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import type { Ground } from '../ground.js';
import { attemptsToLockout, type ThrottleLimits } from './buckets.js';
import { ThrottleCounter } from './throttle-counter.entity.js';

/** Which accounts are locked out, as administrators are shown. */
export class AccountLocks {
  constructor(private readonly needs: Pick<Ground, 'database' | 'clock'> & { limits: ThrottleLimits }) {}

  /** Until when accounts are locked; those that are not are left out. */
  async lockedUntil(accountIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.needs.database.manager.find(ThrottleCounter, {
      where: { accountId: In(accountIds), ...this.locked() },
      order: { blockedUntil: 'ASC' },
    });
    return new Map(rows.map(({ accountId, blockedUntil }) => [String(accountId), blockedUntil]));
  }

  /** Narrows a query to those whose account is locked, or is not. */
  whereLocked<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    accountId: string,
    locked: boolean,
  ): void {
    const counters = query
      .subQuery()
      .from(ThrottleCounter, 'counter')
      .where('counter.blockedUntil > :now AND counter.attempts >= :lockAt');
    // Those that are locked lead to their accounts; of others each account is asked, for an attack may lock many.
    const condition = locked
      ? `${accountId} IN ${counters.select('counter.accountId').andWhere('counter.accountId IS NOT NULL').getQuery()}`
      : `${counters.select('COUNT(*)').andWhere(`counter.accountId = ${accountId}`).getQuery()} = 0`;
    query.andWhere(condition, { now: this.needs.clock.now(), lockAt: this.lockAt });
  }

  private locked() {
    return { blockedUntil: MoreThan(this.needs.clock.now()), attempts: MoreThanOrEqual(this.lockAt) };
  }

  private get lockAt(): number {
    return attemptsToLockout(this.needs.limits.accountAttempts);
  }
}
