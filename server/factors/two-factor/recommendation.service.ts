import type { EntityManager } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import type { Session } from '../../platform/acting/session.js';
import { changed, rowsWhereIn, type Value } from '../../platform/database/prepared.js';

const DISMISSED = 'SELECT id FROM accounts WHERE recommendationDismissed = 1 AND id IN';
const DISMISS = `UPDATE accounts SET recommendationDismissed = 1
  WHERE id = ? AND recommendationDismissed = 0`;

/** Who does not want to be asked to set a second factor up. */
export class RecommendationService {
  constructor(private readonly needs: Ground) {}

  /** Those of these accounts. */
  async dismissedAmong(accountIds: readonly string[], tx?: EntityManager): Promise<Set<string>> {
    const read = (sql: string, values: readonly Value[]) =>
      this.needs.database.rows<{ id: string }>(sql, values, tx);
    return new Set((await rowsWhereIn(read, DISMISSED, accountIds)).map(({ id }) => id));
  }

  /** A second factor that is demanded is asked for all the same. */
  async dismiss(session: Session): Promise<void> {
    await this.needs.guard.own(session, async (tx, account) => {
      if (!(await this.note(tx, account.id))) return;
      const { actor } = session;
      await this.needs.audit.record(tx, { action: 'two_factor.recommendation_dismissed', actor });
    });
  }

  /** False when it was noted before. */
  async note(tx: EntityManager, accountId: string): Promise<boolean> {
    return (await changed(tx, DISMISS, [accountId])) === 1;
  }
}
