import { type EntityManager, LessThanOrEqual } from 'typeorm';
import { MINUTE } from '../../platform/clock.js';
import { changed, Insertion } from '../../platform/database/prepared.js';
import { type Sweep, sweepRows } from '../../platform/database/sweep.js';
import { NEVER_EXPIRES } from '../../platform/encryption/key-check.entity.js';
import { Refusal } from '../../platform/refusal.js';
import { isProtected } from '../../settings/requirement.js';
import { type LastProofs, lastProofsOf } from '../held-sessions.js';
import type { SessionsService } from '../sessions.service.js';
import type { TokensService } from '../tokens/tokens.service.js';
import { Proof } from './proof.entity.js';
import type { Session } from '../../platform/acting/session.js';
import { isSecondFactor } from '../../platform/acting/sign-in-method.js';
import type { Ground } from '../../accounts/ground.js';

const PROOF_LASTS = 10 * MINUTE;

const PROVED_AGAIN = `UPDATE proofs SET method = ?, provedAt = ?, keptUntil = ?,
  secondFactor = COALESCE(?, secondFactor) WHERE tokenId = ?`;
const PROOF = new Insertion<Proof>('proofs', [
  'tokenId',
  'accountId',
  'method',
  'provedAt',
  'secondFactor',
  'keptUntil',
]);

const WHY_ENROL = {
  DEMANDED: 'Set up a second factor first: it is required for this account.',
  LOST: 'Set up a new second factor first, in place of the lost one.',
};

/** How recently, and with what, a session was proved: step-up for sensitive operations (ASVS 7.5.1). */
export class ProofsService {
  constructor(
    private readonly needs: Ground & {
      sessions: SessionsService;
      tokens: TokensService;
    },
  ) {}

  /** Under the account's lock: a second factor counts for the session from now on. Returns when this proof ends, in milliseconds. */
  async record(tx: EntityManager, session: Session, method: Proof['method']): Promise<number> {
    const { kind, tokenId, account, secondFactor, expiresAt } = session;
    const provedAt = this.needs.clock.now();
    const until = provedAt + PROOF_LASTS;
    if (method !== 'PASSWORD' && kind === 'stored') {
      await this.needs.tokens.setSecondFactor(tx, tokenId, method);
    }
    // Of a signed token nothing else will say what has been proved in it.
    const isKept = kind === 'signed' && (method !== 'PASSWORD' || secondFactor !== null);
    const keptUntil = isKept ? Math.max(until, expiresAt ?? NEVER_EXPIRES) : until;
    const proved = method === 'PASSWORD' ? null : method;
    if ((await changed(tx, PROVED_AGAIN, [method, provedAt, keptUntil, proved, tokenId])) === 0) {
      const proof = { tokenId, accountId: account.id, method, provedAt, secondFactor: proved, keptUntil };
      await PROOF.into(tx, proof);
    }
    return until;
  }

  /** Throws REAUTHENTICATION_REQUIRED without a proof in the last 10 minutes: of a second factor, where there is one. */
  async requireRecent(session: Session): Promise<void> {
    const { secondFactor, isReplaced, issuedAt, tokenId } = session;
    const needsFactor = isProtected(session.account, await this.needs.settings.current());
    // What was proved since belongs to the secret that was given for it, and the session says only what it proved last.
    const began = !needsFactor || secondFactor === 'RECOVERY_CODE' || isSecondFactor(secondFactor);
    if (!isReplaced && this.isRecent(issuedAt) && began) return;
    const proof = isReplaced ? null : await this.needs.database.manager.findOneBy(Proof, { tokenId });
    if (proof && this.isRecent(proof.provedAt) && (!needsFactor || proof.method !== 'PASSWORD')) return;
    throw new Refusal(
      'REAUTHENTICATION_REQUIRED',
      needsFactor ? 'Prove your second factor again first.' : 'Enter your password again first.',
    );
  }

  /**
   * For what an administrator's code in place of the second factor does not open, however long ago: whoever was handed it
   * is to work as a user. Throws REAUTHENTICATION_REQUIRED until a factor is proved in the session.
   */
  async requireOwnFactor({ account, secondFactor }: Session): Promise<void> {
    if (secondFactor !== 'BYPASS_CODE') return;
    if (!isProtected(account, await this.needs.settings.current())) return;
    throw new Refusal('REAUTHENTICATION_REQUIRED', 'Prove your second factor first.');
  }

  /** When the person was last proved in this session. */
  async last(session: Session): Promise<LastProofs> {
    const { tokenId } = session;
    return lastProofsOf(session, await this.needs.database.manager.findOneBy(Proof, { tokenId }));
  }

  /**
   * For what would outlast that two-factor authentication is switched off: nobody can prove the account's factor then.
   * Throws METHOD_DISABLED.
   */
  async refuseWhileOff({ account }: Session): Promise<void> {
    const { disabled } = await this.needs.settings.current();
    if (!disabled || account.primaryFactors === 0) return;
    throw new Refusal(
      'METHOD_DISABLED',
      'This is not possible while two-factor authentication is switched off.',
    );
  }

  /** Throws PASSWORD_CHANGE_REQUIRED for a session that must choose a password of its own first. */
  async requireOwnPassword(session: Session): Promise<void> {
    if (await this.mustChangePassword(session)) throw passwordDue();
  }

  async mustChangePassword(session: Session): Promise<boolean> {
    return (await this.needs.sessions.worth(session)) === 'PASSWORD';
  }

  /**
   * Throws PASSWORD_CHANGE_REQUIRED or ENROLMENT_REQUIRED for a session that must do that first, UNAUTHENTICATED for an
   * ended one.
   */
  async requireEnrolled(session: Session): Promise<void> {
    const worth = await this.needs.sessions.worth(session);
    if (worth === 'ENDED') throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
    if (worth === 'PASSWORD') throw passwordDue();
    if (worth !== 'FULL') throw new Refusal('ENROLMENT_REQUIRED', WHY_ENROL[worth]);
  }

  async mustEnrol(session: Session): Promise<boolean> {
    const worth = await this.needs.sessions.worth(session);
    return worth === 'DEMANDED' || worth === 'LOST';
  }

  /** Proofs that prove nothing any more, of tokens that may be gone. */
  sweepOld(): Sweep {
    const where = { keptUntil: LessThanOrEqual(this.needs.clock.now()) };
    return sweepRows(this.needs.database, Proof, { key: 'tokenId', by: 'keptUntil', where });
  }

  private isRecent(at: number): boolean {
    return this.needs.clock.now() - at < PROOF_LASTS;
  }
}

const passwordDue = (): Refusal =>
  new Refusal('PASSWORD_CHANGE_REQUIRED', 'Choose a password of your own first: changePassword.');
