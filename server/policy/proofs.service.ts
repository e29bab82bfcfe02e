import { type EntityManager, LessThanOrEqual, Not } from 'typeorm';
import { type Clock, MINUTE } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { type Sweep, sweepRows } from '../database/sweep.js';
import { Refusal } from '../refusal.js';
import type { Session } from '../session.js';
import type { SettingsService } from '../settings/settings.service.js';
import type { TokensService } from '../tokens/tokens.service.js';
import { isProtected } from './methods.js';
import { mustChangePassword } from './own-password.js';
import { Proof } from './proof.entity.js';
import { enrolmentDeadline } from './requirement.js';

const PROOF_LASTS = 10 * MINUTE;

const WHY_ENROL = {
  DEMANDED: 'Set up a second factor first: it is required for this account.',
  LOST: 'Set up a new second factor first, in place of the lost one.',
};

/** How recently, and with what, a session was proved: step-up for sensitive operations (ASVS 7.5.1). */
export class ProofsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly tokens: TokensService,
  ) {}

  /** Returns when this proof ends, in milliseconds. */
  async record(tx: EntityManager, session: Session, method: Proof['method']): Promise<number> {
    const provedAt = this.clock.now();
    await tx.upsert(Proof, { tokenId: session.tokenId, accountId: session.account.id, method, provedAt }, [
      'tokenId',
    ]);
    if (session.secondFactor === 'RECOVERY_CODE' && method !== 'PASSWORD') {
      await this.tokens.setSecondFactor(tx, session.tokenId, method);
    }
    return provedAt + PROOF_LASTS;
  }

  /** Throws REAUTHENTICATION_REQUIRED without a proof in the last 10 minutes: of a second factor, where there is one. */
  async requireRecent(session: Session): Promise<void> {
    const needsFactor = isProtected(session.account, await this.settings.current());
    if (this.isRecent(session.issuedAt) && (!needsFactor || session.secondFactor !== null)) return;
    const proof = await this.database.manager.findOneBy(Proof, { tokenId: session.tokenId });
    if (proof && this.isRecent(proof.provedAt) && (!needsFactor || proof.method !== 'PASSWORD')) return;
    throw new Refusal(
      'REAUTHENTICATION_REQUIRED',
      needsFactor ? 'Prove your second factor again first.' : 'Enter your password again first.',
    );
  }

  /** Throws PASSWORD_CHANGE_REQUIRED for a session that must choose a password of its own first. */
  async requireOwnPassword(session: Session): Promise<void> {
    if (!(await this.mustChangePassword(session))) return;
    throw new Refusal('PASSWORD_CHANGE_REQUIRED', 'Choose a password of your own first: changePassword.');
  }

  async mustChangePassword({ account }: Session): Promise<boolean> {
    return mustChangePassword(account, await this.settings.current(), this.clock.now());
  }

  /** Throws PASSWORD_CHANGE_REQUIRED, or ENROLMENT_REQUIRED for a session that must set up a second factor first. */
  async requireEnrolled(session: Session): Promise<void> {
    await this.requireOwnPassword(session);
    const why = await this.reasonToEnrol(session);
    if (why !== null) throw new Refusal('ENROLMENT_REQUIRED', WHY_ENROL[why]);
  }

  /**
   * `DEMANDED`: of an account that has no second factor, when its grace is over. `LOST`: in a session that a recovery
   * code began, until it has set one up. Null: the session may do what its account may.
   */
  async reasonToEnrol(session: Session): Promise<'DEMANDED' | 'LOST' | null> {
    if (session.secondFactor === 'RECOVERY_CODE' && !(await this.hasProvedFactor(session))) return 'LOST';
    const deadline = enrolmentDeadline(session.account, await this.settings.current());
    return deadline !== null && deadline <= this.clock.now() ? 'DEMANDED' : null;
  }

  /** Proofs that prove nothing any more, of tokens that may be gone. */
  sweepOld(): Sweep {
    const where = { provedAt: LessThanOrEqual(this.clock.now() - PROOF_LASTS) };
    return sweepRows(this.database, Proof, { key: 'tokenId', by: 'provedAt', where });
  }

  /** Signed tokens go on saying how they were begun. */
  private async hasProvedFactor({ tokenId }: Session): Promise<boolean> {
    return this.database.manager.existsBy(Proof, { tokenId, method: Not('PASSWORD') });
  }

  private isRecent(at: number): boolean {
    return this.clock.now() - at < PROOF_LASTS;
  }
}
